using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 1: a cached prompt over HTTP from the Api as it ships, with an API key, beside Kestrel alone answering the same bytes.
/// </summary>
internal static class HttpSpeed
{
    private const string Path = "/api/prompts/agents/broadcast_rights_advisor";
    private const int Measured = 7;
    private const int Warming = 3;
    private const double LeastRate = 0.90;
    private const double MostProcessorTime = 1.15;

    /// <summary>Embedded.</summary>
    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await using ServerProcess api = await BenchServers.StartApiAsync(scratch.Path);
        return await MeasureAsync("cached prompt GET", api, scratch.Path);
    }

    /// <summary>As one of several instances, on Postgres and Redis.</summary>
    public static async Task<IReadOnlyList<SpeedRow>> MeasureSharedAsync()
    {
        using var scratch = new ScratchDirectory();
        await using var redis = await ScratchServer.StartAsync("redis");
        await using var postgres = await ScratchServer.StartAsync("postgres", "--durable");
        await using ServerProcess api = await BenchServers.StartSharedApiAsync(scratch.Path, postgres.Address, redis.Address);
        return await MeasureAsync("the same, one of several", api, scratch.Path);
    }

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(string what, ServerProcess api, string directory)
    {
        string answer = System.IO.Path.Combine(directory, "answer.json");
        using (HttpClient client = BenchServers.ClientOf(api))
        {
            await File.WriteAllBytesAsync(answer, await client.GetByteArrayAsync(Path));
        }

        await using ServerProcess floor = await BenchServers.StartFloorAsync(directory, answer);
        await api.SettleAsync();

        for (int warming = 0; warming < Warming; warming++)
        {
            // The runtime goes on compiling what is used most for several seconds of load.
            await LoadGenerator.RunAsync(api, Path);
            await LoadGenerator.RunAsync(floor, Path);
        }

        (Load[] ours, Load[] theirs) = await Turns.TakeAsync(
            Measured, () => LoadGenerator.RunAsync(api, Path), () => LoadGenerator.RunAsync(floor, Path));
        string by = LoadGenerator.HasWrk ? "bare Kestrel, by wrk" : "bare Kestrel, without wrk";
        return
        [
            new SpeedRow(
                1,
                $"{what}, throughput",
                Median(ours, load => load.Rate),
                by,
                Median(theirs, load => load.Rate),
                "req/s",
                LeastRate) { IsRate = true },
            new SpeedRow(
                1,
                $"{what}, CPU a request",
                Median(ours, load => load.ProcessorTime),
                by,
                Median(theirs, load => load.ProcessorTime),
                "us",
                MostProcessorTime),
        ];
    }

    private static double Median(Load[] loads, Func<Load, double> of) => Turns.Median(loads.Select(of));
}
