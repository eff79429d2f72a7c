namespace PromptIntel.Core.Execution.Signals;

/// <summary>
/// Carries what rings in one process to the others. It may lose, repeat and reorder, and may be gone for a while: nothing depends on it
/// but latency, because who listens also asks the store now and then. Safe for concurrent use.
/// </summary>
public interface ISignalRelay
{
    /// <summary>Tells the other processes; returns at once and never throws.</summary>
    void Send(Signal signal);

    /// <summary>
    /// Hears what other processes send, never what this one does: work, ends and changes always, commits and tokens of what is watched.
    /// Calls back quickly. Dispose to stop.
    /// </summary>
    IDisposable Receive(Action<Signal> received);

    /// <summary>Asks for commits and tokens of one execution or batch too. Dispose to stop.</summary>
    IDisposable Watch(Guid id);

    /// <summary>Whether another process watches it; asked once before a model call. False in doubt, soon.</summary>
    ValueTask<bool> IsWatchedAsync(Guid id, CancellationToken cancellationToken);
}
