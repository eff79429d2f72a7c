using System.Collections.Immutable;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Tests.Jobs;

public class JobEngineTests
{
    private static readonly TimeSpan LongLease = TimeSpan.FromMinutes(10);
    private static readonly ImmutableSortedDictionary<string, long> Counts = ImmutableSortedDictionary<string, long>.Empty.Add("done", 3);

    private readonly InMemoryJobRunStore _store = new(TimeProvider.System);
    private readonly InMemoryLeaseStore _leases = new(TimeProvider.System);
    private readonly GatedJob _job = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_IsRunByOneOfSeveralInstances()
    {
        await using JobInstance one = Started(), two = Started(), three = Started();

        RunRequest first = await one.Runs.RequestAsync("gated", JobTrigger.Manual, Token);
        var ended = await _job.BegunAsync(Token);
        RunRequest second = await two.Runs.RequestAsync("gated", JobTrigger.Schedule, Token);
        ended.SetResult(Counts);
        JobRun run = await one.WaitForAsync("gated", run => !run.IsOpen, Token);

        Assert.IsType<RunRequest.Queued>(first);
        Assert.Equal(JobRunStatus.Running, Assert.IsType<RunRequest.AlreadyOpen>(second).Run.Status);
        Assert.Equal((JobRunStatus.Succeeded, JobTrigger.Manual, 1), (run.Status, run.Trigger, run.Attempts));
        Assert.Equal(Counts, run.Summary);
        Assert.Equal((1, 1), (_job.Begun, _job.MostAtOnce));
    }

    [Fact]
    public async Task Request_ForManyRounds_NeverRunsTwiceAtOnceAndLosesNone()
    {
        await using JobInstance one = Started(), two = Started(), three = Started();

        for (int round = 1; round <= 20; round++)
        {
            await two.Runs.RequestAsync("gated", JobTrigger.Schedule, Token);
            (await _job.BegunAsync(Token)).SetResult(Counts);
            await one.WaitForAsync("gated", run => !run.IsOpen, Token);
        }

        Assert.Equal((20, 1), (_job.Begun, _job.MostAtOnce));
        Assert.Equal(20, (await one.Runs.ListRunsAsync("gated", null, 1, Token))!.Value.Total);
    }

    [Fact]
    public async Task Run_WhenTheJobThrows_FailsAndTheNextOneRuns()
    {
        await using JobInstance instance = Started();

        await instance.Runs.RequestAsync("gated", JobTrigger.Manual, Token);
        (await _job.BegunAsync(Token)).SetException(new InvalidOperationException("no room"));
        JobRun failed = await instance.WaitForAsync("gated", run => !run.IsOpen, Token);
        RunRequest next = await instance.Runs.RequestAsync("gated", JobTrigger.Manual, Token);
        (await _job.BegunAsync(Token)).SetResult(Counts);
        await instance.WaitForAsync("gated", run => run.Status == JobRunStatus.Succeeded, Token);

        Assert.Equal((JobRunStatus.Failed, "InvalidOperationException: no room"), (failed.Status, failed.Error));
        Assert.IsType<RunRequest.Queued>(next);
    }

    [Fact]
    public async Task Run_WhenItsInstanceStops_IsGivenToAnotherAtOnce()
    {
        JobInstance first = Started();
        await using JobInstance second = Instance(LongLease);
        await first.Runs.RequestAsync("gated", JobTrigger.Schedule, Token);
        await _job.BegunAsync(Token);

        await first.DisposeAsync();
        JobRun given = await second.WaitForAsync("gated", _ => true, Token);
        second.Start();
        (await _job.BegunAsync(Token)).SetResult(Counts);
        JobRun run = await second.WaitForAsync("gated", run => !run.IsOpen, Token);

        Assert.Equal((JobRunStatus.Queued, 0), (given.Status, given.Attempts));
        Assert.Equal((JobRunStatus.Succeeded, 1, given.Id), (run.Status, run.Attempts, run.Id));
    }

    [Fact]
    public async Task Run_WhenItsInstanceDied_IsBegunAgainAfterTheLease()
    {
        // A process that took the lease, began, and was never heard of again.
        JobRun dead = (await _store.RequestAsync(Guid.CreateVersion7(), "gated", JobTrigger.Schedule, Token)).Run;
        Lease<string> lease = (await _leases.AcquireAsync("job:gated", "dead", TimeSpan.FromMilliseconds(300), Token))!;
        await _store.StartAsync(new JobStart(dead.Id, lease.Epoch, "dead", 3), Token);

        await using JobInstance instance = Started();
        (await _job.BegunAsync(Token)).SetResult(Counts);
        JobRun run = await instance.WaitForAsync("gated", run => !run.IsOpen, Token);

        Assert.Equal((dead.Id, JobRunStatus.Succeeded, 2), (run.Id, run.Status, run.Attempts));
        Assert.False(await _store.EndAsync(dead.Id, lease.Epoch, JobOutcome.Failed("late"), Token));
    }

    [Fact]
    public async Task Run_WhenTheLeaseIsLost_IsCancelledAndRecordedByTheOtherOnly()
    {
        var forgetful = new ForgetfulLeases();
        var store = new InMemoryJobRunStore(TimeProvider.System);
        await using var slow = new JobInstance(store, forgetful, TimeSpan.FromMilliseconds(600), _job);
        slow.Start();
        await slow.Runs.RequestAsync("gated", JobTrigger.Schedule, Token);
        var late = await _job.BegunAsync(Token);

        forgetful.Forget();
        (await _job.BegunAsync(Token)).SetResult(Counts);
        JobRun run = await slow.WaitForAsync("gated", run => !run.IsOpen, Token);
        late.TrySetResult(ImmutableSortedDictionary<string, long>.Empty);

        Assert.Equal((JobRunStatus.Succeeded, 2), (run.Status, run.Attempts));
        Assert.Equal(Counts, run.Summary);
    }

    private JobInstance Started()
    {
        JobInstance instance = Instance(LongLease);
        instance.Start();
        return instance;
    }

    private JobInstance Instance(TimeSpan lease) => new(_store, _leases, lease, _job);

    /// <summary>A store that can be made to say that nobody holds anything.</summary>
    private sealed class ForgetfulLeases : ILeaseStore
    {
        private readonly InMemoryLeaseStore _inner = new(TimeProvider.System);
        private readonly Lock _lock = new();
        private Lease<string>? _held;

        public void Forget()
        {
            lock (_lock)
            {
                _inner.ReleaseAsync(_held!, CancellationToken.None);
            }
        }

        public async Task<Lease<string>?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken)
        {
            Lease<string>? lease = await _inner.AcquireAsync(name, owner, duration, cancellationToken);
            _held = lease ?? _held;
            return lease;
        }

        public Task<Lease<string>?> RenewAsync(Lease<string> lease, TimeSpan duration, CancellationToken cancellationToken) =>
            _inner.RenewAsync(lease, duration, cancellationToken);

        public Task ReleaseAsync(Lease<string> lease, CancellationToken cancellationToken) => _inner.ReleaseAsync(lease, cancellationToken);
    }
}
