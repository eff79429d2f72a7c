using System.Collections.Immutable;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>
/// The right to write to an execution. The epoch is the fence; the owner only says who, and is new for every process.
/// </summary>
/// <param name="Expires">By the store's clock.</param>
public sealed record Lease(Guid ExecutionId, long Epoch, string Owner, DateTimeOffset Expires);

/// <param name="Owner">New for every process.</param>
/// <param name="MaxClaims">An execution claimed this often without a committed stage is parked instead.</param>
public sealed record LeaseRequest(string Owner, TimeSpan Duration, int MaxClaims);

/// <summary>A leased execution with what was committed before, all of one moment.</summary>
public sealed record ClaimedExecution(Lease Lease, ExecutionRecord Execution, ImmutableArray<StageResult> Results, ImmutableArray<StageAttempt> Attempts);
