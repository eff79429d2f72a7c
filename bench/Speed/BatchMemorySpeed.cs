using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 16: a batch of 10,000 items of 4 KB that is uploaded, run and read again holds no more memory than one of 1,000. The most that was
/// resident in each part, in the process that does all of it, on SQLite.
/// </summary>
internal static class BatchMemorySpeed
{
    private const int Few = 1_000;
    private const int Many = 10_000;
    private const int AtATime = 32;
    private const int ItemsAtOnce = 16;
    private const double Megabyte = 1_000_000;
    private const double Limit = 1.25;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(25);
    private static readonly JsonElement Input = JsonSerializer.SerializeToElement(new { value = new string('x', 4_000) });

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await using Installation installation = await Installation.OpenAsync(scratch.Path, new EchoOperation());
        EntryKey workflow = await BenchWorkflows.WriteChainAsync(installation, "bench.echo", 1);
        installation.StartEngine();

        // The first one warms up what both use.
        await RunAsync(installation, workflow, Few);
        double[] few = await RunAsync(installation, workflow, Few);
        double[] many = await RunAsync(installation, workflow, Many);
        string[] parts = ["before", "while uploaded", "while it runs", "while results are read", "after"];
        return
        [
            .. parts.Select((part, index) => new SpeedRow(
                16, $"resident, 10,000 items, {part}", many[index], "with 1,000", few[index], "MB", Limit)),
        ];
    }

    /// <summary>Megabytes: before, the most of each part, and after.</summary>
    private static async Task<double[]> RunAsync(Installation installation, EntryKey workflow, int items)
    {
        var batches = installation.Get<BatchRuns>();
        double before = Settle();
        var batch = new StartBatch { Workflow = workflow, MaxParallel = AtATime };
        Guid id = Guid.Empty;
        double uploaded = await MostAsync(async () =>
            id = await installation.Get<BatchUploads>().StartAsync(batch, _ => ItemsAsync(items), () => null, CancellationToken.None)
                is StartResult.Started started
                ? started.Id
                : throw new InvalidOperationException("The batch was not accepted."));
        double run = await MostAsync(async () =>
        {
            while (await batches.GetAsync(id, CancellationToken.None) is { CompletedAt: null })
            {
                await Task.Delay(TimeSpan.FromMilliseconds(250));
            }
        });
        double read = await MostAsync(async () =>
        {
            await foreach (ImmutableArray<BatchItem> page in batches.ReadItemsAsync(id, ItemsAtOnce, CancellationToken.None))
            {
                if (page.Any(item => item.Status != ExecutionStatus.Succeeded))
                {
                    throw new InvalidOperationException("An item did not succeed.");
                }
            }
        });
        return [before, uploaded, run, read, Settle()];
    }

    private static async IAsyncEnumerable<UploadedItem> ItemsAsync(int items)
    {
        for (int line = 1; line <= items; line++)
        {
            yield return new UploadedItem(line, Input.Clone(), null);
            await Task.CompletedTask;
        }
    }

    private static double Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Environment.WorkingSet / Megabyte;
    }

    private static async Task<double> MostAsync(Func<Task> work)
    {
        double most = 0;
        Task running = work();

        do
        {
            most = Math.Max(most, Environment.WorkingSet / Megabyte);
        }
        while (await Task.WhenAny(running, Task.Delay(BetweenLooks)) != running);

        await running;
        return most;
    }
}
