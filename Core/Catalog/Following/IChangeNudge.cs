namespace PromptIntel.Core.Catalog.Following;

/// <summary>
/// Tells other instances that the change log has grown. It may lose or repeat messages and may fail: the log is the guarantee, the
/// nudge is only latency.
/// </summary>
public interface IChangeNudge
{
    /// <summary>Tells the others; returns at once and never throws.</summary>
    void Publish(long position);

    /// <summary>Calls back, quickly, whenever somebody may have written. Dispose to stop.</summary>
    IDisposable Subscribe(Action nudged);
}
