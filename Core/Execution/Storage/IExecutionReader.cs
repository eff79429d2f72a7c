using System.Collections.Immutable;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>Reads of what was committed. Null where there is no such thing. Safe for concurrent use.</summary>
public interface IExecutionReader
{
    Task<ExecutionRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Newest first; a cursor that is none gives the first page.</summary>
    Task<ExecutionPage<ExecutionRecord>> ListAsync(ExecutionFilter filter, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>In the order of commits.</summary>
    Task<ImmutableArray<StageResult>> GetResultsAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>In the order of beginning.</summary>
    Task<ImmutableArray<StageAttempt>> GetAttemptsAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The committed turns of a stage by conversation, each in order.</summary>
    Task<ImmutableArray<StageTurn>> GetTurnsAsync(Guid id, string path, string itemKey, CancellationToken cancellationToken);

    /// <summary>Events of an execution or a batch after <paramref name="after"/>, in order, at most <paramref name="limit"/>.</summary>
    Task<ImmutableArray<ExecutionEvent>> GetEventsAsync(Guid id, long after, int limit, CancellationToken cancellationToken);

    /// <summary>In the order of commits.</summary>
    Task<ImmutableArray<ArtifactRecord>> GetArtifactsAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>The last written of that name.</summary>
    Task<ArtifactContent?> FindArtifactAsync(Guid id, string name, CancellationToken cancellationToken);

    /// <exception cref="InvalidDataException">What is stored cannot be read by this build.</exception>
    Task<Manifest?> FindManifestAsync(string hash, CancellationToken cancellationToken);

    Task<BatchRecord?> FindBatchAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>How many items of a batch ended within a time, by the store's clock; 0 when there is no such batch.</summary>
    Task<int> CountEndedAsync(Guid batchId, TimeSpan lately, CancellationToken cancellationToken);

    /// <summary>Newest first.</summary>
    Task<ExecutionPage<BatchRecord>> ListBatchesAsync(string? userId, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>By index.</summary>
    Task<ExecutionPage<BatchItem>> ListBatchItemsAsync(Guid id, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Waiting stages of executions that have not ended, oldest execution first; a cursor that is none gives the first page. A stage that
    /// began to wait under an older release has no reason of its own.
    /// </summary>
    Task<ExecutionPage<WaitingStage>> ListWaitingAsync(
        WaitingFilter filter, string? cursor, int limit, CancellationToken cancellationToken);

    /// <summary>Executions by status, of the whole store.</summary>
    Task<IReadOnlyDictionary<ExecutionStatus, long>> CountAsync(CancellationToken cancellationToken);
}
