using System.Collections.Immutable;
using System.Diagnostics;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Adapters.Redis;
using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Bench.Speed.Servers;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Vectors;

using StackExchange.Redis;

namespace PromptIntel.Bench;

/// <summary>
/// The vector half of a search over 10,000 entries: the index in Redis beside the one in the process, on the same
/// vectors and queries. No goal.
/// </summary>
internal static class SearchRedisVerb
{
    private const int Elements = 10_000;
    private const int Dimensions = 256;
    private const int Clusters = 100;
    private const int Queries = 200;

    public static int Run(string[] args) => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        await using var server = await ScratchServer.StartAsync("redis");
        using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(server.Address);
        using PromptCatalog catalog = new(
            new InMemoryCatalogStore(), Options.Create(new CatalogOptions()), TimeProvider.System, NullLogger<PromptCatalog>.Instance);
        await catalog.LoadAsync(CancellationToken.None);
        RedisLink link = new(
            () => connection, catalog, Options.Create(new RedisOptions()), TimeProvider.System, NullLogger<RedisLink>.Instance);
        RedisSearchIndexFactory factory = new(
            link, new InMemorySearchIndexFactory(), "bench", new RedisSearchOptions(), TimeProvider.System, NullLogger.Instance);
        ISearchIndex redis = await factory.CreateAsync("one", Dimensions, CancellationToken.None);
        InMemorySearchIndex own = new(Dimensions);

        Random random = new(9);
        float[][] centres = [.. Enumerable.Range(0, Clusters).Select(_ => Vector(random, null))];
        VectorElement[] elements = [.. Enumerable.Range(0, Elements).Select(number =>
            new VectorElement($"general/prompt-{number}@1", Vector(random, centres[number % Clusters]), Space($"n{number % 7}"), []))];
        float[][] queries = [.. Enumerable.Range(0, Queries).Select(_ => Vector(random, centres[random.Next(Clusters)]))];
        own.Add(elements);
        long started = Stopwatch.GetTimestamp();
        await redis.FillAsync(elements, CancellationToken.None);
        Console.WriteLine(FormattableString.Invariant(
            $"{Elements} x {Dimensions} filled in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s; one search, p50 / p99 in ms"));

        foreach ((string what, int limit, VectorFilter filter) in new[]
        {
            ("10 nearest", 10, VectorFilter.None), ("200 nearest, as a search asks", 200, VectorFilter.None), (
                "200 nearest, one in seven passes", 200, new VectorFilter(Space("n3"), [])),
        })
        {
            string inRedis = await MeasureAsync(redis, queries, filter, limit);
            string inProcess = await MeasureAsync(own, queries, filter, limit);
            Console.WriteLine($"{what,-34} Redis {inRedis}   in process {inProcess}");
        }

        return 0;
    }

    private static async Task<string> MeasureAsync(ISearchIndex index, float[][] queries, VectorFilter filter, int limit)
    {
        List<double> times = [];

        // The first round warms.
        foreach ((int at, float[] query) in queries.Concat(queries).Index())
        {
            long started = Stopwatch.GetTimestamp();
            _ = await index.SearchAsync(query, filter, limit, CancellationToken.None)
                ?? throw new InvalidOperationException("The index is not whole.");

            if (at >= queries.Length)
            {
                times.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            }
        }

        times.Sort();
        return FormattableString.Invariant($"{times[times.Count / 2],6:0.00} / {times[times.Count * 99 / 100],6:0.00}");
    }

    private static ImmutableDictionary<string, string> Space(string name) =>
        ImmutableDictionary<string, string>.Empty.Add("namespace", name);

    private static float[] Vector(Random random, float[]? around) =>
        UnitVector.Of(Enumerable.Range(0, Dimensions).Select(at => (float)(random.NextDouble() - 0.5) + (around?[at] * 8 ?? 0)).ToArray());
}
