using System.Collections.Concurrent;

namespace PromptIntel.Core.Search;

/// <summary>
/// Examples by collection, in memory, each collection learned on its own when it is first opened. Whoever opens one asks whether what is
/// stored has changed, so that all processes find what any of them has written. Safe for concurrent use.
/// </summary>
public sealed class ExampleSearch(IEnumerable<IExampleSource> sources) : IExampleSearch, IDisposable
{
    private readonly Dictionary<string, IExampleSource> _sources =
        sources.ToDictionary(source => source.Collection, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Loaded> _loaded = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _oneAtATime = new(1, 1);

    public async Task<IExamples?> OpenAsync(string collection, CancellationToken cancellationToken)
    {
        if (!_sources.TryGetValue(collection, out IExampleSource? source))
        {
            return null;
        }

        long revision = await source.ReadRevisionAsync(cancellationToken);
        Loaded loaded = _loaded.TryGetValue(collection, out Loaded? known) && known.Revision == revision
            ? known
            : await LoadAsync(source, cancellationToken);
        return loaded.Examples.Value;
    }

    public void Dispose() => _oneAtATime.Dispose();

    private async Task<Loaded> LoadAsync(IExampleSource source, CancellationToken cancellationToken)
    {
        await _oneAtATime.WaitAsync(cancellationToken);

        try
        {
            // Before the documents: what changes in between has a later number, and is read by the next who opens it.
            long revision = await source.ReadRevisionAsync(cancellationToken);

            if (_loaded.TryGetValue(source.Collection, out Loaded? known) && known.Revision == revision)
            {
                return known;
            }

            // By id, so that the same documents give the same model in whatever order they were read.
            ExampleDocument[] sorted =
                [.. (await source.ReadAsync(cancellationToken)).OrderBy(document => document.Id, StringComparer.Ordinal)];
            return _loaded[source.Collection] = new Loaded(revision, new Lazy<ExampleCollection>(() => new ExampleCollection(sorted)));
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    private sealed record Loaded(long Revision, Lazy<ExampleCollection> Examples);
}
