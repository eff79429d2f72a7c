using Microsoft.Extensions.Options;

using PromptIntel.Core.Analytics;
using PromptIntel.Core.Analytics.Storage;
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

    private Task<RollUpSummary> RunAsync() =>
        new AnalyticsRollUp(_store, Options.Create(new AnalyticsOptions()), Options.Create(_executions), _time).RunAsync(Token);

    private sealed class ScriptedAnalytics : IAnalyticsStore
    {
        public DateTimeOffset? Newest { get; set; }

        public DateTimeOffset[] Hours { get; } = [DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddHours(1)];

        public List<DateTimeOffset> RolledUp { get; } = [];

        public AnalyticsRange? Asked { get; private set; }

        public Task<DateTimeOffset?> FindNewestHourAsync(CancellationToken cancellationToken) => Task.FromResult(Newest);

        public Task<IReadOnlyList<DateTimeOffset>> ReadHoursAsync(AnalyticsRange range, CancellationToken cancellationToken)
        {
            Asked = range;
            return Task.FromResult<IReadOnlyList<DateTimeOffset>>(Hours);
        }

        public Task<int> RollUpAsync(DateTimeOffset hour, CancellationToken cancellationToken)
        {
            RolledUp.Add(hour);
            return Task.FromResult(7);
        }

        public Task<AnalyticsPage<WorkflowHour>> ReadWorkflowsAsync(WorkflowQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AnalyticsPage<PromptUse>> ReadPromptsAsync(PromptQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<AnalyticsPage<LeagueCount>> ReadLeaguesAsync(LeagueQuery query, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
