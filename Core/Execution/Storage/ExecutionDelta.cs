using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>What the owner of a lease writes in one transaction.</summary>
public sealed record ExecutionDelta
{
    /// <summary>
    /// As its owner knows it. What counts is what never changes under a lease: its batch, and whose it is unless the user is erased.
    /// </summary>
    public required ExecutionRecord Execution { get; init; }

    /// <summary>Whether a stage, or a part of one that is not done again, was completed: claims count anew from here.</summary>
    public bool IsProgress => !Results.IsEmpty || !Turns.IsEmpty;

    /// <summary>The seq that the owner planned with; when another has written since, <see cref="Transition"/> is not carried out.</summary>
    public required long ExpectedSeq { get; init; }

    /// <summary>Each written once: the same path and item again is a bug and throws.</summary>
    public ImmutableArray<StageResult> Results { get; init; } = [];

    /// <summary>Calls about to begin: of stages that become ready, and retries.</summary>
    public ImmutableArray<StageAttempt> Started { get; init; } = [];

    /// <summary>Calls that ended, with usage; they replace the rows written when they began.</summary>
    public ImmutableArray<StageAttempt> Ended { get; init; } = [];

    /// <summary>Each written once, as results are.</summary>
    public ImmutableArray<StageTurn> Turns { get; init; } = [];

    /// <summary>What those of <see cref="Results"/> ask that wait for a person.</summary>
    public ImmutableArray<StageWait> Waits { get; init; } = [];

    public ImmutableArray<NewEvent> Events { get; init; } = [];

    public ImmutableArray<StageArtifact> Artifacts { get; init; } = [];

    public ImmutableArray<SideWrite> Writes { get; init; } = [];

    /// <summary>To add to the execution's totals.</summary>
    public ExecutionUsage Usage { get; init; } = ExecutionUsage.None;

    /// <summary>To add to what is reserved; negative gives back.</summary>
    public Reservation Reserved { get; init; }

    /// <summary>What becomes of the execution and its lease; null: it goes on.</summary>
    public ExecutionTransition? Transition { get; init; }

    /// <summary>
    /// The owner's place is free once an item of a batch has ended: what <see cref="IExecutionStore.ClaimAsync"/> would give for it next is
    /// leased in the same transaction. Null where nothing more is to run here; a hint, which a store may leave.
    /// </summary>
    public LeaseRequest? NextClaim { get; init; }
}

/// <summary>An event without the number that the store gives it.</summary>
public sealed record NewEvent(string Type, string? Stage, JsonElement Data);

public sealed record StageArtifact(string Path, string ItemKey, Artifact Artifact);

/// <summary>How the owner of a lease gives it back. Each writes its own event, after those of the delta.</summary>
public abstract record ExecutionTransition
{
    private ExecutionTransition()
    {
    }

    public sealed record Succeed(JsonElement Output) : ExecutionTransition;

    public sealed record Fail(ExecutionError Error) : ExecutionTransition;

    /// <summary>Until somebody answers.</summary>
    public sealed record Wait : ExecutionTransition;

    /// <summary>Voluntarily, at a stage boundary: queued again, this claim not counted.</summary>
    public sealed record Release : ExecutionTransition;

    public sealed record Park(ExecutionError Error) : ExecutionTransition;
}

/// <summary>What a commit came to.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <param name="Seq">After this commit.</param>
    /// <param name="IsBehind">Another wrote since <see cref="ExecutionDelta.ExpectedSeq"/>: read the results
    /// again; the transition was left out.</param>
    public sealed record Committed(long Seq, bool IsBehind) : CommitResult
    {
        /// <summary>
        /// The execution as this commit left it, where it has ended or waits for a person: who waits need not read it. Null for an item of
        /// a batch, and where the store could not say; then it must be read.
        /// </summary>
        public ExecutionRecord? Ended { get; init; }

        /// <summary>
        /// What <see cref="ExecutionDelta.NextClaim"/> has leased; null where there was nothing. Where the answer to the commit is lost, so
        /// is this, until its lease expires.
        /// </summary>
        public ClaimedExecution? Next { get; init; }
    }

    /// <summary>Cancelled, claimed by another or ended: nothing was written, and nothing may be.</summary>
    public sealed record LeaseLost : CommitResult;
}
