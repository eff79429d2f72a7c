using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Memory;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Telemetry;
using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// The catalog in memory. Reads take no lock and allocate nothing while a label points to the version; own writes and the change log
/// arrive through the same Apply.
/// </summary>
public sealed class PromptCatalog(ICatalogStore store, IOptions<CatalogOptions> options, TimeProvider time, ILogger<PromptCatalog> logger)
    : ICatalogReader, IDisposable
{
    private const int PageSize = 500;

    private readonly CatalogMemory _memory = new();

    // Versions that no label points to. A version never changes, so nothing here goes stale.
    private readonly BoundedCache<(EntryKey Key, int Number), CatalogDocument> _older = new(options.Value.OlderVersions);
    private readonly PositionWaiters _waiters = new();
    private readonly SemaphoreSlim _catchingUp = new(1, 1);
    private readonly TaskCompletionSource<Guid> _identity = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _caughtUpAt;
    private int _loads;

    public long Position => _memory.Position;

    /// <summary>
    /// The id of the catalog that was loaded first, as soon as it is: what tells one installation's names from another's.
    /// </summary>
    public Task<Guid> Identity => _identity.Task;

    /// <summary>Tells when something derived from the catalog was replaced, by whichever instance.</summary>
    public DerivedChanges Derived { get; } = new();

    /// <summary>
    /// The last moment up to which this instance knows of every change: when it asked for the end of the log. Null before the first load.
    /// </summary>
    public DateTimeOffset? CaughtUpAt =>
        Volatile.Read(ref _caughtUpAt) is var ticks and > 0 ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;

    public EntrySet Entries => _memory.Listed;

    public EntryState? Find(EntryKey key) => _memory.Find(key)?.State;

    /// <summary>
    /// The hot path: the version's document when memory holds it; null sends the caller to <see cref="GetDocumentAsync"/>.
    /// </summary>
    public CatalogDocument? FindDocument(EntryKey key, VersionSelector selector) => _memory.Find(key)?.Find(selector);

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        FindDocument(key, selector) is { } document
            ? new ValueTask<EntryVersion?>(document.Version)
            : GetOlderAsync(key, selector, cancellationToken);

    /// <summary>The version's document, from memory or from the store; null when it does not exist.</summary>
    public async ValueTask<CatalogDocument?> GetDocumentAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken)
    {
        if (FindDocument(key, selector) is { } held)
        {
            return held;
        }

        if (selector.Version is not { } number || Find(key) is not { } state || number < 1 || number > state.LatestVersion)
        {
            return null;
        }

        bool isCached = _older.TryGet((key, number), out CatalogDocument? cached);
        CatalogTelemetry.OlderVersionReads.Add(1, new KeyValuePair<string, object?>("hit", isCached));
        return isCached || await store.FindVersionAsync(key, number, cancellationToken) is not { } version
            ? cached
            : _older.Add((key, number), new CatalogDocument(version));
    }

    /// <summary>
    /// Logs every entry that this build cannot use. Goes through the whole catalog; changes that come in later are logged as they come.
    /// </summary>
    public void ReportBroken(CancellationToken cancellationToken)
    {
        foreach (EntryState state in _memory.States)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReportBroken(state);
        }
    }

    public IDisposable Subscribe(Action<EntryState> applied) => _memory.Subscribe(applied);

    /// <summary>Loads everything from the store. Called once before the first read, and again when the log cannot be followed.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await _catchingUp.WaitAsync(cancellationToken);
        try
        {
            await Load_NeedsLockAsync(cancellationToken);
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    /// <summary>Reads the change log to its end and applies it. Safe for concurrent use.</summary>
    public async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await _catchingUp.WaitAsync(cancellationToken);
        int loads = _loads;
        bool isLoaded;
        try
        {
            while (await ApplyPage_NeedsLockAsync(cancellationToken))
            {
            }

            isLoaded = _loads != loads;
        }
        finally
        {
            _catchingUp.Release();
        }

        if (isLoaded)
        {
            ReportBroken(cancellationToken);
        }
    }

    /// <summary>
    /// True once everything up to <paramref name="position"/> is applied here; false when the time is over first, or when another catalog
    /// took the place of this one.
    /// </summary>
    public async Task<bool> WaitForAsync(long position, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (Position >= position)
        {
            return true;
        }

        Task reached = _waiters.WaitFor(position, () => Position);
        try
        {
            await reached.WaitAsync(timeout, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            // It may have come at the last moment.
        }

        return Position >= position;
    }

    /// <summary>Takes a change of this instance or of the log. Later positions of an entry win, whichever arrives first.</summary>
    internal void Apply(long position, EntryState state)
    {
        if (_memory.Apply(position, state))
        {
            ReportBroken(state);
        }

        _waiters.Release(Position);
    }

    public void Dispose() => _catchingUp.Dispose();

    private async ValueTask<EntryVersion?> GetOlderAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        (await GetDocumentAsync(key, selector, cancellationToken))?.Version;

    private async Task Load_NeedsLockAsync(CancellationToken cancellationToken)
    {
        DateTimeOffset askedAt = time.GetUtcNow();
        CatalogSnapshot snapshot = await store.LoadAsync(cancellationToken);
        if (!_memory.Replace(snapshot))
        {
            // Another catalog may have other content under the same numbers.
            _older.Clear();
            _waiters.ReleaseAll();
        }

        _loads++;
        _identity.TrySetResult(snapshot.CatalogId);
        Volatile.Write(ref _caughtUpAt, askedAt.UtcTicks);
        Log.CatalogLoaded(logger, snapshot.Entries.Count, snapshot.Position);
        _waiters.Release(Position);
    }

    /// <summary>Whether there may be more.</summary>
    private async Task<bool> ApplyPage_NeedsLockAsync(CancellationToken cancellationToken)
    {
        long cursor = Position;
        // Before the question, not after the answer: a process may be suspended in between, and the answer is as old as the question.
        DateTimeOffset askedAt = time.GetUtcNow();
        ChangePage page = await store.ReadChangesAsync(cursor, PageSize, cancellationToken);
        if (!_memory.IsContinuedBy(page, cursor))
        {
            CatalogTelemetry.Reloads.Add(1);
            Log.CatalogReloading(logger, cursor, page.LastPosition);
            if (page.LastPosition < cursor)
            {
                // The log went back: what memory holds is of a past that no longer is.
                _memory.Forget();
            }

            await Load_NeedsLockAsync(cancellationToken);
            return false;
        }

        Derived.Observe(page.DerivedRevision);
        DateTimeOffset now = time.GetUtcNow();
        foreach (LoggedChange change in page.Changes)
        {
            CatalogTelemetry.Propagation.Record((now - change.CommittedAt).TotalSeconds);
            Apply(change.Position, change.State);
        }

        Volatile.Write(ref _caughtUpAt, askedAt.UtcTicks);
        return page.Changes.Count == PageSize;
    }

    private void ReportBroken(EntryState state)
    {
        if (state.FindFaultOnce() is not null)
        {
            Log.EntryBroken(logger, state.Key, state.Current.Number);
        }
    }
}
