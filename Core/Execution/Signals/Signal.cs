namespace PromptIntel.Core.Execution.Signals;

/// <summary>What one process tells the others. <see cref="ISignalRelay"/> carries it.</summary>
public abstract record Signal
{
    private Signal()
    {
    }

    /// <summary>Something may be ready to be claimed.</summary>
    public sealed record Work : Signal;

    /// <summary>An execution or batch has ended, waits for a person, or went on after that.</summary>
    public sealed record Ended(Guid Id) : Signal;

    /// <summary>Somebody outside the lease changed an execution.</summary>
    public sealed record Changed(Guid Id) : Signal;

    /// <summary>A commit after which the execution goes on.</summary>
    public sealed record Stepped(Guid Id) : Signal;

    /// <summary>An event that no store keeps. It may carry model output: it is never logged.</summary>
    public sealed record Transient(Guid Id, ExecutionEvent Event) : Signal;
}
