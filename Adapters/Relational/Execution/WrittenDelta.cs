using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>What a commit came to, before it is committed.</summary>
/// <param name="Ended">The execution's row where it ended; there once it is committed.</param>
/// <param name="EndOfItem">Where it is an item that ended as expected.</param>
internal sealed record WrittenDelta(
    CommitResult Result, ExecutionDelta? Delta = null, LaterRows<ExecutionRow>? Ended = null, ItemEnd? EndOfItem = null)
{
    /// <summary>After the commit.</summary>
    public CommitResult ToResult() => Result is CommitResult.Committed committed
        ? committed with { Ended = EndedOf(), Next = EndOfItem?.Next }
        : Result;

    private ExecutionRecord? EndedOf() =>
        Delta is { Execution: var execution, Transition: { } transition }
            // A user who was erased meanwhile took the input along: then what the owner remembers is not what is stored.
            && Ended is { Rows: [var row] } && row.UserId == execution.UserId
            ? row.ToRecord(execution.Input, TransitionPlan.For(transition).Output ?? execution.Output)
            : null;
}
