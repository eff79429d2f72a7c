using System.Collections.Immutable;
using System.Globalization;

using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Jobs;

/// <summary>Instances one after another, on a clock that goes by the waits of the keeper; each run ends before the next time.</summary>
public sealed class ScheduleKeeperTests
{
    private const string Minutely = "0 * * * * ?";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly InMemoryJobRunStore _runs;
    private readonly InMemoryJobScheduleStore _store;

    public ScheduleKeeperTests()
    {
        _runs = new InMemoryJobRunStore(_time);
        _store = new InMemoryJobScheduleStore(_runs, _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task SpringGap_EachTimeIsAskedForOnce()
    {
        await KeepAsync("2026-03-28T12:00Z", "2026-03-30T12:00Z", "0 30 2 * * ?", "Europe/Berlin");

        Assert.Equal([At("2026-03-29T01:00Z"), At("2026-03-30T00:30Z")], await DueTimesAsync());
    }

    [Fact]
    public async Task AutumnRepeat_ATimeThatComesTwice_IsAskedForOnce()
    {
        await KeepAsync("2026-10-24T12:00Z", "2026-10-26T12:00Z", "0 30 2 * * ?", "Europe/Berlin");

        Assert.Equal([At("2026-10-25T00:30Z"), At("2026-10-26T01:30Z")], await DueTimesAsync());
    }

    /// <summary>25 hours on one day, 23 on the other: nothing is asked for twice and nothing is left out.</summary>
    [Theory]
    [InlineData("2026-03-28T23:00Z", 23)]
    [InlineData("2026-10-24T22:00Z", 25)]
    public async Task HourlyOverADayThatTheClocksChange_IsAskedForEveryHour(string midnight, int hours)
    {
        DateTimeOffset start = At(midnight);

        await KeepAsync(midnight, $"{start.AddHours(hours):O}", "0 0 * * * ?", "Europe/Berlin");

        Assert.Equal(Enumerable.Range(1, hours).Select(hour => start.AddHours(hour)), await DueTimesAsync());
    }

    [Fact]
    public async Task TimesMissedWhileNobodyWasThere_AreMadeUpByOneRun()
    {
        await KeepAsync("2026-05-01T00:00Z", "2026-05-01T00:02:30Z", Minutely);

        await KeepAsync("2026-05-04T10:00:20Z", "2026-05-04T10:02:20Z", Minutely);

        DateTimeOffset[] kept = [At("2026-05-01T00:01Z"), At("2026-05-01T00:02Z")];
        DateTimeOffset[] keptAgain = [At("2026-05-04T10:01Z"), At("2026-05-04T10:02Z")];
        DateTimeOffset[] asked = await DueTimesAsync();
        Assert.Equal([.. kept, At("2026-05-01T00:03Z"), .. keptAgain], asked);
    }

    /// <summary>Shorter than the misfire threshold.</summary>
    [Fact]
    public async Task TimesThatAreLate_AreEachAskedFor()
    {
        await KeepAsync("2026-05-01T00:00Z", "2026-05-01T00:01Z", "0/30 * * * * ?");

        await KeepAsync("2026-05-01T00:02:05Z", "2026-05-01T00:02:06Z", "0/30 * * * * ?");

        Assert.Equal([30, 60, 90, 120], (await DueTimesAsync()).Select(due => (due - At("2026-05-01T00:00Z")).TotalSeconds));
    }

    [Fact]
    public async Task Schedule_WhenChanged_CountsFromThen_AndWhenEmptied_IsNeverDue()
    {
        await KeepAsync("2026-05-01T08:00Z", "2026-05-01T09:30Z", "0 0 9 * * ?");
        await KeepAsync("2026-05-01T12:00Z", "2026-05-01T13:30Z", "0 0 11,13 * * ?");
        await KeepAsync("2026-05-01T14:00Z", "2026-05-02T14:00Z", "");
        await KeepAsync("2026-05-03T14:00Z", "2026-05-03T14:30Z", "0 0 13 * * ?");

        Assert.Equal([At("2026-05-01T09:00Z"), At("2026-05-01T13:00Z")], await DueTimesAsync());
    }

    [Fact]
    public async Task RunThatIsOpen_ServesTheTimesThatComeMeanwhile()
    {
        MoveTo("2026-05-01T08:59:30Z");
        JobRun open = (await _runs.RequestAsync(Guid.CreateVersion7(), "job", JobTrigger.Manual, Token)).Run;

        await KeepAsync("2026-05-01T08:59:40Z", "2026-05-01T09:03Z", Minutely, endRuns: false);

        Assert.Equal([open.Id], (await _runs.ListAsync("job", null, 10, Token)).Runs.Select(run => run.Id));
        Assert.Equal(At("2026-05-01T09:03Z"), Assert.Single((await _store.ReadAsync(Token)).All).ServedUntil);
    }

    [Fact]
    public async Task ScheduleThatThisBuildCannotRead_OrDoesNotKnow_IsLeftToOthers()
    {
        MoveTo("2026-05-01T08:00Z");
        await _store.DeclareAsync("unknown", Minutely, "UTC", Token);
        ScheduleKeeper keeper = Keeper(new ScheduleOptions { Cron = { ["job"] = Minutely, ["other"] = Minutely } }, "job", "other");
        await keeper.DeclareAsync(Token);
        await _store.DeclareAsync("other", "every now and then", "UTC", Token);

        await FollowAsync(keeper, "2026-05-01T08:02Z");

        Assert.Equal(2, (await DueTimesAsync()).Length);
        Assert.Equal(["job"], (await _runs.ReadLatestAsync(Token)).Select(run => run.Job));
    }

    [Fact]
    public async Task Run_WaitsForTheNextTimeAndNoLongerThanTheCheckIn()
    {
        MoveTo("2026-05-01T08:00:53Z");
        var clock = new TestClock();
        clock.SetUtcNow(_time.GetUtcNow());
        var runs = new InMemoryJobRunStore(clock);
        var store = new InMemoryJobScheduleStore(runs, clock);
        ScheduleKeeper keeper = Keeper(new ScheduleOptions { Cron = { ["job"] = Minutely } }, store, clock, "job");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);

        Task keeping = Task.Run(() => keeper.RunAsync(stop.Token), Token);
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(7), Token);
        clock.Advance(TimeSpan.FromSeconds(7));
        await clock.WaitForTimerAsync(new ScheduleOptions().CheckInInterval, Token);
        JobRun asked = Assert.Single(await runs.ReadOpenAsync(["job"], Token));
        await stop.CancelAsync();

        Assert.Equal((JobTrigger.Schedule, (DateTimeOffset?)At("2026-05-01T08:01Z")), (asked.Trigger, asked.DueAt));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => keeping);
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private void MoveTo(string instant) => _time.SetUtcNow(At(instant));

