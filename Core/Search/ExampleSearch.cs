using System.Collections.Concurrent;

namespace PromptIntel.Core.Search;

/// <summary>Examples by collection, in memory, each collection learned on its own at its first search. Safe for concurrent use.</summary>
public sealed class ExampleSearch : IExampleSearch
{
    private readonly ConcurrentDictionary<string, Lazy<ExampleCollection>> _collections = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Replaces a collection as a whole; a search that runs sees the old one or the new one.</summary>
    public void Load(string collection, IReadOnlyCollection<ExampleDocument> documents)
    {
        // By id, so that the same documents give the same model in whatever order they were read.
        ExampleDocument[] sorted = [.. documents.OrderBy(document => document.Id, StringComparer.Ordinal)];
        _collections[collection] = new Lazy<ExampleCollection>(() => new ExampleCollection(sorted));
        _counts[collection] = sorted.Length;
    }

    /// <summary>How many documents a collection has; 0 for an unknown one.</summary>
    public int Count(string collection) => _counts.GetValueOrDefault(collection);

    /// <summary>
    /// Nothing for an unknown collection. A text without a known word gives the first documents that pass the filter, with score 0.
    /// </summary>
    public Task<IReadOnlyList<ExampleHit>> SearchAsync(
        string collection, string text, IReadOnlyDictionary<string, string> filter, int limit, CancellationToken cancellationToken) =>
        Task.FromResult(
            _collections.TryGetValue(collection, out Lazy<ExampleCollection>? loaded) ? loaded.Value.Search(text, filter, limit) : []);
}
