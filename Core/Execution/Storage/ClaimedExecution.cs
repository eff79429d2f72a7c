using System.Collections.Immutable;

using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Execution.Storage;

/// <param name="Owner">New for every process.</param>
/// <param name="MaxClaims">An execution claimed this often without a committed stage is parked instead.</param>
public sealed record LeaseRequest(string Owner, TimeSpan Duration, int MaxClaims);

/// <summary>A leased execution with what was committed before, all of one moment.</summary>
public sealed record ClaimedExecution(
    Lease<Guid> Lease, ExecutionRecord Execution, ImmutableArray<StageResult> Results, ImmutableArray<StageAttempt> Attempts);
