using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>An execution to insert.</summary>
public sealed record NewExecution
{
    public required Guid Id { get; init; }

    public required Manifest Manifest { get; init; }

    public required JsonElement Input { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public string? UserId { get; init; }

    public string? TraceParent { get; init; }

    public ExecutionBudget? Budget { get; init; }

    public TimeSpan StageDelay { get; init; }

    public IdempotencyKey? IdempotencyKey { get; init; }

    public ForkOrigin? ForkedFrom { get; init; }

    /// <summary>Of a fork: the results it starts from; the artifacts of their stages come with them.</summary>
    public ImmutableArray<StageResult> Results { get; init; } = [];

    /// <summary>
    /// Set to insert it leased, with <see cref="FirstAttempts"/>, instead of queued: it saves the claim where a worker is at hand.
    /// </summary>
    public LeaseRequest? LeaseFor { get; init; }

    /// <summary>The attempts that the lease's owner begins with.</summary>
    public ImmutableArray<StageAttempt> FirstAttempts { get; init; } = [];
}

/// <summary>A batch to insert with its items.</summary>
public sealed record NewBatch
{
    public required Guid Id { get; init; }

    public required Manifest Manifest { get; init; }

    /// <summary>One execution for each, in order.</summary>
    public ImmutableArray<NewBatchItem> Items { get; init; } = [];

    /// <summary>How many items were staged for it; it then holds none itself.</summary>
    public int StagedItems { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required int MaxParallel { get; init; }

    public bool StopOnItemError { get; init; }

    public int? MaxFailures { get; init; }

    public int Priority { get; init; } = ClaimShares.DefaultPriority;

    public string? UserId { get; init; }

    public string? TraceParent { get; init; }

    public ExecutionBudget? ItemBudget { get; init; }

    public IdempotencyKey? IdempotencyKey { get; init; }

    /// <summary>As it was asked for, its items still to be given.</summary>
    public static NewBatch Of(StartBatch batch, Guid id, Manifest manifest, DateTimeOffset createdAt, string? traceParent)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new NewBatch
        {
            Id = id,
            Manifest = manifest,
            CreatedAt = createdAt,
            MaxParallel = batch.MaxParallel,
            StopOnItemError = batch.StopOnItemError,
            MaxFailures = batch.MaxFailures,
            Priority = batch.Priority,
            UserId = batch.UserId,
            TraceParent = traceParent,
            ItemBudget = batch.ItemBudget,
            IdempotencyKey = batch.IdempotencyKey,
        };
    }
}

public sealed record NewBatchItem(Guid ExecutionId, JsonElement Input);

/// <summary>What an insert came to.</summary>
public abstract record CreateResult
{
    private CreateResult()
    {
    }

    /// <param name="Lease">Set when it was inserted leased, with <paramref name="Execution"/> as it stands then.</param>
    public sealed record Created(Lease<Guid>? Lease, ExecutionRecord? Execution) : CreateResult;

    /// <summary>The key was used for the same body before: that execution or batch stands for this one.</summary>
    public sealed record Existing(Guid Id) : CreateResult;

    /// <summary>The key was used for another body.</summary>
    public sealed record KeyReused : CreateResult;
}
