using System.Collections.Concurrent;

namespace PromptIntel.Core.Catalog.Memory;

/// <summary>Documents of versions that no label points to, bounded: a full cache drops the one that entered first. Versions are immutable, so nothing here goes stale.</summary>
internal sealed class OlderVersions(int capacity)
{
    private readonly ConcurrentDictionary<(EntryKey Key, int Number), CatalogDocument> _documents = new();
    private readonly ConcurrentQueue<(EntryKey Key, int Number)> _order = new();

    public CatalogDocument? Find(EntryKey key, int number) => _documents.GetValueOrDefault((key, number));

    public CatalogDocument Add(EntryVersion version)
    {
        var document = new CatalogDocument(version);
        if (_documents.TryAdd((version.Key, version.Number), document))
        {
            _order.Enqueue((version.Key, version.Number));
            while (_documents.Count > capacity && _order.TryDequeue(out (EntryKey Key, int Number) oldest))
            {
                _documents.TryRemove(oldest, out _);
            }
        }

        return document;
    }

    /// <summary>Another catalog may have other content under the same numbers.</summary>
    public void Clear()
    {
        _documents.Clear();
        _order.Clear();
    }
}
