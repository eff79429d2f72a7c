using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Bench.Search;

/// <summary>Mean reciprocal rank, and the share of queries whose answer is among the first ten.</summary>
internal sealed record Quality(double MeanReciprocalRank, double RecallAt10)
{
    public static Quality Of(IReadOnlyCollection<int?> ranks) =>
        new(ranks.Average(rank => rank is { } place ? 1.0 / place : 0), ranks.Count(rank => rank <= 10) / (double)ranks.Count);
}

/// <summary>Ranks the same queries over the same entries by hybrid search and by words alone.</summary>
internal static class SearchQuality
{
    private const int Depth = 100;

    public static async Task<Quality> HybridAsync(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries, CancellationToken cancellationToken)
    {
        (PromptSearch search, EmbeddingLibrary library) = Build(new FixedCatalog(entries));
        await library.RebuildAsync(cancellationToken);
        List<int?> ranks = [];
        foreach (LabelledQuery query in queries)
        {
            SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = query.Query, Limit = Depth }, cancellationToken);
            ranks.Add(Rank([.. answer.Hits.Select(hit => hit.Version.Key.ToString())], query));
        }

        return Quality.Of(ranks);
    }

    /// <summary>The lexical half of our own search alone: fields, stemming and stop words as shipped.</summary>
    public static Quality Stemmed(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries)
    {
        Bm25Index<EntryVersion> index = new(Bm25Weights.Default, EntryText.Of);
        foreach (EntryState entry in entries)
        {
            index.Upsert(entry.Key.ToString(), entry.Current);
        }

        return Quality.Of([.. queries.Select(query => Rank(
            [.. index.Prepare(QueryTerms.Of(query.Query)).Find(null, Depth).Best.Select(match => match.Document.Key.ToString())], query))]);
    }

    public static Quality Textbook(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries)
    {
        TextbookBm25 index = new();
        foreach (EntryState entry in entries)
        {
            FieldedText text = EntryText.Of(entry.Current);
            index.Add(entry.Key.ToString(), $"{text.Name.Replace('_', ' ')} {text.Description} {text.Tags} {text.Body}");
        }

        return Quality.Of([.. queries.Select(query => Rank(index.Search(query.Query), query))]);
    }

    public static (PromptSearch Search, EmbeddingLibrary Library) Build(
        FixedCatalog catalog, IEmbeddingGenerator<string, Embedding<float>>? remote = null, IEmbeddingStore? store = null)
    {
        SearchOptions options = new();
        EmbedderChoice choice = new(remote, options);
        IEmbeddingStore vectorStore = store ?? new InMemoryEmbeddingStore();
        LeasedWork leases = new(new InMemoryLeaseStore(TimeProvider.System), TimeProvider.System, NullLogger<LeasedWork>.Instance);
        EntryVectors vectors = new(vectorStore, choice, leases);
        GenerationTraining training = new(
            catalog, vectorStore, choice, vectors, leases, new InProcessChangeNudge(), TimeProvider.System, NullLogger.Instance);
        GenerationLoader loader = new(catalog, vectorStore, new InMemorySearchIndexFactory(), choice, leases, NullLogger.Instance);
        EmbeddingLibrary library = new(
            catalog, vectorStore, choice, vectors, training, loader, new DerivedChanges(), TimeProvider.System, NullLogger<EmbeddingLibrary>.Instance);
        return (new PromptSearch(catalog, library, choice, options, TimeProvider.System, NullLogger<PromptSearch>.Instance), library);
    }

    private static int? Rank(IReadOnlyList<string> keys, LabelledQuery query)
    {
        for (int place = 0; place < Math.Min(Depth, keys.Count); place++)
        {
            if (query.Expected.Contains(keys[place]))
            {
                return place + 1;
            }
        }

        return null;
    }
}
