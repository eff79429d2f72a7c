using System.Diagnostics;
using System.Net.Http.Json;

using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 15: the whole list of a catalog of 10,000 over HTTP as clients ask for it, compressed, beside a bare server that answers the same
/// bytes; the first one after a change, which makes the bytes; and one whose client has it already.
/// </summary>
internal static class ListSpeed
{
    private const int Prompts = 10_000;
    private const int Measured = 15;
    private const int ListsEach = 5;
    private const double Promise = 5;
    private const string Path = "/api/prompts/catalog";

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, Prompts);
        await using ServerProcess api = await BenchServers.StartApiAsync(scratch.Path);
        await api.SettleAsync();
        using HttpClient client = BenchServers.ClientOf(api);
        client.DefaultRequestHeaders.AcceptEncoding.ParseAdd("gzip");
        string answer = System.IO.Path.Combine(scratch.Path, "answer.json");
        string tag;

        using (HttpResponseMessage listed = await client.GetAsync(Path))
        {
            await File.WriteAllBytesAsync(answer, await listed.Content.ReadAsByteArrayAsync());
            tag = listed.Headers.ETag?.Tag ?? "";
        }

        await using ServerProcess floor = await BenchServers.StartFloorAsync(scratch.Path, answer);
        using HttpClient bare = BenchServers.ClientOf(floor);
        (double[] ours, double[] theirs) = await Turns.TakeAsync(Measured, () => ListAsync(client), () => ListAsync(bare));

        // The tag last: the changes come after it.
        client.DefaultRequestHeaders.IfNoneMatch.ParseAdd(tag);
        (double[] known, _) = await Turns.TakeAsync(Measured, () => ListAsync(client), () => ListAsync(bare));
        client.DefaultRequestHeaders.IfNoneMatch.Clear();
        (double[] changed, _) = await Turns.TakeAsync(Measured, () => ListChangedAsync(client), () => ListAsync(bare));
        double floored = Turns.Median(theirs);
        return
        [
            Row("list of 10,000", ours, "the promise", Promise, 1),
            Row("list of 10,000", ours, "bare Kestrel, the same bytes", floored, double.PositiveInfinity),
            Row("list of 10,000, known to the client", known, "bare Kestrel, the whole bytes", floored, double.PositiveInfinity),
            Row("list of 10,000, first after a change", changed, "bare Kestrel, the same bytes", floored, double.PositiveInfinity),
        ];
    }

    private static SpeedRow Row(string what, double[] turns, string floorName, double floor, double limit) =>
        new(15, what, Turns.Median(turns), floorName, floor, "ms", limit) { Spread = Turns.Spread(turns) };

    /// <summary>Milliseconds, the median of a few.</summary>
    private static async Task<double> ListAsync(HttpClient client)
    {
        double[] taken = new double[ListsEach];

        for (int list = 0; list < ListsEach; list++)
        {
            long start = Stopwatch.GetTimestamp();
            using HttpResponseMessage response = await client.GetAsync(Path);
            await response.Content.ReadAsByteArrayAsync();
            taken[list] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return Turns.Median(taken);
    }

    private static async Task<double> ListChangedAsync(HttpClient client)
    {
        var update = new { @namespace = "general", name = "sample_1", suggestions = new[] { "Be brief." } };
        (await client.PostAsJsonAsync("/api/prompts/update", update)).EnsureSuccessStatusCode();
        long start = Stopwatch.GetTimestamp();
        await client.GetByteArrayAsync(Path);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
