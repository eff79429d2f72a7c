using System.Diagnostics;
using System.Text;
using System.Text.Json;

using Microsoft.Agents.AI.Workflows;
using Microsoft.Agents.AI.Workflows.Checkpointing;

// Nine stages in a chain, each gives its input on: microseconds a stage, without checkpoints, with them in memory, and with each one
// written to a file and synced before the next step begins; beside them a write of 100 bytes to the same file, synced. One line of JSON.
const int Stages = 9;
const string Text = """{"value":"one line of text, as a stage might hand it on"}""";
string directory = Directory.CreateDirectory(args[0]).FullName;

ExecutorBinding[] stages = [.. Enumerable.Range(1, Stages).Select(number =>
{
    Func<string, IWorkflowContext, CancellationToken, ValueTask<string>> echo = (text, _, _) => ValueTask.FromResult(text);
    return echo.BindAsExecutor($"s{number}");
})];
var builder = new WorkflowBuilder(stages[0]);

for (int stage = 1; stage < Stages; stage++)
{
    builder.AddEdge(stages[stage - 1], stages[stage]);
}

Workflow workflow = builder.WithOutputFrom(stages[^1]).Build();
var synced = new SyncedFiles(directory);
Console.WriteLine(JsonSerializer.Serialize(new
{
    none = await MeasureAsync(100, () => null),
    memory = await MeasureAsync(100, () => CheckpointManager.CreateInMemory()),
    synced = await MeasureAsync(10, () => CheckpointManager.CreateJson(synced)),
    raw = Median(15, () => Task.FromResult(synced.WriteRaw(10 * Stages))),
}));

async Task<double> MeasureAsync(int executions, Func<CheckpointManager?> manager)
{
    // The runtime compiles for good in pauses.
    for (int warming = 0; warming < 10; warming++)
    {
        await RunAsync(executions, manager);
        await Task.Delay(300);
    }

    return await MedianAsync(9, () => RunAsync(executions, manager));
}

async Task<double> RunAsync(int executions, Func<CheckpointManager?> manager)
{
    long start = Stopwatch.GetTimestamp();

    for (int execution = 0; execution < executions; execution++)
    {
        await using StreamingRun run = manager() is { } checkpoints
            ? await InProcessExecution.RunStreamingAsync(workflow, Text, checkpoints)
            : await InProcessExecution.RunStreamingAsync(workflow, Text);
        bool hasOutput = false;

        await foreach (WorkflowEvent happened in run.WatchStreamAsync())
        {
            hasOutput |= happened is WorkflowOutputEvent;
        }

        if (!hasOutput)
        {
            throw new InvalidOperationException("An execution gave nothing.");
        }
    }

    return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (executions * Stages);
}

static async Task<double> MedianAsync(int turns, Func<Task<double>> measure)
{
    var taken = new double[turns];

    for (int turn = 0; turn < turns; turn++)
    {
        taken[turn] = await measure();
    }

    Array.Sort(taken);
    return taken[turns / 2];
}

static double Median(int turns, Func<Task<double>> measure) => MedianAsync(turns, measure).GetAwaiter().GetResult();

/// <summary>Its own file store does not sync; this one appends each checkpoint to one file and syncs it.</summary>
internal sealed class SyncedFiles(string directory) : JsonCheckpointStore
{
    private readonly FileStream _file = new(Path.Combine(directory, "checkpoints"), FileMode.Create, FileAccess.Write);
    private int _written;

    public double WriteRaw(int writes)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(new string('x', 100));
        long start = Stopwatch.GetTimestamp();

        for (int write = 0; write < writes; write++)
        {
            _file.Write(bytes);
            _file.Flush(flushToDisk: true);
        }

        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / writes;
    }

    public override ValueTask<CheckpointInfo> CreateCheckpointAsync(string sessionId, JsonElement value, CheckpointInfo? parent = null)
    {
        _file.Write(Encoding.UTF8.GetBytes(value.GetRawText()));
        _file.Flush(flushToDisk: true);
        return ValueTask.FromResult(new CheckpointInfo(sessionId, $"{++_written}"));
    }

    public override ValueTask<JsonElement> RetrieveCheckpointAsync(string sessionId, CheckpointInfo key) =>
        throw new NotSupportedException("Nothing is resumed here.");

    public override ValueTask<IEnumerable<CheckpointInfo>> RetrieveIndexAsync(string sessionId, CheckpointInfo? withParent = null) =>
        ValueTask.FromResult<IEnumerable<CheckpointInfo>>([]);
}
