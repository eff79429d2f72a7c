using System.Collections.Immutable;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Cluster.Tests;

/// <summary>What is promised when processes die, stall and share, shown with real processes on one SQLite file.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class OwnershipTests : IAsyncLifetime
{
    private ClusterFile _file = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "needs POSIX signals");
        _file = await ClusterFile.CreateAsync();
    }

    public ValueTask DisposeAsync() => _file?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task KilledInAStage_AnotherFinishes_NoCompletedStageIsCalledTwice()
    {
        Guid id = await _file.QueueAsync(Chain("hold"));
        WorkerProcess first = await _file.StartProcessAsync();
        await _file.WaitForCallAsync("begin", "b");

        await first.KillAsync();
        await _file.EndLeasesAsync();
        _file.Release();
        WorkerProcess second = await _file.StartProcessAsync();
        ExecutionRecord ended = await _file.WaitForStatusAsync(id, ExecutionStatus.Succeeded);

        Assert.Equal([(first.Id, "a"), (first.Id, "b"), (second.Id, "b"), (second.Id, "c")], Begun());
        ImmutableArray<StageAttempt> attempts = await _file.Reader.GetAttemptsAsync(id, Token);
        Assert.Equal(
            [("a", 1, 1L), ("b", 1, 1L), ("b", 2, 2L), ("c", 1, 2L)],
            attempts.Select(attempt => (attempt.Path, attempt.Attempt, attempt.LeaseEpoch)));
        Assert.Null(attempts.Single(attempt => attempt is { Path: "b", Attempt: 1 }).CompletedAt);
        Assert.Equal(2, ended.LeaseEpoch);
    }

    [Fact]
    public async Task StoppedPastItsLease_TheStaleProcessWritesNothing()
    {
        Guid id = await _file.QueueAsync(Chain("hold"));
        WorkerProcess stale = await _file.StartProcessAsync();
        await _file.WaitForCallAsync("begin", "b");

        await _file.StallAsync(stale);
        _file.Release();
        WorkerProcess owner = await _file.StartProcessAsync();
        ExecutionRecord before = await _file.WaitForStatusAsync(id, ExecutionStatus.Succeeded);
        ImmutableArray<StageAttempt> attempts = await _file.Reader.GetAttemptsAsync(id, Token);
        stale.Resume();
        await stale.WaitForLineAsync("was lost");
        await ClusterFile.WaitAsync(
            () => Task.FromResult(_file.Calls().Any(call => call.What == "end" && call.ProcessId == stale.Id && call.Stage == "b")),
            "the stale stage ends");

        Assert.Equal([(stale.Id, "a"), (stale.Id, "b"), (owner.Id, "b"), (owner.Id, "c")], Begun());
        Assert.Equal(before.Seq, (await _file.Reader.FindAsync(id, Token))!.Seq);
        Assert.Equal(attempts, await _file.Reader.GetAttemptsAsync(id, Token));
    }

    [Fact]
    public async Task TwoProcesses_SharingFiftyExecutions_CallEachStageOnce()
    {
        WorkerProcess one = await _file.StartProcessAsync(concurrency: 4);
        WorkerProcess two = await _file.StartProcessAsync(concurrency: 4);
        List<Guid> ids = [];

        for (int index = 0; index < 50; index++)
        {
            ids.Add(await _file.QueueAsync(Chain("hold")));
        }

        // Held, one process cannot have them all, however late the other gets its turn on a busy machine.
        await ClusterFile.WaitAsync(
            () => Task.FromResult(_file.Calls().DistinctBy(call => call.ProcessId).Count() == 2), "both processes have begun");
        _file.Release();

        foreach (Guid id in ids)
        {
            await _file.WaitForStatusAsync(id, ExecutionStatus.Succeeded);
        }

        List<Call> begun = [.. _file.Calls().Where(call => call.What == "begin")];
        Assert.Equal(150, begun.Count);
        Assert.Equal(150, begun.DistinctBy(call => (call.ExecutionId, call.Stage)).Count());
        Assert.Equal(new[] { one.Id, two.Id }.Order(), begun.Select(call => call.ProcessId).Distinct().Order());
    }

    [Fact]
    public async Task TwoProcesses_SharingABatch_KeepItsMaxParallel()
    {
        var ids = new ExecutionIds(TimeProvider.System);
        var batch = new NewBatch
        {
            Id = ids.Next(),
            Manifest = Chain(),
            Items = [.. Enumerable.Range(0, 20).Select(_ => new NewBatchItem(ids.Next(), TestManifest.Empty))],
            CreatedAt = TimeProvider.System.GetUtcNow(),
            MaxParallel = 2,
        };
        await _file.Store.CreateBatchAsync(batch, Token);
        await _file.StartProcessAsync();
        await _file.StartProcessAsync();

        await ClusterFile.WaitAsync(
            async () => (await _file.Reader.FindBatchAsync(batch.Id, Token))!.Status == BatchStatus.Ended, "the batch ends");

        Assert.Equal(20, (await _file.Reader.FindBatchAsync(batch.Id, Token))!.Counts.Succeeded);
        Assert.InRange(MostAtOnce(_file.Calls()), 1, 2);
    }

    [Fact]
    public async Task AskedToStop_DrainsAtAStageBoundary()
    {
        Guid id = await _file.QueueAsync(Chain("hold"));
        WorkerProcess first = await _file.StartProcessAsync();
        await _file.WaitForCallAsync("begin", "b");

        first.AskToStop();
        await first.WaitForLineAsync("Stopping");
        _file.Release();
        int exitCode = await first.WaitForExitAsync(Token);
        ExecutionRecord released = (await _file.Reader.FindAsync(id, Token))!;
        WorkerProcess second = await _file.StartProcessAsync();
        await _file.WaitForStatusAsync(id, ExecutionStatus.Succeeded);

        Assert.Equal((0, ExecutionStatus.Queued, 0), (exitCode, released.Status, released.Claims));
        Assert.Equal([(first.Id, "a"), (first.Id, "b"), (second.Id, "c")], Begun());
    }

    [Fact]
    public async Task Poison_ThatKillsItsProcess_IsParkedAfterThreeClaimsWithoutAStage()
    {
        Guid id = await _file.QueueAsync(Chain("die"));
        ExecutionRecord execution;

        do
        {
            WorkerProcess process = await _file.StartProcessAsync();
            await ClusterFile.WaitAsync(
                async () => process.HasExited || (await _file.Reader.FindAsync(id, Token))!.Status == ExecutionStatus.Parked,
                "the process dies or parks it");
            await _file.EndLeasesAsync();
            execution = (await _file.Reader.FindAsync(id, Token))!;
        }
        while (execution.Status != ExecutionStatus.Parked);

        Assert.Equal(("claimed_too_often", 3), (execution.Error?.Code, execution.Claims));
        // The first claim commits a stage before it dies, so it is not one of the three.
        Assert.Equal(["a", "b", "b", "b", "b"], Begun().Select(call => call.Stage));
    }

    /// <summary>Three stages, the middle one with a setting.</summary>
    private static Manifest Chain(string? setting = null)
    {
        Manifest manifest = TestManifest.Chain("a", "b", "c");
        return setting is null ? manifest : manifest with
        {
            Hash = manifest.Hash + setting,
            Stages = [.. manifest.Stages.Select(stage => stage.Path == "b"
                ? stage with { Settings = System.Text.Json.JsonElement.Parse($$"""{"{{setting}}":true}""") }
                : stage)],
        };
    }

    private List<(int ProcessId, string Stage)> Begun() =>
        [.. _file.Calls().Where(call => call.What == "begin").Select(call => (call.ProcessId, call.Stage))];

    private static int MostAtOnce(IEnumerable<Call> calls)
    {
        int now = 0;
        int most = 0;

        foreach (Call call in calls)
        {
            now += call.What == "begin" ? 1 : -1;
            most = Math.Max(most, now);
        }

        return most;
    }
}
