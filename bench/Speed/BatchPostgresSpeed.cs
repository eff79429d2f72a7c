using PromptIntel.Bench.Speed.Servers;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 8 on Postgres: a batch of 100 items, ten at a time, 50 ms a stage, beside the half second that this takes at least. One
/// installation accepts it, another works; Redis rings. The same where one does both shows what lies between them.
/// </summary>
internal static class BatchPostgresSpeed
{
    private const int Measured = 5;
    private const double Limit = 1.20;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using ScratchServer database = await ScratchServer.StartAsync("postgres", "--durable");
        await using ScratchServer redis = await ScratchServer.StartAsync("redis");
        await using Installation alone = await Installation.OpenSharedAsync(database.Address, redis: null, new WaitOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(alone, "bench.wait", 1);
        double ideal = BatchSpeed.Items / BatchSpeed.AtATime * WaitOperation.Duration.TotalMilliseconds;

        await using Installation accepting = await Installation.OpenSharedAsync(database.Address, redis.Address, new WaitOperation());
        double together;

        await using (Installation working = await Installation.OpenSharedAsync(database.Address, redis.Address, new WaitOperation()))
        {
            working.StartEngine();
            together = await MeasureAsync(accepting, workflow);
        }

        alone.StartEngine();
        return
        [
            new SpeedRow(8, "batch of 100, ten at a time, Postgres, a Worker", together, "ideal", ideal, "ms", Limit),
            new SpeedRow(8, "the same in one process", await MeasureAsync(alone, workflow), "ideal", ideal, "ms", double.PositiveInfinity),
        ];
    }

    private static async Task<double> MeasureAsync(Installation accepting, EntryKey workflow)
    {
        var batches = accepting.Get<BatchRuns>();
        var took = new double[Measured];
        await Turns.WarmAsync(() => BatchSpeed.RunAsync(batches, workflow));

        for (int turn = 0; turn < Measured; turn++)
        {
            took[turn] = await BatchSpeed.RunAsync(batches, workflow);
        }

        return Turns.Median(took);
    }
}
