using System.Collections;
using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>Which entries are wanted. Equal filters let the same entries through, so their selection is kept once.</summary>
public interface IEntryFilter
{
    /// <summary>Quick and without exceptions: asked of every entry, and again of each that changes.</summary>
    bool Matches(EntryState state);
}

/// <summary>
/// The entries of one moment that are not archived. Immutable: the same object as long as none of them changes. The next one shares what
/// stays with it, so that a change costs the same in a large catalog as in a small one. Safe for concurrent use.
/// </summary>
public sealed class EntrySet : IReadOnlyCollection<EntryState>
{
    /// <summary>Selections that are kept; beyond, they are made anew when asked for.</summary>
    private const int MostSelections = 64;

    private static readonly ImmutableSortedSet<EntryState> None =
        ImmutableSortedSet.Create<EntryState>(Comparer<EntryState>.Create(static (left, right) => left.Key.CompareTo(right.Key)));

    private readonly ImmutableArray<ImmutableSortedSet<EntryState>> _kinds;
    private ImmutableDictionary<IEntryFilter, ImmutableSortedSet<EntryState>> _selections;

    private EntrySet(
        ImmutableArray<ImmutableSortedSet<EntryState>> kinds, ImmutableDictionary<IEntryFilter, ImmutableSortedSet<EntryState>> selections)
    {
        (_kinds, _selections) = (kinds, selections);
        Count = kinds.Sum(kind => kind.Count);
    }

    public static EntrySet Empty { get; } =
        new([.. Enum.GetValues<EntryKind>().Select(_ => None)], ImmutableDictionary<IEntryFilter, ImmutableSortedSet<EntryState>>.Empty);

    public int Count { get; }

    /// <summary>Of states with different keys; archived ones are left out.</summary>
    public static EntrySet Of(IEnumerable<EntryState> states)
    {
        ILookup<EntryKind, EntryState> kinds = states.Where(state => !state.IsArchived).ToLookup(state => state.Kind);
        return new([.. Enum.GetValues<EntryKind>().Select(kind => None.Union(kinds[kind]))], Empty._selections);
    }

    /// <summary>By key.</summary>
    public IReadOnlyCollection<EntryState> OfKind(EntryKind kind) => _kinds[(int)kind];

    /// <summary>
    /// By key. The first time all entries are looked at; from then on the selection is kept, by this set and by those that
    /// follow it.
    /// </summary>
    public IReadOnlyCollection<EntryState> Matching(IEntryFilter filter)
    {
        if (_selections.TryGetValue(filter, out ImmutableSortedSet<EntryState>? known))
        {
            return known;
        }

        ImmutableSortedSet<EntryState> found = None.Union(this.Where(filter.Matches));
        ImmutableInterlocked.Update(
            ref _selections,
            static (kept, one) => (kept.Count < MostSelections ? kept : kept.Clear()).SetItem(one.filter, one.found),
            (filter, found));
        return found;
    }

    public IEnumerator<EntryState> GetEnumerator() => _kinds.SelectMany(static kind => kind).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The set after one entry has changed; null for one that was not there.</summary>
    internal EntrySet With(EntryState? before, EntryState after)
    {
        ImmutableArray<ImmutableSortedSet<EntryState>>.Builder kinds = _kinds.ToBuilder();

        if (before is { IsArchived: false })
        {
            kinds[(int)before.Kind] = kinds[(int)before.Kind].Remove(before);
        }

        if (!after.IsArchived)
        {
            kinds[(int)after.Kind] = kinds[(int)after.Kind].Add(after);
        }

        ImmutableDictionary<IEntryFilter, ImmutableSortedSet<EntryState>> selections = _selections;

        foreach ((IEntryFilter filter, ImmutableSortedSet<EntryState> selected) in _selections)
        {
            ImmutableSortedSet<EntryState> rest = before is null ? selected : selected.Remove(before);
            selections = selections.SetItem(filter, !after.IsArchived && filter.Matches(after) ? rest.Add(after) : rest);
        }

        return new EntrySet(kinds.MoveToImmutable(), selections);
    }
}
