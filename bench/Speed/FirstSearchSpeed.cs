using System.Diagnostics;
using System.Net.Http.Json;

using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 10, the first search of a process: over HTTP, by a client that has asked nothing before, at the moment that the server says it is
/// ready and a second later, with 1,000 and with 10,000 prompts in the database.
/// </summary>
internal static class FirstSearchSpeed
{
    private const int Starts = 5;
    private const double Promise = 100;

    private static readonly int[] Catalogs = [1_000, 10_000];

    private static readonly (string What, TimeSpan After)[] Moments =
        [("at once", TimeSpan.Zero), ("a second later", TimeSpan.FromSeconds(1))];

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        var rows = new List<SpeedRow>();

        foreach (int prompts in Catalogs)
        {
            rows.AddRange(await MeasureAsync(prompts));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(int prompts)
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, prompts);
        await using (ServerProcess first = await BenchServers.StartApiAsync(scratch.Path))
        {
            // The first start imports the shipped content and learns the vectors, which the others then find.
            await first.SettleAsync();
        }

        List<(TimeSpan After, double Milliseconds)> searches = await TakeAsync(scratch.Path);
        ILookup<TimeSpan, double> taken = searches.ToLookup(search => search.After, search => search.Milliseconds);
        return [.. Moments.Select(moment => Row($"first search, {prompts:N0} prompts, {moment.What}", [.. taken[moment.After]]))];
    }

    private static SpeedRow Row(string what, double[] milliseconds) =>
        new(10, what, Turns.Median(milliseconds), "the promise", Promise, "ms", 1) { Spread = Turns.Spread(milliseconds) };

    private static async Task<List<(TimeSpan After, double Milliseconds)>> TakeAsync(string directory)
    {
        List<(TimeSpan, double)> taken = [];

        for (int start = 0; start < Starts; start++)
        {
            foreach ((_, TimeSpan after) in Moments)
            {
                await using ServerProcess api = await BenchServers.StartApiAsync(directory);
                await Task.Delay(after);
                taken.Add((after, await SearchAsync(api)));
            }
        }

        return taken;
    }

    private static async Task<double> SearchAsync(ServerProcess api)
    {
        using HttpClient client = BenchServers.ClientOf(api);
        long asked = Stopwatch.GetTimestamp();
        using HttpResponseMessage response = await client.PostAsJsonAsync(
            "/api/prompts/search", new { query = "who holds the broadcast rights", limit = 10 });
        await response.Content.ReadAsByteArrayAsync();
        response.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(asked).TotalMilliseconds;
    }
}
