using PromptIntel.Core.Audit;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>Keeps the catalog in memory, for tests and hosts without a file. Safe for concurrent use.</summary>
public sealed class InMemoryCatalogStore(TimeProvider time, InMemoryAuditStore audit) : ICatalogStore, IDisposable
{
    private readonly Lock _lock = new();
    private readonly WriterTurn _turn = new();
    private readonly Guid _catalogId = Guid.CreateVersion7(time.GetUtcNow());
    private readonly Dictionary<EntryKey, EntryFacts> _entries = [];
    private readonly List<(EntryKey Key, DateTimeOffset At)> _log = [];
    private int _pruned;

    public InMemoryCatalogStore(TimeProvider time)
        : this(time, new InMemoryAuditStore())
    {
    }

    public InMemoryCatalogStore()
        : this(TimeProvider.System)
    {
    }

    public Task<CatalogSnapshot> LoadAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            EntryState[] states = [.. _entries.Values.Select(facts => facts.State!)];
            return Task.FromResult(new CatalogSnapshot(_catalogId, Position_NeedsLock, states));
        }
    }

    public Task<IReadOnlyList<WriteResult>> CommitAsync(
        IReadOnlyList<CatalogChange> changes, long? validatedAt, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            if (Position_NeedsLock > validatedAt)
            {
                return Task.FromResult<IReadOnlyList<WriteResult>>([.. changes.Select(_ => new WriteResult.Contended(Position_NeedsLock))]);
            }

            return Task.FromResult<IReadOnlyList<WriteResult>>([.. changes.Select(Commit_NeedsLock)]);
        }
    }

    public Task<IAsyncDisposable> TakeTurnAsync(CancellationToken cancellationToken) => _turn.TakeAsync(cancellationToken);

    public void Dispose() => _turn.Dispose();

    public Task<ChangePage> ReadChangesAsync(long after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int first = (int)Math.Clamp(after - _pruned, 0, _log.Count);
            LoggedChange[] changes =
            [
                .. _log.Skip(first)
                    .Take(limit)
                    .Select((row, index) => new LoggedChange(_pruned + first + index + 1, row.At, _entries[row.Key].State!)),
            ];
            return Task.FromResult(new ChangePage(_catalogId, Position_NeedsLock, changes));
        }
    }

    public Task<int> PruneChangesAsync(DateTimeOffset committedBefore, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int old = _log.Take(_log.Count - 1).TakeWhile(row => row.At < committedBefore).Take(limit).Count();
            _log.RemoveRange(0, old);
            _pruned += old;
            return Task.FromResult(old);
        }
    }

    public Task<EntryVersion?> FindVersionAsync(EntryKey key, int number, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_entries.GetValueOrDefault(key)?.Find(number));
        }
    }

    public Task<IReadOnlyList<EntryVersion>> ReadVersionsAsync(EntryKey key, int? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            EntryFacts facts = _entries.GetValueOrDefault(key, EntryFacts.None);
            int newest = Math.Min(facts.State?.LatestVersion ?? 0, (before ?? int.MaxValue) - 1);
            IReadOnlyList<EntryVersion> versions =
                [.. Enumerable.Range(0, Math.Clamp(limit, 0, Math.Max(newest, 0))).Select(offset => facts.Find(newest - offset)!)];
            return Task.FromResult(versions);
        }
    }

    public Task<IReadOnlyList<Suggestion>> ReadSuggestionsAsync(EntryKey key, SuggestionStatus? status, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            IEnumerable<Suggestion> all = _entries.GetValueOrDefault(key, EntryFacts.None).Suggestions.Values;
            IReadOnlyList<Suggestion> found =
                [.. all.Where(one => status is null || one.Status == status)
                    .OrderBy(one => one.CreatedAt)
                    .ThenBy(one => one.Id.ToString(), StringComparer.Ordinal)];
            return Task.FromResult(found);
        }
    }

    public Task<IReadOnlyCollection<ContentImport>> ReadContentImportsAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            IReadOnlyCollection<ContentImport> imports =
                [.. _entries.SelectMany(entry => entry.Value.ImportedHashes.Select(hash => new ContentImport(entry.Key, hash)))];
            return Task.FromResult(imports);
        }
    }

    private long Position_NeedsLock => _pruned + _log.Count;

    private WriteResult Commit_NeedsLock(CatalogChange change)
    {
        EntryState? before = _entries.GetValueOrDefault(change.Key)?.State;
        ChangeDecision decision = ChangeRules.Decide(_entries.GetValueOrDefault(change.Key, EntryFacts.None), change);
        if (decision.Writes is null)
        {
            return decision.Result;
        }

        if (decision.Result is not WriteResult.Written applied)
        {
            _entries[change.Key] = decision.Facts;
            return decision.Result;
        }

        _log.Add((change.Key, change.At));
        EntryState state = applied.State with { Position = Position_NeedsLock };
        _entries[change.Key] = decision.Facts with { State = state };
        var written = new WriteResult.Written(state, applied.Version);

        foreach (AuditEntry entry in ChangeAudit.Of(change, before, written))
        {
            audit.Append(entry);
        }

        return written;
    }
}
