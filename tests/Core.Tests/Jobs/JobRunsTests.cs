using System.Collections.Immutable;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Jobs;

public class JobRunsTests
{
    private readonly TestClock _time = new();
    private readonly InMemoryJobRunStore _store;
    private readonly JobRuns _runs;

    public JobRunsTests()
    {
        _store = new InMemoryJobRunStore(_time);
        var options = new ScheduleOptions();
        options.Cron["by_request"] = "";
        IScheduledJob[] jobs = [new GatedJob("daily"), new GatedJob("other"), new GatedJob("by_request")];
        var schedules = new JobSchedules(jobs, Options.Create(options));
        _runs = new JobRuns(schedules, _store, new JobSignal(_time), _time);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_ShowsEveryJobWithItsNewestRunAndNextTime()
    {
        await RunAsync("daily");
        JobRun newest = await RunAsync("daily");

        ImmutableArray<JobState> jobs = await _runs.ListAsync(Token);

        Assert.Equal(["by_request", "daily", "other"], jobs.Select(job => job.Schedule.Job.Name));
        Assert.Equal([null, newest.Id, null], jobs.Select(job => job.Last?.Id));
        Assert.Equal([null, At(1, 9), At(1, 9)], jobs.Select(job => job.NextAt));
    }

    [Fact]
    public async Task Request_WhenTheJobIsUnknown_SaysSo() =>
        Assert.IsType<RunRequest.UnknownJob>(await _runs.RequestAsync("none", JobTrigger.Manual, Token));

    [Fact]
    public async Task Find_GivesRunsOfTheirOwnJobOnly()
    {
        JobRun run = await RunAsync("daily");

        Assert.Equal(run.Id, (await _runs.FindAsync("daily", run.Id, Token))?.Id);
        Assert.Null(await _runs.FindAsync("other", run.Id, Token));
        Assert.Null(await _runs.ListRunsAsync("none", null, 10, Token));
    }

    private static DateTimeOffset At(int day, int hour) => new(2026, 4, day, hour, 0, 0, TimeSpan.Zero);

    private async Task<JobRun> RunAsync(string job)
    {
        _time.Advance(TimeSpan.FromMilliseconds(10));
        JobRun run = Assert.IsType<RunRequest.Queued>(await _runs.RequestAsync(job, JobTrigger.Schedule, Token)).Run;
        await _store.StartAsync(new JobStart(run.Id, 1, "here", 3), Token);
        await _store.EndAsync(run.Id, 1, JobOutcome.Succeeded(ImmutableSortedDictionary<string, long>.Empty), Token);
        return run;
    }
}
