using System.Diagnostics;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 8: a batch of 100 items, ten at a time, 50 ms a stage, on SQLite, beside the half second that this takes at least.
/// </summary>
internal static class BatchSpeed
{
    public const int Items = 100;
    public const int AtATime = 10;
    private const int Measured = 5;
    private const double Limit = 1.10;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await using Installation installation = await Installation.OpenAsync(scratch.Path, new WaitOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(installation, "bench.wait", 1);
        var batches = installation.Get<BatchRuns>();
        installation.StartEngine();

        (double ours, double bare) = await Turns.WarmMedianAsync(Measured, () => RunAsync(batches, workflow), RunBareAsync);
        double ideal = Items / AtATime * WaitOperation.Duration.TotalMilliseconds;
        return
        [
            new SpeedRow(8, "batch of 100, ten at a time, 50 ms a stage", ours, "ideal", ideal, "ms", Limit),
            new SpeedRow(8, "the same without an engine", bare, "ideal", ideal, "ms", double.PositiveInfinity),
        ];
    }

    public static async Task<double> RunAsync(BatchRuns batches, EntryKey workflow)
    {
        long start = Stopwatch.GetTimestamp();
        var request =
            new StartBatch { Workflow = workflow, Inputs = [.. Enumerable.Repeat(BenchWorkflows.Input, Items)], MaxParallel = AtATime };

        return await batches.StartAsync(request, CancellationToken.None) is StartResult.Started started
            && await batches.WaitAsync(started.Id, Patience, CancellationToken.None) is { Counts.Succeeded: Items }
            ? Stopwatch.GetElapsedTime(start).TotalMilliseconds
            : throw new InvalidOperationException("The batch did not succeed.");
    }

    private static async Task<double> RunBareAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(
            0,
            Items,
            new ParallelOptions { MaxDegreeOfParallelism = AtATime },
            async (_, token) => await Task.Delay(WaitOperation.Duration, token));
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
