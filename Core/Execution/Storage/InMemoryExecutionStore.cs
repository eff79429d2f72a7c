using System.Text.Json;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>
/// Executions in memory, gone with the process: for tests and for runs that need not survive. One lock guards everything; no
/// work is done under it that waits.
/// </summary>
public sealed partial class InMemoryExecutionStore(TimeProvider time) : IExecutionStore, IExecutionReader
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Guid, Entry> _entries = [];
    private readonly Dictionary<Guid, BatchEntry> _batches = [];
    private readonly SortedSet<Guid> _queued = [];
    private readonly HashSet<Guid> _running = [];
    private readonly Dictionary<string, Manifest> _manifests = new(StringComparer.Ordinal);
    private readonly Dictionary<string, ReadOnlyMemory<byte>> _blobs = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Scope, string Key), (string BodyHash, Guid Id)> _keys = [];
    private readonly Dictionary<(string Target, Guid ExecutionId), JsonElement> _sideRows = [];

    /// <summary>The rows that stages wrote to side tables, by target and execution.</summary>
    public IReadOnlyDictionary<(string Target, Guid ExecutionId), JsonElement> SideRows
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<(string, Guid), JsonElement>(_sideRows);
            }
        }
    }

    public Task<CreateResult> CreateAsync(NewExecution execution, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(TakeKey_NeedsLock(execution.IdempotencyKey, execution.Id) ?? Insert_NeedsLock(execution));
        }
    }

    public Task<CreateResult> CreateBatchAsync(NewBatch batch, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(CreateBatch_NeedsLock(batch));
        }
    }

    public Task<IReadOnlyList<ClaimedExecution>> ClaimAsync(LeaseRequest request, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<ClaimedExecution>>(Claim_NeedsLock(request, limit));
        }
    }

    public Task<long?> RenewAsync(Lease<Guid> lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (FindLeased_NeedsLock(lease) is not { } entry)
            {
                return Task.FromResult<long?>(null);
            }

            entry.LeaseExpires = time.GetUtcNow() + duration;
            return Task.FromResult<long?>(entry.Record.Seq);
        }
    }

    public Task<CommitResult> CommitAsync(Lease<Guid> lease, ExecutionDelta delta, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (FindLeased_NeedsLock(lease) is not { } entry)
            {
                return Task.FromResult<CommitResult>(new CommitResult.LeaseLost());
            }

            CommitResult.Committed committed = Commit_NeedsLock(entry, delta);
            return Task.FromResult<CommitResult>(
                delta.NextClaim is { } request && entry.Record is { BatchId: not null } ended && ended.Status.IsEnded()
                    ? committed with { Next = Claim_NeedsLock(request, 1).SingleOrDefault() }
                    : committed);
        }
    }

    public Task<ChangeResult> ChangeAsync(Guid id, ExecutionChange change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(
                _entries.TryGetValue(id, out Entry? entry) ? Change_NeedsLock(entry, change) : new ChangeResult.NotFound("execution"));
        }
    }

    public Task<IReadOnlyList<Guid>?> CancelBatchAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        ChangeBatch(id, new ExecutionChange.Cancel(actor, "batch cancelled"), BatchStatus.Cancelled, ExecutionEvents.BatchCancelled);

    public Task<IReadOnlyList<Guid>?> ResumeBatchAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        ChangeBatch(id, new ExecutionChange.Resume(actor), BatchStatus.Running, ExecutionEvents.BatchResumed);

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            List<Guid> old = [.. _entries.Values.Where(entry => entry.Record.Status.IsEnded() && entry.Record.CompletedAt < endedBefore)
                .Select(entry => entry.Record.Id)
                .Order()
                .Take(limit)];
            old.ForEach(id => _entries.Remove(id));
            RemoveUnused_NeedsLock(old);
            return Task.FromResult(old.Count);
        }
    }

    private void RemoveUnused_NeedsLock(List<Guid> old)
    {
        foreach (BatchEntry batch in _batches.Values.Where(batch => batch.Items.TrueForAll(id => !_entries.ContainsKey(id))).ToList())
        {
            _batches.Remove(batch.Record.Id);
        }

        foreach ((string Target, Guid ExecutionId) row in _sideRows.Keys.Where(row => old.Contains(row.ExecutionId)).ToList())
        {
            _sideRows.Remove(row);
        }

        foreach ((string, string) key in _keys.Where(pair => !_entries.ContainsKey(pair.Value.Id) && !_batches.ContainsKey(pair.Value.Id))
            .Select(pair => pair.Key)
            .ToList())
        {
            _keys.Remove(key);
        }

        var manifests = _entries.Values.Select(entry => entry.Record.ManifestHash).ToHashSet(StringComparer.Ordinal);
        var blobs = _entries.Values.SelectMany(entry => entry.Artifacts)
            .Select(artifact => artifact.Hash)
            .ToHashSet(StringComparer.Ordinal);
        _manifests.Keys.Where(hash => !manifests.Contains(hash)).ToList().ForEach(hash => _manifests.Remove(hash));
        _blobs.Keys.Where(hash => !blobs.Contains(hash)).ToList().ForEach(hash => _blobs.Remove(hash));
    }

    /// <summary>All that is kept of one execution.</summary>
    private sealed class Entry(ExecutionRecord record)
    {
        public ExecutionRecord Record { get; set; } = record;

        public string? Owner { get; set; }

        public DateTimeOffset LeaseExpires { get; set; }

        public List<StageResult> Results { get; } = [];

        public List<StageAttempt> Attempts { get; } = [];

        public List<StageTurn> Turns { get; } = [];

        public List<StageWait> Waits { get; } = [];

        public List<ExecutionEvent> Events { get; } = [];

        public List<ArtifactRecord> Artifacts { get; } = [];
    }

    private sealed class BatchEntry(BatchRecord record, List<Guid> items)
    {
        public BatchRecord Record { get; set; } = record;

        public List<Guid> Items { get; } = items;

        public List<ExecutionEvent> Events { get; } = [];
    }
}
