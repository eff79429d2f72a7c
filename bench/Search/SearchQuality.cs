using System.Numerics.Tensors;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Memory;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Bench.Search;

/// <summary>Ranks the same queries over the same entries in several ways.</summary>
internal static class SearchQuality
{
    private const int Depth = 100;

    /// <summary>The search as it is served.</summary>
    /// <param name="remote">Embeds instead of what ships with the product.</param>
    public static async Task<Quality> HybridAsync(
        IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries,
        IEmbeddingGenerator<string, Embedding<float>>? remote, CancellationToken cancellationToken)
    {
        (PromptSearch search, EmbeddingLibrary library) = Build(new FixedCatalog(entries), remote);
        await library.RebuildAsync(cancellationToken);
        List<int?> ranks = [];

        foreach (LabelledQuery query in queries)
        {
            SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = query.Query, Limit = Depth }, cancellationToken);
            ranks.Add(Rank(answer.Hits.Select(hit => hit.Version.Key.ToString()), query));
        }

        return Quality.Of(ranks);
    }

    /// <summary>The lexical half of our own search alone.</summary>
    public static Quality Words(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries)
    {
        Bm25Index<EntryVersion> index = new(Bm25Weights.Default, EntryText.Of);

        foreach (EntryState entry in entries)
        {
            index.Upsert(entry.Key.ToString(), entry.Current);
        }

        return Quality.Of(queries.Select(query => Rank(
            index.Prepare(QueryTerms.Of(query.Query)).Find(null, Depth).Best.Select(match => match.Document.Key.ToString()), query)));
    }

    /// <summary>Cosines alone of what was learned from the catalog, with or without what words mean at large.</summary>
    public static Quality Vectors(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries, bool hasWordMeanings)
    {
        EntryState[] sorted = [.. entries.OrderBy(entry => entry.Key)];
        string[] texts = Array.ConvertAll(sorted, entry => EntryText.Of(entry.Current).Weighted());
        LatentSemanticEmbedder learned = LatentSemanticEmbedder.Train(texts, CancellationToken.None);
        Func<string, float[]> embed = hasWordMeanings ? WordEmbedder.Beside(learned).Embed : learned.Embed;
        float[][] vectors = Array.ConvertAll(texts, text => embed(text));
        return Quality.Of(queries.Select(query => Nearest(sorted, vectors, embed(query.Query), query)));
    }

    /// <summary>Cosines alone of a sentence model's vectors, of the same texts that the search has it embed.</summary>
    public static async Task<Quality> VectorsOfAsync(
        IEmbeddingGenerator<string, Embedding<float>> remote, IReadOnlyList<EntryState> entries,
        IReadOnlyCollection<LabelledQuery> queries, CancellationToken cancellationToken)
    {
        EmbedderChoice choice = new(remote, new SearchOptions());
        EntryState[] sorted = [.. entries.OrderBy(entry => entry.Key)];
        IReadOnlyList<float[]> vectors = await choice.EmbedAsync(
            remote, Array.ConvertAll(sorted, entry => EntryText.Of(entry.Current)), cancellationToken);
        List<int?> ranks = [];

        foreach (LabelledQuery query in queries)
        {
            float[] vector = (await choice.EmbedAsync(remote, [query.Query], cancellationToken))[0];
            ranks.Add(Nearest(sorted, vectors, vector, query));
        }

        return Quality.Of(ranks);
    }

    public static Quality Textbook(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries)
    {
        TextbookBm25 index = new();

        foreach (EntryState entry in entries)
        {
            FieldedText text = EntryText.Of(entry.Current);
            index.Add(entry.Key.ToString(), $"{text.Name.Replace('_', ' ')} {text.Description} {text.Tags} {text.Body}");
        }

        return Quality.Of(queries.Select(query => Rank(index.Search(query.Query), query)));
    }

    public static Quality Earlier(IReadOnlyList<EntryState> entries, IReadOnlyCollection<LabelledQuery> queries)
    {
        EarlierHybrid index = new(entries);
        return Quality.Of(queries.Select(query => Rank(index.Search(query.Query), query)));
    }

    public static (PromptSearch Search, EmbeddingLibrary Library) Build(
        FixedCatalog catalog, IEmbeddingGenerator<string, Embedding<float>>? remote = null, IEmbeddingStore? store = null,
        TimeProvider? time = null)
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
            catalog, vectorStore, choice, vectors, training, loader, new DerivedChanges(), time ?? TimeProvider.System,
            NullLogger<EmbeddingLibrary>.Instance);
        return (new PromptSearch(catalog, library, choice, options, TimeProvider.System, NullLogger<PromptSearch>.Instance), library);
    }

    private static int? Nearest(EntryState[] entries, IReadOnlyList<float[]> vectors, float[] vector, LabelledQuery query)
    {
        var ranked = entries.Zip(vectors).OrderByDescending(pair => TensorPrimitives.Dot<float>(vector, pair.Second));
        return Rank(ranked.Select(pair => pair.First.Key.ToString()), query);
    }

    private static int? Rank(IEnumerable<string> keys, LabelledQuery query)
    {
        int place = keys.Take(Depth).ToList().FindIndex(query.Expected.Contains);
        return place < 0 ? null : place + 1;
    }
}