    private ScheduleKeeper Keeper(ScheduleOptions options, params string[] jobs) => Keeper(options, _store, _time, jobs);

    private static ScheduleKeeper Keeper(ScheduleOptions options, IJobScheduleStore store, TimeProvider time, params string[] jobs) => new(
        new JobSchedules(jobs.Select(job => new GatedJob(job)), Options.Create(options)), store, new JobSignal(time),
        Options.Create(options), time, NullLogger<ScheduleKeeper>.Instance);

    /// <summary>An instance that starts at one instant and stops at the other.</summary>
    private async Task KeepAsync(string from, string to, string cron, string zone = "UTC", bool endRuns = true)
    {
        MoveTo(from);
        ScheduleKeeper keeper = Keeper(new ScheduleOptions { TimeZone = zone, Cron = { ["job"] = cron } }, "job");
        await keeper.DeclareAsync(Token);
        await FollowAsync(keeper, to, endRuns);
    }

    /// <summary>As the keeper's own loop, on a clock that goes on by its waits.</summary>
    private async Task FollowAsync(ScheduleKeeper keeper, string to, bool endRuns = true)
    {
        while (true)
        {
            TimeSpan wait = await keeper.ServeDueAsync(Token);

            foreach (JobRun open in endRuns ? await _runs.ReadOpenAsync(["job"], Token) : [])
            {
                await _runs.StartAsync(new JobStart(open.Id, 1, "here", 3), Token);
                await _runs.EndAsync(open.Id, 1, JobOutcome.Succeeded(ImmutableSortedDictionary<string, long>.Empty), Token);
            }

            if (_time.GetUtcNow() + wait > At(to))
            {
                return;
            }

            _time.Advance(wait);
        }
    }

    /// <summary>Oldest first.</summary>
    private async Task<DateTimeOffset[]> DueTimesAsync() =>
        [.. (await _runs.ListAsync("job", null, 100, Token)).Runs.Select(run => run.DueAt!.Value).Order()];
}
