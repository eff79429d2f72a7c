using System.Collections.Immutable;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IJobRunStore"/> guarantees.</summary>
public abstract class JobRunStoreConformance : IAsyncLifetime
{
    private static readonly ImmutableSortedDictionary<string, long> Counts =
        ImmutableSortedDictionary<string, long>.Empty.Add("entries", 12).Add("dimensions", 300);

    private DateTimeOffset _idTime = DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_000);
    private IJobRunStore _store = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Request_WhenNoneIsOpen_QueuesARun()
    {
        JobRequest request = await RequestAsync("prune", JobTrigger.Manual);

        Assert.True(request.IsNew);
        Assert.Equal(request.Run, await _store.FindAsync(request.Run.Id, Token));
        Assert.Equal(
            ("prune", JobTrigger.Manual, JobRunStatus.Queued, 0),
            (request.Run.Job, request.Run.Trigger, request.Run.Status, request.Run.Attempts));
        Assert.Null(request.Run.StartedAt);
    }

    [Fact]
    public async Task Request_WhenOneIsOpen_GivesTheOpenOne()
    {
        JobRun open = (await RequestAsync("prune")).Run;
        await RequestAsync("other");

        JobRequest whileQueued = await RequestAsync("prune", JobTrigger.Manual);
        await StartAsync(open, epoch: 1);
        JobRequest whileRunning = await RequestAsync("prune");
        await _store.EndAsync(open.Id, 1, JobOutcome.Succeeded(Counts), Token);
        JobRequest afterwards = await RequestAsync("prune");

        Assert.Equal((open.Id, false), (whileQueued.Run.Id, whileQueued.IsNew));
        Assert.Equal((open.Id, false), (whileRunning.Run.Id, whileRunning.IsNew));
        Assert.True(afterwards.IsNew);
    }

    [Fact]
    public async Task Request_WhenManyAskAtOnce_OpensOneRun()
    {
        JobRequest[] requests = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => NextId()).ToArray().Select(
            id => Task.Run(() => _store.RequestAsync(id, "prune", JobTrigger.Schedule, Token))));

        Assert.Single(requests, request => request.IsNew);
        Assert.Single(requests.Select(request => request.Run.Id).Distinct());
        Assert.Single(await _store.ReadOpenAsync(["prune"], Token));
    }

    [Fact]
    public async Task ReadOpen_GivesQueuedAndRunningOfTheJobsAskedFor_OldestFirst()
    {
        JobRun first = (await RequestAsync("a")).Run;
        JobRun second = (await RequestAsync("b")).Run;
        await RequestAsync("unknown");
        JobRun ended = (await RequestAsync("c")).Run;
        await StartAsync(first, epoch: 1);
        await StartAsync(ended, epoch: 1);
        await _store.EndAsync(ended.Id, 1, JobOutcome.Failed("broken"), Token);

        Assert.Equal([first.Id, second.Id], (await _store.ReadOpenAsync(["a", "b", "c"], Token)).Select(run => run.Id));
    }

    [Fact]
    public async Task End_RecordsResultAndTimes()
    {
        JobRun succeeding = (await RequestAsync("a")).Run;
        JobRun failing = (await RequestAsync("b")).Run;
        await StartAsync(succeeding, epoch: 1);
        await StartAsync(failing, epoch: 1);

        Assert.True(await _store.EndAsync(succeeding.Id, 1, JobOutcome.Succeeded(Counts), Token));
        Assert.True(await _store.EndAsync(failing.Id, 1, JobOutcome.Failed("broken"), Token));

        JobRun succeeded = (await _store.FindAsync(succeeding.Id, Token))!;
        JobRun failed = (await _store.FindAsync(failing.Id, Token))!;
        Assert.Equal(
            (JobRunStatus.Succeeded, "here", 1, (string?)null),
            (succeeded.Status, succeeded.Instance, succeeded.Attempts, succeeded.Error));
        Assert.Equal(Counts, succeeded.Summary);
        Assert.True(succeeded.Duration >= TimeSpan.Zero && succeeded.StartedAt >= succeeded.RequestedAt);
        Assert.Equal((JobRunStatus.Failed, "broken"), (failed.Status, failed.Error));
        Assert.Null(failed.Summary);
    }

    [Fact]
    public async Task Start_AfterTheHolderDied_BeginsAgainAndShutsTheLateOneOut()
    {
        JobRun run = (await RequestAsync("prune")).Run;
        await StartAsync(run, epoch: 1);

        JobRun? again = await StartAsync(run, epoch: 2);
        bool lateEnd = await _store.EndAsync(run.Id, 1, JobOutcome.Succeeded(Counts), Token);
        bool lateRelease = await _store.ReleaseAsync(run.Id, 1, Token);
        JobRun? lateStart = await StartAsync(run, epoch: 1);

        Assert.Equal((JobRunStatus.Running, 2), (again!.Status, again.Attempts));
        Assert.Equal((false, false), (lateEnd, lateRelease));
        Assert.Null(lateStart);
        Assert.Equal(JobRunStatus.Running, (await _store.FindAsync(run.Id, Token))!.Status);
    }

    [Fact]
    public async Task Start_WhenBegunTooOften_FailsTheRun()
    {
        JobRun run = (await RequestAsync("prune")).Run;

        for (int epoch = 1; epoch <= 3; epoch++)
        {
            Assert.NotNull(await StartAsync(run, epoch));
        }

        Assert.Null(await StartAsync(run, epoch: 4));
        JobRun failed = (await _store.FindAsync(run.Id, Token))!;
        Assert.Equal((JobRunStatus.Failed, 3), (failed.Status, failed.Attempts));
        Assert.Contains("3 times", failed.Error, StringComparison.Ordinal);
        Assert.NotNull(failed.EndedAt);
        Assert.True((await RequestAsync("prune")).IsNew);
    }

    [Fact]
    public async Task Release_QueuesTheRunAgainAndDoesNotCount()
    {
        JobRun run = (await RequestAsync("prune")).Run;
        await StartAsync(run, epoch: 1);

        Assert.True(await _store.ReleaseAsync(run.Id, 1, Token));
        JobRun released = (await _store.FindAsync(run.Id, Token))!;
        JobRun? again = await StartAsync(run, epoch: 2);

        Assert.Equal((JobRunStatus.Queued, 0), (released.Status, released.Attempts));
        Assert.Equal(1, again!.Attempts);
    }

    [Fact]
    public async Task End_WhenEndedBefore_WritesNothing()
    {
        JobRun run = (await RequestAsync("prune")).Run;
        await StartAsync(run, epoch: 1);
        await _store.EndAsync(run.Id, 1, JobOutcome.Succeeded(Counts), Token);

        Assert.False(await _store.EndAsync(run.Id, 1, JobOutcome.Failed("late"), Token));
        Assert.Null(await StartAsync(run, epoch: 2));
        Assert.Equal(JobRunStatus.Succeeded, (await _store.FindAsync(run.Id, Token))!.Status);
    }

    [Fact]
    public async Task List_PagesNewestFirstWithTheNumberOfAll()
    {
        Guid[] ids = [await CompleteAsync("prune"), await CompleteAsync("prune"), await CompleteAsync("prune")];
        Guid other = await CompleteAsync("other");

        (ImmutableArray<JobRun> first, long total) = await _store.ListAsync("prune", null, 2, Token);
        (ImmutableArray<JobRun> second, _) = await _store.ListAsync("prune", first[^1].Id, 2, Token);

        Assert.Equal([ids[2], ids[1]], first.Select(run => run.Id));
        Assert.Equal([ids[0]], second.Select(run => run.Id));
        Assert.Equal(3, total);
        Assert.Equal([ids[2], other], (await _store.ReadLatestAsync(Token)).Select(run => run.Id).Order());
    }

    [Fact]
    public async Task Prune_KeepsTheNewestOfEachJobAndWhatIsOpen()
    {
        await CompleteAsync("prune");
        await CompleteAsync("prune");
        await CompleteAsync("prune");
        Guid only = await CompleteAsync("other");
        JobRun open = (await RequestAsync("prune")).Run;
        DateTimeOffset later = open.RequestedAt.AddDays(1);

        int none = await _store.PruneAsync(open.RequestedAt.AddDays(-1), 10, Token);
        int limited = await _store.PruneAsync(later, 2, Token);
        int rest = await _store.PruneAsync(later, 10, Token);

        Assert.Equal((0, 2, 1), (none, limited, rest));
        Assert.Equal([open.Id], (await _store.ListAsync("prune", null, 10, Token)).Runs.Select(run => run.Id));
        Assert.NotNull(await _store.FindAsync(only, Token));
    }

    /// <summary>An empty store.</summary>
    protected abstract Task<IJobRunStore> CreateAsync();

    private Task<JobRequest> RequestAsync(string job, JobTrigger trigger = JobTrigger.Schedule) =>
        _store.RequestAsync(NextId(), job, trigger, Token);

    private Task<JobRun?> StartAsync(JobRun run, long epoch) =>
        _store.StartAsync(new JobStart(run.Id, epoch, "here", MaxAttempts: 3), Token);

    private async Task<Guid> CompleteAsync(string job)
    {
        JobRun run = (await RequestAsync(job)).Run;
        await StartAsync(run, epoch: 1);
        await _store.EndAsync(run.Id, 1, JobOutcome.Succeeded(Counts), Token);
        return run.Id;
    }

    private Guid NextId() => Guid.CreateVersion7(_idTime = _idTime.AddMilliseconds(1));
}
