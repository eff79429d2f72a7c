using PromptIntel.Bench.Speed.Servers;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Bench.Speed;

/// <summary>Goal 8 on Postgres: a batch of 100 items, ten at a time, 50 ms a stage, beside the half second that this takes at least.</summary>
internal static class BatchPostgresSpeed
{
    private const int Measured = 5;
    private const double Limit = 1.3;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using var server = await ScratchServer.StartAsync("postgres", "--durable");
        await using Installation installation = await Installation.OpenSharedAsync(server.Address, new WaitOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(installation, "bench.wait", 1);
        var batches = installation.Get<BatchRuns>();
        installation.StartEngine();
        await BatchSpeed.RunAsync(batches, workflow);

        double ours = Turns.Median((await Turns.TakeAsync(Measured, () => BatchSpeed.RunAsync(batches, workflow), () => Task.FromResult(0.0))).Ours);
        double ideal = BatchSpeed.Items / BatchSpeed.AtATime * WaitOperation.Duration.TotalMilliseconds;
        return [new SpeedRow(8, "batch of 100, ten at a time, Postgres", ours, "ideal", ideal, "ms", Limit)];
    }
}
