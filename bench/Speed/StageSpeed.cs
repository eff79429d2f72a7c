using System.Diagnostics;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 6: what a stage costs where nothing is durable: an execution of nine stages from start to end, a ninth of it. Beside the figure
/// of LangGraph JS without a checkpointer; nine bare awaited stages show what is left when there is no engine at all.
/// </summary>
internal static class StageSpeed
{
    private const int Stages = 9;
    private const int Executed = 100;
    private const int Measured = 9;
    private const double LangGraphMicroseconds = 593;
    private const double Limit = 0.05;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using Installation installation = await Installation.OpenAsync(directory: null, new EchoOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(installation, "bench.echo", Stages);
        var executions = installation.Get<Executions>();
        installation.StartEngine();

        (double ours, double bare) = await Turns.WarmMedianAsync(Measured, () => RunAsync(executions, workflow), RunBareAsync);
        return
        [
            new SpeedRow(6, "stage, not durable", ours, "LangGraph JS, in memory (figure)", LangGraphMicroseconds, "us", Limit),
            new SpeedRow(6, "stage, not durable, beside no engine", ours, "one bare awaited stage", bare, "us", double.PositiveInfinity),
        ];
    }

    private static async Task<double> RunAsync(Executions executions, EntryKey workflow)
    {
        long start = Stopwatch.GetTimestamp();

        for (int execution = 0; execution < Executed; execution++)
        {
            await BenchWorkflows.FinishAsync(executions, await BenchWorkflows.StartAsync(executions, workflow));
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (Executed * Stages);
    }

    private static async Task<double> RunBareAsync()
    {
        long start = Stopwatch.GetTimestamp();

        for (int execution = 0; execution < Executed; execution++)
        {
            for (int stage = 0; stage < Stages; stage++)
            {
                await Task.Yield();
            }
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (Executed * Stages);
    }
}
