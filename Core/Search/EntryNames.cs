using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search;

/// <summary>
/// Entries by what they are called, of every namespace, in any case of the letters and with spaces for the signs between words. Keeps those
/// that were archived since: the catalog says what is there. Safe for concurrent use.
/// </summary>
internal sealed class EntryNames
{
    private readonly ConcurrentDictionary<string, ImmutableArray<EntryKey>> _keys = new(StringComparer.OrdinalIgnoreCase);

    public void Add(EntryKey key) => _keys.AddOrUpdate(
        Words(key.Name), static (_, added) => [added], static (_, held, added) => held.Contains(added) ? held : held.Add(added), key);

    /// <summary>The entries that a text is the name of, with its namespace before it or without.</summary>
    public IEnumerable<EntryKey> Find(string text)
    {
        string[] parts = text.Trim().Split('/', 2);
        return _keys.GetValueOrDefault(Words(parts[^1]), []).Where(
            key => parts.Length == 1 || key.Namespace.Equals(parts[0], StringComparison.OrdinalIgnoreCase));
    }

    private static string Words(string name) => name.Replace('_', ' ').Replace('-', ' ').Replace('.', ' ');
}
