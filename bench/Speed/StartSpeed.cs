using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 11: from the start of the process to the first answer, with 1,000 and with 50,000 prompts in the database, beside the promise and
/// a bare server published alike.
/// </summary>
internal static class StartSpeed
{
    public const int Prompts = 1_000;

    private const int Measured = 7;
    private const double Limit = 3;

    private static readonly (int Prompts, double Promise)[] Catalogs = [(Prompts, 800), (50_000, 2_000)];

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        var rows = new List<SpeedRow>();

        foreach ((int prompts, double promise) in Catalogs)
        {
            rows.AddRange(await MeasureAsync(prompts, promise));
        }

        return rows;
    }

    private static async Task<IReadOnlyList<SpeedRow>> MeasureAsync(int prompts, double promise)
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, prompts);
        string answer = Path.Combine(scratch.Path, "answer.json");
        await File.WriteAllTextAsync(answer, "{}");
        await using (ServerProcess first = await BenchServers.StartApiAsync(scratch.Path))
        {
            // The first start imports the shipped content and learns the vectors, which the others then find.
            await first.SettleAsync();
        }

        (double[] ours, double[] floor) = await Turns.TakeAsync(
            Measured,
            () => TimeAsync(() => BenchServers.StartApiAsync(scratch.Path)),
            () => TimeAsync(() => BenchServers.StartFloorAsync(scratch.Path, answer)));
        string what = $"start to ready, {prompts:N0} prompts";
        double bareLimit = prompts == Prompts ? Limit : double.PositiveInfinity;
        return
        [
            new SpeedRow(11, what, Turns.Median(ours), "the promise", promise, "ms", 1) { Spread = Turns.Spread(ours) },
            new SpeedRow(11, what, Turns.Median(ours), "start of a bare Kestrel", Turns.Median(floor), "ms", bareLimit),
        ];
    }

    private static async Task<double> TimeAsync(Func<Task<ServerProcess>> start)
    {
        await using ServerProcess server = await start();
        return server.StartedIn.TotalMilliseconds;
    }
}
