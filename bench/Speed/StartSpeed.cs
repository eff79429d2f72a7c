using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 11: from the start of the process to the first answer, with 1,000 prompts in the database, beside a bare server published alike.
/// </summary>
internal static class StartSpeed
{
    public const int Prompts = 1_000;

    private const int Measured = 7;
    private const double Promise = 1_500;
    private const double Limit = 3;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, Prompts);
        string answer = Path.Combine(scratch.Path, "answer.json");
        await File.WriteAllTextAsync(answer, "{}");
        await using (ServerProcess first = await BenchServers.StartApiAsync(scratch.Path))
        {
            // The first start imports the shipped content and learns the vectors, which the others then find.
            await first.SettleAsync();
        }

        (double ours, double floor) = await Turns.MedianAsync(
            Measured,
            () => TimeAsync(() => BenchServers.StartApiAsync(scratch.Path)),
            () => TimeAsync(() => BenchServers.StartFloorAsync(scratch.Path, answer)));
        return
        [
            new SpeedRow(11, "start to ready, 1,000 prompts", ours, "the promise", Promise, "ms", 1),
            new SpeedRow(11, "start to ready, 1,000 prompts", ours, "start of a bare Kestrel", floor, "ms", Limit),
        ];
    }

    private static async Task<double> TimeAsync(Func<Task<ServerProcess>> start)
    {
        await using ServerProcess server = await start();
        return server.StartedIn.TotalMilliseconds;
    }
}
