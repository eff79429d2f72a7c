using System.Text.Json;

using Npgsql;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Workers that stall, are told to stop, and share a batch.</summary>
[Collection(nameof(DistributedTests))]
public sealed class WorkerTests(WorkersCluster workers)
{
    private const int MostTries = 5;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task StoppedPastItsLease_TheStaleWorkerWritesNothing()
    {
        StageRuns runs = await workers.BeginAsync();
        (TaskCompletionSource<StubCall> held, TaskCompletionSource release) = HoldStage("b");
        Guid id = await runs.StartAsync();
        StubCall first = await held.Task.WaitAsync(Patience, Token);

        await workers.Cluster.PauseAsync(first.Worker);
        await ClusterFile.WaitAsync(
            () => Task.FromResult(workers.Stub.InFlight.Any(call => call.Stage == "b" && call.Instance != first.Instance)),
            "another worker calls the stage");
        release.SetResult();
        await runs.WaitForStatusAsync(id, "succeeded");
        JsonElement before = await runs.DetailAsync(id);
        await workers.Cluster.ResumeAsync(first.Worker);
        await ClusterFile.WaitAsync(
            async () => (await workers.Cluster.LogAsync(first.Worker)).Contains($"Execution {id}: the lease", StringComparison.Ordinal),
            "the stale worker finds its lease lost");

        Assert.Equal(before.GetRawText(), (await runs.DetailAsync(id)).GetRawText());
        await new RunOracle(workers.Cluster, workers.Stub, runs).CheckAsync();
    }

    [Fact]
    public async Task StoppedInATransaction_KeepsNothingFromOthersForLong()
    {
        StageRuns runs = await workers.BeginAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task feeding = runs.FeedAsync(least: 0, mostOpen: 24, over.Token);
        string worker = "worker-1";

        await ClusterFile.WaitAsync(
            async () =>
            {
                await workers.Cluster.PauseAsync(worker);

                if (await IsInWritingTransactionAsync(worker) && await IsInWritingTransactionAsync(worker))
                {
                    return true;
                }

                await workers.Cluster.ResumeAsync(worker);
                return false;
            },
            "the worker is stopped in a transaction");
        await over.CancelAsync();
        await feeding;
        await runs.WaitUntilEndedAsync();
        await workers.Cluster.ResumeAsync(worker);
        Guid[] taken = [.. TakenFrom(worker, runs)];
        await ClusterFile.WaitAsync(
            async () =>
            {
                string log = await workers.Cluster.LogAsync(worker);
                return taken.All(id => log.Contains($"Execution {id}: the lease", StringComparison.Ordinal));
            },
            "the stale worker finds its leases lost");

        await new RunOracle(workers.Cluster, workers.Stub, runs).CheckAsync();
    }

    [Fact]
    public async Task ToldToStop_DrainsAtAStageBoundary_AndNothingIsCalledTwice()
    {
        StageRuns runs = await workers.BeginAsync();
        bool wasDrained = false;

        // On a machine that is too busy to keep the lease another worker takes it first: then it is tried again.
        for (int tries = 0; !wasDrained && tries < MostTries; tries++)
        {
            wasDrained = await TryDrainAsync(runs);
        }

        Assert.True(wasDrained);
        await new RunOracle(workers.Cluster, workers.Stub, runs).CheckAsync();
    }

    [Fact]
    public async Task Batch_KeepsItsMaxParallelOverAllWorkers()
    {
        const int MaxParallel = 3;
        StageRuns runs = await workers.BeginAsync();
        var now = new List<string>();
        int most = 0;
        Func<StubCall, CancellationToken, Task> pace = StageStub.Pace(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60));
        workers.Stub.Answering = async (call, gone) =>
        {
            lock (now)
            {
                now.Add(call.Run);
                // Items, not calls: one whose worker was too slow to keep its lease may be called by two.
                most = Math.Max(most, now.Distinct().Count());
            }

            await pace(call, gone);

            lock (now)
            {
                now.Remove(call.Run);
            }
        };

        Guid batch = await runs.StartBatchAsync(items: 24, MaxParallel);
        await ClusterFile.WaitAsync(
            async () => (await runs.TryGetAsync($"/api/batches/{batch}"))?.GetProperty("state").GetString() == "ended", "the batch ends");

        JsonElement counts = (await runs.TryGetAsync($"/api/batches/{batch}"))!.Value.GetProperty("counts");
        Assert.Equal(24, counts.GetProperty("succeeded").GetInt32());
        Assert.InRange(most, 1, MaxParallel);
        FailureCounts.Write($"24 items with max_parallel {MaxParallel} over {WorkersCluster.Workers} workers, {most} at once at most");
    }

    private async Task<bool> TryDrainAsync(StageRuns runs)
    {
        (TaskCompletionSource<StubCall> held, TaskCompletionSource release) = HoldStage("b");
        Guid id = await runs.StartAsync();
        StubCall call = await held.Task.WaitAsync(Patience, Token);
        string before = await workers.Cluster.LogAsync(call.Worker);

        Task stopping = workers.Cluster.StopAsync(call.Worker);
        await ClusterFile.WaitAsync(
            async () => (await workers.Cluster.LogAsync(call.Worker))[before.Length..].Contains("Stopping:", StringComparison.Ordinal),
            "the worker drains");
        release.SetResult();
        await stopping;
        string said = (await workers.Cluster.LogAsync(call.Worker))[before.Length..];
        await workers.Cluster.BeginToStartAsync(call.Worker);
        await runs.WaitForStatusAsync(id, "succeeded");

        if (said.Contains("the lease", StringComparison.Ordinal))
        {
            return false;
        }

        Assert.Contains("execution.released", await runs.EventsAsync(id));
        IEnumerable<StubCall> begun = workers.Stub.Read()
            .Where(line => line.What == "begin" && line.Call!.Run == call.Run)
            .Select(line => line.Call!);
        Assert.Equal(["a", "b"], begun.Where(made => made.Instance == call.Instance).Select(made => made.Stage));
        return true;
    }

    /// <summary>Runs of which somebody called a stage that the worker had called before.</summary>
    private IEnumerable<Guid> TakenFrom(string worker, StageRuns runs) =>
        from call in workers.Stub.Read().Where(line => line.What == "begin").Select(line => line.Call!)
        where runs.Runs.ContainsKey(call.Run)
        group call by (call.Run, call.Stage) into calls
        where calls.SkipWhile(call => call.Worker != worker).Any(call => call.Worker != worker)
        select runs.Runs[calls.Key.Run];

    /// <summary>A transaction that waits for its process, and has written: it has rows locked.</summary>
    private async Task<bool> IsInWritingTransactionAsync(string program)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(workers.Cluster.Database);
        await using NpgsqlCommand command = source.CreateCommand(
            """
            SELECT EXISTS (
                SELECT 1 FROM pg_stat_activity
                WHERE application_name = $1 AND state = 'idle in transaction' AND backend_xid IS NOT NULL)
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = program });
        return (bool)(await command.ExecuteScalarAsync(Token))!;
    }

    /// <summary>Keeps the stage in flight until it is released; says which call was the first.</summary>
    private (TaskCompletionSource<StubCall> Held, TaskCompletionSource Release) HoldStage(string stage)
    {
        var held = new TaskCompletionSource<StubCall>(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        workers.Stub.Answering = async (call, gone) =>
        {
            if (call.Stage == stage)
            {
                held.TrySetResult(call);
                await release.Task.WaitAsync(gone);
            }
        };
        return (held, release);
    }
}
