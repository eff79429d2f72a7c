using System.Collections.Concurrent;

using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Concurrency;

namespace PromptIntel.Core.Catalog.Memory;

/// <summary>
/// The states that an instance holds and the position they stand at. Reads take no lock; a snapshot or a change replaces whole slots.
/// Of two states of an entry the one with the later position stays, whichever arrives first.
/// </summary>
internal sealed class CatalogMemory
{
    private readonly Lock _applying = new();
    private readonly Subscribers<EntryState> _subscribers = new();

    // Changes applied before those in front of them arrived; subscribers hear of them in log order.
    private readonly SortedDictionary<long, EntryState> _ahead = [];
    private ConcurrentDictionary<EntryKey, CatalogSlot> _slots = new();
    private EntrySet _listed = EntrySet.Empty;
    private Guid _catalogId;
    private long _position;

    /// <summary>Every change up to and including this position is applied.</summary>
    public long Position => Volatile.Read(ref _position);

    public IEnumerable<EntryState> States => _slots.Values.Select(slot => slot.State);

    public EntrySet Listed => Volatile.Read(ref _listed);

    public CatalogSlot? Find(EntryKey key) => _slots.GetValueOrDefault(key);

    public IDisposable Subscribe(Action<EntryState> applied) => _subscribers.Add(applied);

    /// <summary>Whether the log of <paramref name="page"/> goes on where memory stands.</summary>
    public bool IsContinuedBy(ChangePage page, long cursor)
    {
        bool hasGap = page.Changes.Where((change, index) => change.Position != cursor + index + 1).Any()
            || (page.Changes.Count == 0 && page.LastPosition > cursor);
        lock (_applying)
        {
            return page.CatalogId == _catalogId && page.LastPosition >= cursor && !hasGap;
        }
    }

    /// <summary>Gives up what is held: the next snapshot counts as another catalog's.</summary>
    public void Forget()
    {
        lock (_applying)
        {
            _catalogId = Guid.Empty;
        }
    }

    /// <summary>Takes a snapshot; false when it is of another catalog than what was held before.</summary>
    public bool Replace(CatalogSnapshot snapshot)
    {
        lock (_applying)
        {
            bool isSame = snapshot.CatalogId == _catalogId;
            ConcurrentDictionary<EntryKey, CatalogSlot> known = _slots;
            // Own writes committed after the snapshot was read stay; those of another catalog do not.
            var slots = new ConcurrentDictionary<EntryKey, CatalogSlot>(concurrencyLevel: -1, snapshot.Entries.Count);
            foreach (EntryState state in snapshot.Entries)
            {
                slots[state.Key] = isSame && known.TryGetValue(state.Key, out CatalogSlot? slot) && slot.State.Position >= state.Position
                    ? slot
                    : new CatalogSlot(state, null);
            }

            if (!isSame)
            {
                _ahead.Clear();
            }

            foreach ((EntryKey key, CatalogSlot slot) in isSame ? known : [])
            {
                if (slot.State.Position > snapshot.Position)
                {
                    slots.TryAdd(key, slot);
                }
            }

            _catalogId = snapshot.CatalogId;
            _slots = slots;
            Volatile.Write(ref _listed, EntrySet.Of(States));
            Volatile.Write(ref _position, isSame ? Math.Max(_position, snapshot.Position) : snapshot.Position);
            Advance_NeedsLock();
            foreach (EntryState state in snapshot.Entries)
            {
                _subscribers.Publish(state);
            }

            return isSame;
        }
    }

    /// <summary>Takes one change of this instance or of the log; false when what is held is as new.</summary>
    public bool Apply(long position, EntryState state)
    {
        lock (_applying)
        {
            CatalogSlot? before = _slots.GetValueOrDefault(state.Key);
            bool isNew = before is null || state.Position > before.State.Position;
            if (isNew)
            {
                var after = new CatalogSlot(state, before);
                _slots[state.Key] = after;
                Volatile.Write(ref _listed, _listed.With(before?.State, after.State));
            }

            if (position > _position)
            {
                _ahead[position] = state;
            }

            Advance_NeedsLock();
            return isNew;
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
                _subscribers.Publish(Find(state.Key)!.State);
            }
        }
    }
}
