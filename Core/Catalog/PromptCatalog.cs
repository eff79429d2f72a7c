using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// The catalog in memory. Reads take no lock and allocate nothing while a label points to the version; own writes and the change log
/// arrive through the same Apply.
/// </summary>
public sealed class PromptCatalog(ICatalogStore store, IOptions<CatalogOptions> options, TimeProvider time, ILogger<PromptCatalog> logger) : ICatalogReader, IDisposable
{
    private const int PageSize = 500;

    private readonly Lock _applying = new();
    private readonly SemaphoreSlim _catchingUp = new(1, 1);
    private readonly OlderVersions _older = new(options.Value.OlderVersions);

    // Changes applied before those in front of them arrived; subscribers hear of them in log order.
    private readonly SortedDictionary<long, EntryState> _ahead = [];
    private readonly PositionWaiters _waiters = new();
    private ConcurrentDictionary<EntryKey, CatalogSlot> _slots = new();
    private ImmutableArray<Action<EntryState>> _subscribers = [];
    private IReadOnlyCollection<EntryState>? _listed;
    private Guid _catalogId;
    private long _position;
    private DateTimeOffset? _caughtUpAt;

    public long Position => Volatile.Read(ref _position);

    /// <summary>When the change log was last read to its end; null before the first load.</summary>
    public DateTimeOffset? CaughtUpAt
    {
        get
        {
            lock (_applying)
            {
                return _caughtUpAt;
            }
        }
    }

    public IReadOnlyCollection<EntryState> Entries => Volatile.Read(ref _listed) ?? List();

    /// <summary>Entries that this build cannot use, with the reason.</summary>
    public IReadOnlyCollection<EntryState> Broken => [.. _slots.Values.Select(slot => slot.State).Where(state => state.BrokenReason is not null)];

    public EntryState? Find(EntryKey key) => _slots.TryGetValue(key, out CatalogSlot? slot) ? slot.State : null;

    /// <summary>The hot path: the version's document when memory holds it; null sends the caller to <see cref="GetDocumentAsync"/>.</summary>
    public CatalogDocument? FindDocument(EntryKey key, VersionSelector selector) =>
        _slots.TryGetValue(key, out CatalogSlot? slot) ? slot.Find(selector) : null;

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        FindDocument(key, selector) is { } document ? new ValueTask<EntryVersion?>(document.Version) : GetOlderAsync(key, selector, cancellationToken);

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

