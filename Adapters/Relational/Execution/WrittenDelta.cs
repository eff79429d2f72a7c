using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>What a commit came to, before it is committed.</summary>
/// <param name="Ended">The execution's row where it ended; there once it is committed.</param>
internal sealed record WrittenDelta(CommitResult Result, ExecutionDelta? Delta = null, LaterRows<ExecutionRow>? Ended = null)
{
    /// <summary>After the commit.</summary>
    public CommitResult ToResult() =>
        Result is CommitResult.Committed committed && Delta is { Execution: var execution, Transition: { } transition }
            // A user who was erased meanwhile took the input along: then what the owner remembers is not what is stored.
            && Ended is { Rows: [var row] } && row.UserId == execution.UserId
            ? committed with { Ended = row.ToRecord(execution.Input, TransitionPlan.For(transition).Output ?? execution.Output) }
            : Result;
}
