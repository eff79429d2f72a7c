using System.Collections.Immutable;

using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Execution.Storage;

/// <param name="Owner">New for every process.</param>
/// <param name="MaxClaims">An execution claimed this often without a committed stage is parked instead.</param>
public sealed record LeaseRequest(string Owner, TimeSpan Duration, int MaxClaims)
{
    /// <summary>
    /// The attempts that the owner begins with, written with the lease. Asked for an execution that is claimed for
    /// the first time and has no results, within the transaction: it must be quick and wait for nothing.
    /// </summary>
    public Func<ExecutionRecord, ImmutableArray<StageAttempt>> FirstAttempts { get; init; } = static _ => [];

    /// <summary>Of an execution as it was just claimed; empty where something is behind it.</summary>
    public ImmutableArray<StageAttempt> FirstAttemptsOf(ExecutionRecord claimed) =>
        claimed is { LeaseEpoch: 1, ForkedFrom: null } ? FirstAttempts(claimed) : [];
}

/// <summary>A leased execution with what was committed before, all of one moment.</summary>
public sealed record ClaimedExecution(
    Lease<Guid> Lease, ExecutionRecord Execution, ImmutableArray<StageResult> Results, ImmutableArray<StageAttempt> Attempts);
