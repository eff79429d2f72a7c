using Microsoft.Extensions.Options;

using PromptIntel.Core.Analytics;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Analytics;

public class AnalyticsRollUpTests
{
    private readonly TestClock _time = new();
    private readonly ScriptedAnalytics _store = new();
    private readonly ExecutionOptions _executions = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private DateTimeOffset Now => _time.GetUtcNow();

    [Fact]
    public async Task FirstRun_CountsAllThatIsKept()
    {
        await RunAsync();

        Assert.Equal(new AnalyticsRange(Now.AddDays(-90).AddHours(1), Now), _store.Asked);
    }

    [Fact]
    public async Task LaterRuns_BeginADayBeforeTheNewestFigures()
    {
        _store.Newest = Now.AddHours(-3);

        RollUpSummary summary = await RunAsync();

        Assert.Equal(new AnalyticsRange(Now.AddHours(-27), Now), _store.Asked);
        Assert.Equal(_store.Hours, _store.RolledUp);
        Assert.Equal(new RollUpSummary(2, 14), summary);
    }

    [Fact]
    public async Task AnHourOfWhichSomethingMayBePruned_IsNotCountedAgain()
    {
        _store.Newest = Now.AddHours(-3);
        _executions.Retention = TimeSpan.FromMinutes(150);

        await RunAsync();

        // Half of the hour that began two and a half hours ago is past its retention.
        Assert.Equal(new DateTimeOffset(Now.UtcDateTime.Date.AddHours(Now.Hour - 2), TimeSpan.Zero), _store.Asked!.From);
    }

    [Fact]
    public async Task WithoutPruning_NothingIsTooOld()
    {
        _executions.Retention = TimeSpan.Zero;

        await RunAsync();

        Assert.Equal(DateTimeOffset.UnixEpoch, _store.Asked!.From);
    }

    [Fact]
    public async Task CatchUp_BeginsAnHourBeforeTheNewestFiguresAndIsCompleteUpToNow()
    {
        _store.Newest = Now.AddHours(-3);

        DateTimeOffset asOf = await RollUp().CatchUpAsync(Token);

        Assert.Equal(new AnalyticsRange(Now.AddHours(-4), Now), _store.Asked);
        Assert.Equal(_store.Hours, _store.RolledUp);
        Assert.Equal(Now, asOf);
    }

