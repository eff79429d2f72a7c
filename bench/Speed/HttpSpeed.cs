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

    private static readonly (double LeastRate, double MostProcessorTime) Alone = (0.90, 1.15);
    private static readonly (double LeastRate, double MostProcessorTime) OneOfSeveral = (0.93, 1.10);

    /// <summary>Embedded.</summary>
    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await using ServerProcess api = await BenchServers.StartApiAsync(scratch.Path);
        return await MeasureAsync("cached prompt GET", api, scratch.Path, Alone);
    }

    /// <summary>As one of several instances, on Postgres and Redis.</summary>
    public static async Task<IReadOnlyList<SpeedRow>> MeasureSharedAsync()
    {
        using var scratch = new ScratchDirectory();
        await using var redis = await ScratchServer.StartAsync("redis");
        await using var postgres = await ScratchServer.StartAsync("postgres", "--durable");
        await using ServerProcess api = await BenchServers.StartSharedApiAsync(scratch.Path, postgres.Address, redis.Address);
        return await MeasureAsync("the same, one of several", api, scratch.Path, OneOfSeveral);
    }

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(
        string what, ServerProcess api, string directory, (double LeastRate, double MostProcessorTime) goal)
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
                goal.LeastRate) { IsRate = true, Spread = Turns.Spread([.. ours.Select(load => load.Rate)]) },
            new SpeedRow(
                1,
                $"{what}, CPU a request",
                Median(ours, load => load.ProcessorTime),
                by,
                Median(theirs, load => load.ProcessorTime),
                "us",
                goal.MostProcessorTime) { Spread = Turns.Spread([.. ours.Select(load => load.ProcessorTime)]) },
        ];
    }

    private static double Median(Load[] loads, Func<Load, double> of) => Turns.Median(loads.Select(of));
}