        CatalogDocument? cached = _older.Find(key, number);
        CatalogTelemetry.OlderVersionReads.Add(1, new KeyValuePair<string, object?>("hit", cached is not null));
        return cached ?? (await store.FindVersionAsync(key, number, cancellationToken) is { } version ? _older.Add(version) : null);
    }

    public IDisposable Subscribe(Action<EntryState> applied)
    {
        ImmutableInterlocked.Update(ref _subscribers, (subscribers, one) => subscribers.Add(one), applied);
        return new Subscription(this, applied);
    }

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
        try
        {
            while (await ApplyPage_NeedsLockAsync(cancellationToken))
            {
            }
        }
        finally
        {
            _catchingUp.Release();
        }
    }

    /// <summary>True once everything up to <paramref name="position"/> is applied here, false when the time is over first.</summary>
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
            return true;
        }
        catch (TimeoutException)
        {
            return Position >= position;
        }
    }

    /// <summary>
    /// The changes after a position as this instance has applied them, then live until cancelled; ends when the log went back. A reader of this stream finds every
    /// change it was told of in the catalog.
    /// </summary>
    public async IAsyncEnumerable<LoggedChange> ReadChangesAsync(long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            await WaitForAsync(after + 1, Timeout.InfiniteTimeSpan, cancellationToken);
            ChangePage page = await store.ReadChangesAsync(after, PageSize, cancellationToken);
            if (page.Changes.Count == 0)
            {
                // The log went back behind the reader: another catalog. It starts again.
                yield break;
            }

            foreach (LoggedChange change in page.Changes)
            {
                after = change.Position;
                yield return change;
            }
        }
    }

    /// <summary>Takes a change of this instance or of the log. Later positions of an entry win, whichever arrives first.</summary>
    internal void Apply(long position, EntryState state)
    {
        lock (_applying)
        {
            Replace_NeedsLock(state);
            if (position > _position)
            {
                _ahead[position] = state;
            }

            Advance_NeedsLock();
        }

        _waiters.Release(Position);
    }

    public void Dispose() => _catchingUp.Dispose();

    private async ValueTask<EntryVersion?> GetOlderAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        (await GetDocumentAsync(key, selector, cancellationToken))?.Version;

    private async Task Load_NeedsLockAsync(CancellationToken cancellationToken)
    {
        CatalogSnapshot snapshot = await store.LoadAsync(cancellationToken);
        EntryState[] states = [.. snapshot.Entries.Select(MarkBroken)];
        lock (_applying)
        {
            bool isSame = snapshot.CatalogId == _catalogId;
            ConcurrentDictionary<EntryKey, CatalogSlot> known = _slots;
            // Own writes committed after the snapshot was read stay; those of another catalog do not.
            var slots = new ConcurrentDictionary<EntryKey, CatalogSlot>(states.Select(state => KeyValuePair.Create(
                state.Key,
                isSame && known.TryGetValue(state.Key, out CatalogSlot? slot) && slot.State.Position >= state.Position ? slot : new CatalogSlot(state, null))));
            if (!isSame)
            {
                _older.Clear();
                _ahead.Clear();
            }

            _catalogId = snapshot.CatalogId;
            _slots = slots;
            _listed = null;
            Volatile.Write(ref _position, isSame ? Math.Max(_position, snapshot.Position) : snapshot.Position);
            _caughtUpAt = time.GetUtcNow();
            Advance_NeedsLock();
            Notify(states);
        }

        Log.CatalogLoaded(logger, states.Length, snapshot.Position);
        _waiters.Release(Position);
    }

    /// <summary>Whether there may be more.</summary>
    private async Task<bool> ApplyPage_NeedsLockAsync(CancellationToken cancellationToken)
    {
        long cursor = Position;
        ChangePage page = await store.ReadChangesAsync(cursor, PageSize, cancellationToken);
        bool hasGap = page.Changes.Where((change, index) => change.Position != cursor + index + 1).Any() || (page.Changes.Count == 0 && page.LastPosition > cursor);
        if (page.CatalogId != _catalogId || page.LastPosition < cursor || hasGap)
        {
            CatalogTelemetry.Reloads.Add(1);
            Log.CatalogReloading(logger, cursor, page.LastPosition);
            if (page.LastPosition < cursor)
            {
                // The log went back: what memory holds is of a past that no longer is.
                _catalogId = Guid.Empty;
            }

            await Load_NeedsLockAsync(cancellationToken);
            return false;
        }

        DateTimeOffset now = time.GetUtcNow();
        foreach (LoggedChange change in page.Changes)
        {
            CatalogTelemetry.Propagation.Record((now - change.CommittedAt).TotalSeconds);
            Apply(change.Position, change.State);
        }

        lock (_applying)
        {
            _caughtUpAt = now;
        }

        return page.Changes.Count == PageSize;
    }

    private void Replace_NeedsLock(EntryState state)
    {
        CatalogSlot? before = _slots.GetValueOrDefault(state.Key);
        if (before is null || state.Position > before.State.Position)
        {
            _slots[state.Key] = new CatalogSlot(MarkBroken(state), before);
            Volatile.Write(ref _listed, null);
        }
    }

    private void Advance_NeedsLock()
    {
        while (_ahead.Count > 0 && _ahead.First() is var (position, state) && position <= _position + 1)
        {
            _ahead.Remove(position);
            if (position == _position + 1)
            {
                Volatile.Write(ref _position, position);
                Notify([Find(state.Key)!]);
            }
        }
    }

    private EntryState[] List()
    {
        lock (_applying)
        {
            EntryState[] listed = [.. _slots.Values.Select(slot => slot.State).Where(state => !state.IsArchived)];
            Volatile.Write(ref _listed, listed);
            return listed;
        }
    }

    private void Notify(IEnumerable<EntryState> states)
    {
        ImmutableArray<Action<EntryState>> subscribers = _subscribers;
        if (subscribers.IsEmpty)
        {
            return;
        }

        foreach (EntryState state in states)
        {
            foreach (Action<EntryState> subscriber in subscribers)
            {
                subscriber(state);
            }
        }
    }

    private EntryState MarkBroken(EntryState state)
    {
        EntryState checkedState = state;
        if (state.BrokenReason is null && state.Kind == EntryKind.Prompt && !PromptBody.TryRead(state.Current.Body, out _, out ImmutableArray<EntryError> errors))
        {
            checkedState = state with { BrokenReason = string.Join("; ", errors) };
        }

        if (checkedState.BrokenReason is not null)
        {
            Log.EntryBroken(logger, state.Key, state.Current.Number);
        }

        return checkedState;
    }

    private sealed class Subscription(PromptCatalog catalog, Action<EntryState> applied) : IDisposable
    {
        public void Dispose() => ImmutableInterlocked.Update(ref catalog._subscribers, (subscribers, one) => subscribers.Remove(one), applied);
    }
}
