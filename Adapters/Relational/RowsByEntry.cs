using PromptIntel.Core.Catalog;

namespace PromptIntel.Adapters.Relational;

/// <summary>The rows of one reading by the entry that they belong to; those of none are left out.</summary>
internal sealed class RowsByEntry<T>
    where T : KeyedRow
{
    private readonly IReadOnlyList<T> _rows;

    // Numbers of rows, from 1: the first of each entry, and the one that follows each.
    private readonly int[] _first;
    private readonly int[] _next;

    /// <param name="places">The number of each entry, from 0.</param>
    public RowsByEntry(Dictionary<EntryKey, int> places, IReadOnlyList<T> rows)
    {
        (_rows, _first, _next) = (rows, new int[places.Count], new int[rows.Count]);

        for (int row = rows.Count; row > 0; row--)
        {
            if (places.TryGetValue(rows[row - 1].Key, out int place))
            {
                (_next[row - 1], _first[place]) = (_first[place], row);
            }
        }
    }

    /// <summary>As they were read.</summary>
    public IEnumerable<T> Of(int place)
    {
        for (int row = _first[place]; row > 0; row = _next[row - 1])
        {
            yield return _rows[row - 1];
        }
    }
}
