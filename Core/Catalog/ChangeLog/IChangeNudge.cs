namespace PromptIntel.Core.Catalog.ChangeLog;

/// <summary>
/// Tells other instances that the change log has grown. It may lose or repeat messages and may fail: the log is the guarantee, the
/// nudge is only latency.
/// </summary>
public interface IChangeNudge
{
    /// <summary>Tells the others; returns at once and never throws.</summary>
    /// <param name="position">Up to which the log has grown; null when it has not, and what is read with it has changed.</param>
    void Publish(long? position);

    /// <summary>
    /// Calls back, quickly, with the position that was published; with null also when messages may have been lost. Dispose to stop.
    /// </summary>
    IDisposable Subscribe(Action<long?> nudged);
}
