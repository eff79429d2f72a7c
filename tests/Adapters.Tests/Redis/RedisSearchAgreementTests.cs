using System.Collections.Immutable;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Vectors;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>The graph of vector sets walks past some neighbours: how many of those that comparing everything finds it finds too.</summary>
public sealed class RedisSearchAgreementTests
{
    private const int Nearest = 10;
    private const double MinRecall = 0.95;

    private static readonly Lazy<Task<string>> Database = new(RedisServer.CreateDatabaseAsync);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_OverTheShippedCatalog_AgreesWithTheInProcessIndex()
    {
        VectorElement[] elements = await EmbedShippedAsync();

        // Each entry's own vector asks for its neighbours.
        await AssertAgreesAsync("shipped catalog", elements, [.. elements.Select(element => element.Vector.ToArray())], VectorFilter.None);
        await AssertAgreesAsync("shipped catalog, one namespace", elements, [.. elements.Select(element => element.Vector.ToArray())],
            new VectorFilter(ImmutableDictionary<string, string>.Empty.Add("namespace", elements[0].Fields["namespace"]), []));
    }

    [Fact]
    public async Task Search_OverRandomClusters_AgreesWithTheInProcessIndex()
    {
        Random random = new(11);
        float[][] centres = [.. Enumerable.Range(0, 60).Select(_ => Vector(random, null))];
        VectorElement[] elements = [.. Enumerable.Range(0, 3_000).Select(number =>
            new VectorElement(
                $"general/prompt-{number}@1", Vector(random, centres[random.Next(centres.Length)]), Fields($"n{number % 20}"), []))];
        float[][] queries = [.. Enumerable.Range(0, 100).Select(_ => Vector(random, centres[random.Next(centres.Length)]))];

        await AssertAgreesAsync("3,000 in clusters", elements, queries, VectorFilter.None);
        await AssertAgreesAsync("3,000 in clusters, one in twenty passes", elements, queries, new VectorFilter(Fields("n3"), []));
    }

    private static async Task AssertAgreesAsync(string what, VectorElement[] elements, float[][] queries, VectorFilter filter)
    {
        await using RedisVectors redis = await RedisVectors.ConnectAsync(await Database.Value);
        ISearchIndex graph = await redis.Factory.CreateAsync("agreement", elements[0].Vector.Length, Token);
        await graph.FillAsync(elements, Token);
        InMemorySearchIndex exact = new(elements[0].Vector.Length);
        exact.Add(elements);
        double found = 0;
        double wanted = 0;

        foreach (float[] query in queries)
        {
            IReadOnlyList<VectorMatch> truth = exact.Search(query, filter, Nearest);
            IReadOnlyList<VectorMatch>? answer = await graph.SearchAsync(query, filter, Nearest, Token);
            Assert.NotNull(answer);

            // As near as the last of the true ones counts, whichever of equals it is.
            found += answer.Count(match => match.Similarity >= truth[^1].Similarity - 1e-5f);
            wanted += truth.Count;
        }

        TestContext.Current.TestOutputHelper?.WriteLine(FormattableString.Invariant(
            $"recall@{Nearest} {found / wanted:0.000} over {what}: {elements.Length} elements, {queries.Length} queries"));
        Assert.InRange(found / wanted, MinRecall, 1);
    }

    private static async Task<VectorElement[]> EmbedShippedAsync()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddPromptIntelCatalog()
            .AddPromptSearch()
            .BuildServiceProvider();
        PromptCatalog catalog = services.GetRequiredService<PromptCatalog>();
        await catalog.LoadAsync(Token);
        await services.GetRequiredService<ContentLoader>().LoadAsync(FindContent(), Token);
        RebuildSummary rebuilt = await services.GetRequiredService<EmbeddingLibrary>().RebuildAsync(Token);
        IReadOnlyList<StoredVector> vectors = await services.GetRequiredService<IEmbeddingStore>().ReadAsync(rebuilt.Generation, Token);
        return [.. vectors.Select(vector => EntryElement.Of(catalog, catalog.Find(vector.Entry)!.Current, vector.Vector))];
    }

    private static string FindContent()
    {
        DirectoryInfo? at = new(AppContext.BaseDirectory);

        while (at is not null && !File.Exists(Path.Combine(at.FullName, "PromptIntel.sln")))
        {
            at = at.Parent;
        }

        return Path.Combine(at!.FullName, "content");
    }

    private static ImmutableDictionary<string, string> Fields(string space) =>
        ImmutableDictionary<string, string>.Empty.Add("namespace", space);

    private static float[] Vector(Random random, float[]? around)
    {
        float[] vector = [.. Enumerable.Range(0, 128).Select(at => (float)(random.NextDouble() - 0.5) + (around?[at] * 8 ?? 0))];
        return UnitVector.Of(vector);
    }
}