    [Fact]
    public async Task CatchUp_WithTooMuchBehindIt_CountsTheOldestAndSaysHowFarItGot()
    {
        _store.Hours = [.. Enumerable.Range(0, 60).Select(hour => DateTimeOffset.UnixEpoch.AddHours(hour))];

        DateTimeOffset asOf = await RollUp().CatchUpAsync(Token);

        Assert.Equal(_store.Hours[..AnalyticsRollUp.MostAtOnce], _store.RolledUp);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddHours(AnalyticsRollUp.MostAtOnce), asOf);
    }

    [Fact]
    public async Task Refresh_WhenTheFiguresAreFresh_CountsNothing()
    {
        using var figures = new AnalyticsFigures(_store, RollUp(), Options.Create(new AnalyticsOptions()), _time);

        DateTimeOffset? first = await figures.RefreshAsync(Token);
        _time.Advance(TimeSpan.FromSeconds(9));
        DateTimeOffset? again = await figures.RefreshAsync(Token);
        int counted = _store.RolledUp.Count;
        _time.Advance(TimeSpan.FromSeconds(1));
        DateTimeOffset? later = await figures.RefreshAsync(Token);

        Assert.Equal((first, Now, Now.AddSeconds(-10)), (again, later, first));
        Assert.Equal((2, 4), (counted, _store.RolledUp.Count));
    }

    [Fact]
    public async Task Refresh_WhenTheStoreTakesNoWrites_SaysHowOldTheFiguresAre()
    {
        using var figures = new AnalyticsFigures(_store, RollUp(), Options.Create(new AnalyticsOptions()), _time);
        DateTimeOffset? before = await figures.RefreshAsync(Token);
        _store.Failure = new IOException("full");
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(before, await figures.RefreshAsync(Token));
    }

    [Fact]
    public async Task Refresh_ByTwoWhenTheStoreFails_TriesOnceAndAgainAfterASecond()
    {
        using var figures = new AnalyticsFigures(_store, RollUp(), Options.Create(new AnalyticsOptions()), _time);
        var isBegun = new TaskCompletionSource();
        _store.Gate = isBegun.Task;
        _store.Failure = new IOException("full");

        Task<DateTimeOffset?>[] readers = [figures.RefreshAsync(Token), figures.RefreshAsync(Token)];
        isBegun.SetResult();
        DateTimeOffset?[] both = await Task.WhenAll(readers);
        int tries = _store.Tries;
        _store.Failure = null;
        _time.Advance(TimeSpan.FromMilliseconds(999));
        DateTimeOffset? tooEarly = await figures.RefreshAsync(Token);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        DateTimeOffset? again = await figures.RefreshAsync(Token);

        Assert.Equal([null, null], both);
        Assert.Equal(1, tries);
        Assert.Null(tooEarly);
        Assert.Equal(Now, again);
    }

    [Theory]
    [InlineData(FigureStretch.Day)]
    [InlineData(FigureStretch.Range)]
    public async Task ReadWorkflows_OfSeveralPages_IsAsOfOne(FigureStretch stretch)
    {
        DateTimeOffset midnight = new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero);
        using var figures = new AnalyticsFigures(_store, RollUp(), Options.Create(new AnalyticsOptions()), _time);
        WorkflowHour[] hours =
        [
            .. from hour in Enumerable.Range(0, 60).Reverse()
               from name in new[] { "main", "other" }
               where name == "main" || hour == 7
               select new WorkflowHour
               {
                   Hour = midnight.AddHours(hour),
                   Workflow = new EntryKey("workflows", name),
                   Runs = hour + 1,
                   Succeeded = hour,
                   P50Duration = TimeSpan.FromSeconds(hour),
                   Durations = DurationHistogram.Of([TimeSpan.FromSeconds(hour), TimeSpan.FromMinutes(hour)]),
                   Usage = new ExecutionUsage(hour, 1, 0.01m, 1),
               },
        ];
        var query = new WorkflowQuery(new AnalyticsRange(midnight, midnight.AddHours(60)), null, null, 10);
        _store.Workflows = hours;

        AnalyticsPage<WorkflowHour> whole = await figures.ReadWorkflowsAsync(query, stretch, Token);
        int asked = _store.Queries.Count;
        _store.MostAtOnce = 7;
        AnalyticsPage<WorkflowHour> paged = await figures.ReadWorkflowsAsync(query, stretch, Token);

        Assert.Equal((1, 10), (asked, _store.Queries.Count));
        Assert.All(_store.Queries, one => Assert.Equal((20_000, false), (one.Limit, one.IsCounted)));
        Assert.Equal(whole.Items, paged.Items);
        Assert.Equal(stretch == FigureStretch.Day ? 4 : 2, whole.Items.Length);
        Assert.Equal(hours.Sum(hour => hour.Runs), whole.Items.Sum(sum => sum.Runs));
        // Of a single hour it is exact.
        Assert.Equal(TimeSpan.FromSeconds(7), whole.Items.Single(sum => sum.Workflow.Name == "other").P50Duration);
    }

    private Task<RollUpSummary> RunAsync() => RollUp().RunAsync(Token);

    private AnalyticsRollUp RollUp() => new(_store, Options.Create(new AnalyticsOptions()), Options.Create(_executions), _time);

    private sealed class ScriptedAnalytics : IAnalyticsStore
    {
        public DateTimeOffset? Newest { get; set; }

        public DateTimeOffset[] Hours { get; set; } = [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1)];

        public List<DateTimeOffset> RolledUp { get; } = [];

        public Exception? Failure { get; set; }

        public AnalyticsRange? Asked { get; private set; }

        /// <summary>Until this is done, nobody is told of the newest hour.</summary>
        public Task Gate { get; set; } = Task.CompletedTask;

        public int Tries { get; private set; }

        /// <summary>Newest first.</summary>
        public WorkflowHour[] Workflows { get; set; } = [];

        public int MostAtOnce { get; set; } = int.MaxValue;

        public List<WorkflowQuery> Queries { get; } = [];

        public async Task<DateTimeOffset?> FindNewestHourAsync(CancellationToken cancellationToken)
        {
            Tries++;
            await Gate;
            return Newest;
        }

        public Task<IReadOnlyList<DateTimeOffset>> ReadHoursAsync(AnalyticsRange range, CancellationToken cancellationToken)
        {
            Asked = range;
            return Task.FromResult<IReadOnlyList<DateTimeOffset>>(Hours);
        }

        public Task<int> RollUpAsync(DateTimeOffset hour, CancellationToken cancellationToken)
        {
            if (Failure is { } failure)
            {
                throw failure;
            }

            RolledUp.Add(hour);
            return Task.FromResult(7);
        }

        public Task<AnalyticsPage<WorkflowHour>> ReadWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken)
        {
            Queries.Add(query);
            int from = query.After is { } after ? Array.FindIndex(Workflows, one => (one.Hour, one.Workflow) == after) + 1 : 0;
            WorkflowHour[] rest = Workflows[from..];
            int limit = Math.Min(query.Limit, MostAtOnce);
            return Task.FromResult(new AnalyticsPage<WorkflowHour>([.. rest.Take(limit)], rest.Length > limit, 0));
        }

        public Task<AnalyticsPage<PromptUse>> ReadPromptsAsync(PromptQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AnalyticsPage<LeagueCount>> ReadLeaguesAsync(LeagueQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
