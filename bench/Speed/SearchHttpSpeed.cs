using System.Diagnostics;
using System.Net.Http.Json;

using PromptIntel.Bench.Search;
using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 10: a search over HTTP among 10,000 entries with the offline embedder, one after another, beside LangGraph's store at 10,000.
/// </summary>
internal static class SearchHttpSpeed
{
    private const int Entries = 10_000;
    private const int Measured = 9;
    private const double LangGraphMilliseconds = 29.8;

    // 3 ms.
    private const double Limit = 0.10;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, Entries);
        string[] queries = [.. LabelledQuery.ReadOlder().Select(query => query.Query)];
        await using ServerProcess api = await BenchServers.StartApiAsync(scratch.Path);
        await api.SettleAsync();
        using HttpClient client = BenchServers.ClientOf(api);

        var turns = new List<double>(Measured);

        for (int turn = -2; turn < Measured; turn++)
        {
            double median = await RunAsync(client, queries);

            if (turn >= 0)
            {
                turns.Add(median);
            }
        }

        return [new SpeedRow(
            10,
            "search over HTTP among 10,000, p50",
            Turns.Median(turns),
            "LangGraph's store (figure)",
            LangGraphMilliseconds,
            "ms",
            Limit)];
    }

    private static async Task<double> RunAsync(HttpClient client, string[] queries)
    {
        var taken = new List<double>(queries.Length);

        foreach (string query in queries)
        {
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await client.PostAsJsonAsync("/api/prompts/search", new { query, limit = 10 });
            await response.Content.ReadAsByteArrayAsync();
            taken.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            response.EnsureSuccessStatusCode();
        }

        return Turns.Median(taken);
    }
}
