using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IJobScheduleStore"/> guarantees, beside the store of the runs that it queues.</summary>
public abstract class JobScheduleStoreConformance : IAsyncLifetime
{
    private const string Cron = "0 0 9 * * ?";

    private IJobScheduleStore _store = null!;
    private IJobRunStore _runs = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_store, _runs) = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Declare_OnAnInstallationThatRanNothing_CountsFromNow()
    {
        DateTimeOffset before = (await _store.ReadAsync(Token)).Now;
        await _store.DeclareAsync("prune", Cron, "Europe/Berlin", Token);

        KeptSchedules kept = await _store.ReadAsync(Token);

        KeptSchedule schedule = Assert.Single(kept.All);
        Assert.Equal(("prune", Cron, "Europe/Berlin"), (schedule.Job, schedule.Cron, schedule.TimeZone));
        Assert.InRange(schedule.ServedUntil, before, kept.Now);
    }

    [Fact]
    public async Task Declare_OfTheFirst_CountsFromTheLastRunOfTheJob_ElseOfAny()
    {
        JobRun own = await RunAsync("prune");
        JobRun any = await RunAsync("other");

        await _store.DeclareAsync("prune", Cron, "UTC", Token);
        await _store.DeclareAsync("rebuild", Cron, "UTC", Token);

        Assert.Equal([own.RequestedAt, any.RequestedAt], (await _store.ReadAsync(Token)).All.Select(kept => kept.ServedUntil));
    }

    [Fact]
    public async Task Declare_OfTheSame_LeavesItAsItIs_OfAnother_CountsFromNow()
    {
        await RunAsync("prune");
        KeptSchedule first = await DeclareAsync(Cron, "UTC");

        KeptSchedule same = await DeclareAsync(Cron, "UTC");
        DateTimeOffset before = (await _store.ReadAsync(Token)).Now;
        KeptSchedule elsewhere = await DeclareAsync(Cron, "Europe/Berlin");
        KeptSchedule never = await DeclareAsync("", "Europe/Berlin");

        Assert.Equal(first, same);
        Assert.True(elsewhere.ServedUntil >= before && elsewhere.TimeZone == "Europe/Berlin");
        Assert.True(never.ServedUntil >= elsewhere.ServedUntil && never.Cron.Length == 0);
    }

    [Fact]
    public async Task Serve_MovesTheScheduleOnAndQueuesARun()
    {
        KeptSchedule schedule = await DeclareAsync();
        DueTime due = After(schedule);
        var id = Guid.CreateVersion7();

        Assert.True(await _store.ServeAsync(schedule, due, id, Token));

        JobRun run = (await _runs.FindAsync(id, Token))!;
        Assert.Equal(
            ("prune", JobTrigger.Schedule, JobRunStatus.Queued, due.At, 0), (run.Job, run.Trigger, run.Status, run.DueAt, run.Attempts));
        Assert.Equal(schedule with { ServedUntil = due.ServedUntil }, Assert.Single((await _store.ReadAsync(Token)).All));
    }

    [Fact]
    public async Task Serve_WhenManyAreFirst_OneIs()
    {
        KeptSchedule schedule = await DeclareAsync();

        for (int round = 0; round < 10; round++)
        {
            DueTime due = After(schedule);
            Task<bool>[] serving =
                [.. Enumerable.Range(0, 8).Select(_ => Task.Run(() => _store.ServeAsync(schedule, due, Guid.CreateVersion7(), Token)))];
            bool[] served = await Task.WhenAll(serving);
            Assert.Single(served, isFirst => isFirst);
            await EndAsync(Assert.Single(await _runs.ReadOpenAsync(["prune"], Token)));
            schedule = Assert.Single((await _store.ReadAsync(Token)).All);
        }

        (IReadOnlyCollection<JobRun> runs, long total) = await _runs.ListAsync("prune", null, 100, Token);
        Assert.Equal((10, 10), (total, runs.Select(run => run.DueAt).Distinct().Count()));
    }

    [Fact]
    public async Task Serve_WhenTheScheduleIsNotAsItWasRead_WritesNothing()
    {
        KeptSchedule read = await DeclareAsync();
        DueTime due = After(read);
        await _store.ServeAsync(read, due, Guid.CreateVersion7(), Token);
        await EndAsync(Assert.Single(await _runs.ReadOpenAsync(["prune"], Token)));
        KeptSchedule served = Assert.Single((await _store.ReadAsync(Token)).All);

        bool late = await _store.ServeAsync(read, due, Guid.CreateVersion7(), Token);
        KeptSchedule changed = await DeclareAsync("0 0 10 * * ?", "UTC");
        bool outdated = await _store.ServeAsync(served, After(served), Guid.CreateVersion7(), Token);
        bool unknown = await _store.ServeAsync(served with { Job = "none" }, due, Guid.CreateVersion7(), Token);

        Assert.Equal((false, false, false), (late, outdated, unknown));
        Assert.Equal(changed, Assert.Single((await _store.ReadAsync(Token)).All));
        Assert.Empty(await _runs.ReadOpenAsync(["prune", "none"], Token));
    }

    [Fact]
    public async Task Serve_WhileARunIsOpen_LeavesTheTimeToIt()
    {
        KeptSchedule schedule = await DeclareAsync();
        JobRun open = (await _runs.RequestAsync(Guid.CreateVersion7(), "prune", JobTrigger.Manual, Token)).Run;
        DueTime due = After(schedule);

        bool served = await _store.ServeAsync(schedule, due, Guid.CreateVersion7(), Token);

        Assert.True(served);
        Assert.Equal(open, Assert.Single((await _runs.ListAsync("prune", null, 10, Token)).Runs));
        Assert.Equal(due.ServedUntil, Assert.Single((await _store.ReadAsync(Token)).All).ServedUntil);
    }

    /// <summary>A schedule that goes away and comes back, and a clock that was set back, find what was run before.</summary>
    [Fact]
    public async Task Serve_OfATimeThatHasARun_QueuesNoOther()
    {
        KeptSchedule schedule = await DeclareAsync();
        DueTime due = After(schedule);
        await _store.ServeAsync(schedule, due, Guid.CreateVersion7(), Token);
        await EndAsync(Assert.Single(await _runs.ReadOpenAsync(["prune"], Token)));
        await DeclareAsync("", "UTC");
        KeptSchedule again = await DeclareAsync();

        DueTime known = due with { ServedUntil = again.ServedUntil.AddHours(1) };

        bool served = await _store.ServeAsync(again, known, Guid.CreateVersion7(), Token);

        Assert.True(served);
        Assert.Equal(1, (await _runs.ListAsync("prune", null, 10, Token)).Total);
    }

    /// <summary>Empty stores of one installation.</summary>
    protected abstract Task<(IJobScheduleStore Schedules, IJobRunStore Runs)> CreateAsync();

    private static DueTime After(KeptSchedule schedule) => new(schedule.ServedUntil.AddSeconds(1), schedule.ServedUntil.AddSeconds(2));

    private async Task<KeptSchedule> DeclareAsync(string cron = Cron, string timeZone = "UTC")
    {
        await _store.DeclareAsync("prune", cron, timeZone, Token);
        return Assert.Single((await _store.ReadAsync(Token)).All);
    }

    private async Task<JobRun> RunAsync(string job)
    {
        JobRun run = (await _runs.RequestAsync(Guid.CreateVersion7(), job, JobTrigger.Manual, Token)).Run;
        await EndAsync(run);
        return run;
    }

    private async Task EndAsync(JobRun run)
    {
        await _runs.StartAsync(new JobStart(run.Id, 1, "here", MaxAttempts: 3), Token);
        await _runs.EndAsync(run.Id, 1, JobOutcome.Failed("told to"), Token);
    }
}
