using System.Text.Json;

using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

using PromptIntel.Core.Analytics;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IAnalyticsStore"/> guarantees.</summary>
public abstract class AnalyticsStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Nine = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Ten = Nine.AddHours(1);
    private static readonly AnalyticsRange Day = new(Nine.AddHours(-9), Nine.AddHours(15));
    private static readonly EntryKey Main = new("workflows", "main");
    private static readonly EntryKey Other = new("workflows", "other");
    private static readonly ExecutionUsage Call = new(100, 20, 0.002m, 1);

    private readonly ExecutionIds _ids = new(TimeProvider.System);
    private IExecutionStore _executions = null!;
    private IAnalyticsStore _store = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => (_executions, _store) = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task RollUp_CountsByWorkflow()
    {
        for (int seconds = 1; seconds <= 4; seconds++)
        {
            await RunAsync(Nine.AddMinutes(seconds), TimeSpan.FromSeconds(seconds * 10), usage: Call);
        }

        await RunAsync(Nine.AddMinutes(30), TimeSpan.FromSeconds(100), failsWith: "timeout");
        await RunAsync(Nine.AddMinutes(31), TimeSpan.FromSeconds(7), workflow: Other, usage: new ExecutionUsage(null, null, null, 1));

        Assert.Equal(6, await _store.RollUpAsync(Nine, Token));
        AnalyticsPage<WorkflowHour> page = await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, null, null, 10), Token);

        WorkflowHour expected = new()
        {
            Hour = Nine,
            Workflow = Main,
            Runs = 5,
            Succeeded = 4,
            Failed = 1,
            P50Duration = TimeSpan.FromSeconds(30),
            P95Duration = TimeSpan.FromSeconds(100),
            Durations = DurationHistogram.Of(new[] { 10, 20, 30, 40, 100 }.Select(seconds => TimeSpan.FromSeconds(seconds))),
            Usage = new ExecutionUsage(400, 80, 0.008m, 4),
        };
        Assert.Equal([expected, expected with
        {
            Workflow = Other,
            Runs = 1,
            Succeeded = 1,
            Failed = 0,
            P50Duration = TimeSpan.FromSeconds(7),
            P95Duration = TimeSpan.FromSeconds(7),
            Durations = DurationHistogram.Of([TimeSpan.FromSeconds(7)]),
            Usage = new ExecutionUsage(null, null, null, 1),
            RunsWithoutTokens = 1,
            RunsWithoutCost = 1,
        }], page.Items);
        Assert.Equal((2L, false, 0.8), (page.Total, page.HasMore, page.Items[0].SuccessRate));
    }

    [Fact]
    public async Task RollUp_CountsWhatEndedInTheHourOnly()
    {
        await RunAsync(Nine.AddMinutes(-1), TimeSpan.FromMinutes(1));
        await RunAsync(Nine.AddMinutes(59), TimeSpan.FromSeconds(59));
        await RunAsync(Nine.AddMinutes(59), TimeSpan.FromMinutes(1));
        await StartAsync(Nine, TestManifest.Chain("running"));

        Assert.Equal(2, await _store.RollUpAsync(Nine, Token));
        Assert.Equal([Nine, Ten], await _store.ReadHoursAsync(Day, Token));
        Assert.Empty(await _store.ReadHoursAsync(new AnalyticsRange(Ten.AddHours(1), Day.To), Token));
        Assert.Equal(Nine, await _store.FindNewestHourAsync(Token));
    }

    [Fact]
    public async Task RollUp_Again_ReplacesWithLateEndsAndWithoutWhatLeftTheHour()
    {
        Guid failed = await RunAsync(Nine.AddMinutes(1), TimeSpan.FromSeconds(5), failsWith: "timeout", prompt: "general/ask@1");
        await _store.RollUpAsync(Nine, Token);
        await RunAsync(Nine.AddMinutes(2), TimeSpan.FromSeconds(5));
        await _store.RollUpAsync(Nine, Token);
        await _store.RollUpAsync(Nine, Token);
        WorkflowHour both = Assert.Single((await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, null, null, 10), Token)).Items);

        Assert.IsType<ChangeResult.Changed>(await _executions.ChangeAsync(failed, new ExecutionChange.Resume(null), Token));
        await _store.RollUpAsync(Nine, Token);
        WorkflowHour one = Assert.Single((await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, null, null, 10), Token)).Items);

        Assert.Equal((2L, 1L), (both.Runs, both.Failed));
        Assert.Equal((1L, 0L), (one.Runs, one.Failed));
        Assert.Empty((await _store.ReadPromptsAsync(new PromptQuery(Day, null, null, 10), Token)).Items);
    }

    [Fact]
    public async Task RollUp_OfAnHourThatEverythingLeft_LeavesNoFigures()
    {
        Guid failed = await RunAsync(Nine.AddMinutes(1), TimeSpan.FromSeconds(5), failsWith: "timeout");
        await _store.RollUpAsync(Nine, Token);
        await _executions.ChangeAsync(failed, new ExecutionChange.Resume(null), Token);

        Assert.Equal([Nine], await _store.ReadHoursAsync(Day, Token));
        Assert.Equal(0, await _store.RollUpAsync(Nine, Token));
        Assert.Null(await _store.FindNewestHourAsync(Token));
        Assert.Empty(await _store.ReadHoursAsync(Day, Token));
    }

    [Fact]
    public async Task CatchUp_CountsWhatIsCommittedWhenTheNextHourHasFiguresAlready()
    {
        var rollUp = new AnalyticsRollUp(
            _store, Options.Create(new AnalyticsOptions()), Options.Create(new ExecutionOptions()),
            new FakeTimeProvider(Ten.AddMinutes(10)));
        await RunAsync(Ten, TimeSpan.FromSeconds(5));
        await rollUp.CatchUpAsync(Token);
        await RunAsync(Ten.AddSeconds(-5), TimeSpan.FromSeconds(4.9));

        await rollUp.CatchUpAsync(Token);

        AnalyticsPage<WorkflowHour> page = await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, null, null, 10), Token);
        Assert.Equal([(Ten, 1L), (Nine, 1L)], page.Items.Select(hour => (hour.Hour, hour.Runs)));
    }

    [Fact]
    public async Task Prompts_AreAddedUpByVersionOverTheRange()
    {
        await RunAsync(Nine, TimeSpan.FromSeconds(5), prompt: "general/ask@1", usage: Call);
        await RunAsync(Nine, TimeSpan.FromSeconds(5), prompt: "general/ask@2", usage: Call);
        await RunAsync(Ten, TimeSpan.FromSeconds(5), prompt: "general/ask@2", usage: Call, failsWith: "timeout");
        await RunAsync(Ten, TimeSpan.FromSeconds(5), prompt: "agents/other@7");
        await _store.RollUpAsync(Nine, Token);
        await _store.RollUpAsync(Ten, Token);

        AnalyticsPage<PromptUse> all = await _store.ReadPromptsAsync(new PromptQuery(Day, null, null, 10), Token);
        AnalyticsPage<PromptUse> named = await _store.ReadPromptsAsync(
            new PromptQuery(new AnalyticsRange(Nine, Ten), "general/ask", null, 10), Token);
        AnalyticsPage<PromptUse> first = await _store.ReadPromptsAsync(new PromptQuery(Day, "ask", null, 1), Token);
        AnalyticsPage<PromptUse> second = await _store.ReadPromptsAsync(new PromptQuery(Day, "ask", first.Items[^1].Prompt, 1), Token);

        Assert.Equal(
            ["agents/other@7", "general/ask@1", "general/ask@2"], all.Items.Select(use => $"{use.Prompt.Prompt}@{use.Prompt.Version}"));
        PromptUse use = all.Items[2];
        Assert.Equal((2L, 1L, 2L, Nine, Ten), (use.Calls, use.Failures, use.Executions, use.FirstUsed, use.LastUsed));
        Assert.Equal(new ExecutionUsage(200, 40, 0.004m, 2), use.Usage);
        Assert.Equal(DurationHistogram.Of([TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)]), use.Durations);
        Assert.Equal(DurationHistogram.Of([TimeSpan.FromSeconds(5)]), Assert.Single(first.Items).Durations);
        Assert.Equal([1, 2], named.Items.Select(one => one.Prompt.Version));
        Assert.All(named.Items, one => Assert.Equal(1, one.Calls));
        Assert.Equal((1, true, 2L), (first.Items.Single().Prompt.Version, first.HasMore, first.Total));
        Assert.Equal((2, false, 2L), (second.Items.Single().Prompt.Version, second.HasMore, second.Total));
    }

    [Fact]
    public async Task Leagues_AreAveragedBySportAndTierOverTheRange()
    {
        await RunAsync(Nine, TimeSpan.FromSeconds(5), league: new AnalysedLeague("judo", "basic", 40, 0.5));
        await RunAsync(Ten, TimeSpan.FromSeconds(5), league: new AnalysedLeague("judo", "basic", 60, 0.75));
        await RunAsync(Ten, TimeSpan.FromSeconds(5), league: new AnalysedLeague("judo", "premium", 90, 1));
        await RunAsync(Ten, TimeSpan.FromSeconds(5), league: new AnalysedLeague("", "basic", 10, 0.25));
        await _store.RollUpAsync(Nine, Token);
        await _store.RollUpAsync(Ten, Token);

        AnalyticsPage<LeagueCount> first = await _store.ReadLeaguesAsync(new LeagueQuery(Day, null, 2), Token);
        AnalyticsPage<LeagueCount> second = await _store.ReadLeaguesAsync(
            new LeagueQuery(Day, (first.Items[^1].Sport, first.Items[^1].Tier), 2), Token);

        Assert.Equal([new LeagueCount("", "basic", 1, 10, 0.25), new LeagueCount("judo", "basic", 2, 50, 0.625)], first.Items);
        Assert.Equal([new LeagueCount("judo", "premium", 1, 90, 1)], second.Items);
        Assert.Equal((3L, true, false), (first.Total, first.HasMore, second.HasMore));
    }

    [Fact]
    public async Task Workflows_AreNewestHourFirstAndPaged()
    {
        await RunAsync(Nine, TimeSpan.FromSeconds(5));
        await RunAsync(Ten, TimeSpan.FromSeconds(5));
        await RunAsync(Ten, TimeSpan.FromSeconds(5), workflow: Other);
        await _store.RollUpAsync(Nine, Token);
        await _store.RollUpAsync(Ten, Token);

        AnalyticsPage<WorkflowHour> first = await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, null, null, 1), Token);
        AnalyticsPage<WorkflowHour> rest = await _store.ReadWorkflowsAsync(
            new WorkflowQuery(Day, null, (first.Items[0].Hour, first.Items[0].Workflow), 10), Token);
        AnalyticsPage<WorkflowHour> other = await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, "other", null, 10), Token);
        AnalyticsPage<WorkflowHour> earlier = await _store.ReadWorkflowsAsync(
            new WorkflowQuery(new AnalyticsRange(Day.From, Ten), "workflows/main", null, 10), Token);

        Assert.Equal((Ten, Main, 3L), (first.Items.Single().Hour, first.Items.Single().Workflow, first.Total));
        Assert.Equal([(Ten, Other), (Nine, Main)], rest.Items.Select(one => (one.Hour, one.Workflow)));
        Assert.Equal([(Ten, Other)], other.Items.Select(one => (one.Hour, one.Workflow)));
        Assert.Equal([(Nine, Main)], earlier.Items.Select(one => (one.Hour, one.Workflow)));
    }

    [Fact]
    public async Task RollUp_TwiceAtOnce_LeavesTheFiguresOfOne()
    {
        await RunAsync(Nine, TimeSpan.FromSeconds(5), prompt: "general/ask@1");

        // One may lose against the other; what is kept is whole.
        await Task.WhenAll(Enumerable.Range(0, 4)
            .Select(_ => Task.Run(() => _store.RollUpAsync(Nine, Token)))
            .Select(task => task.ContinueWith(_ => { }, TaskScheduler.Default)));
        await _store.RollUpAsync(Nine, Token);

        Assert.Equal(1, Assert.Single((await _store.ReadWorkflowsAsync(new WorkflowQuery(Day, null, null, 10), Token)).Items).Runs);
        Assert.Equal(1, Assert.Single((await _store.ReadPromptsAsync(new PromptQuery(Day, null, null, 10), Token)).Items).Calls);
    }

    /// <summary>Empty stores of one installation.</summary>
    protected abstract Task<(IExecutionStore Executions, IAnalyticsStore Analytics)> CreateAsync();

    /// <summary>What the store's clock says next, where it can be told.</summary>
    protected abstract void SetClock(DateTimeOffset now);

    /// <summary>Corrects the times of an execution, where the store's clock cannot be told.</summary>
    protected abstract Task CorrectAsync(Guid id, DateTimeOffset startedAt, DateTimeOffset? completedAt);

    private async Task<Guid> RunAsync(
        DateTimeOffset startedAt, TimeSpan duration, EntryKey? workflow = null, string? failsWith = null, string? prompt = null,
        ExecutionUsage? usage = null, AnalysedLeague? league = null)
    {
        Manifest manifest = TestManifest.Chain("only");
        manifest = workflow is { } other
            ? manifest with { Workflow = manifest.Workflow with { Key = other }, Hash = manifest.Hash + other }
            : manifest;
        ClaimedExecution claimed = await StartAsync(startedAt, manifest);
        SetClock(startedAt + duration);
        var attempt =
            new StageAttempt("only", "", 1, 1) { LeaseEpoch = claimed.Lease.Epoch, StartedAt = startedAt, Model = "m", Prompt = prompt };
        await CommitAsync(
            claimed, new ExecutionDelta { Execution = claimed.Execution, ExpectedSeq = claimed.Execution.Seq, Started = [attempt] });
        ExecutionRecord now = (await ((IExecutionReader)_executions).FindAsync(claimed.Execution.Id, Token))!;
        await CommitAsync(claimed, new ExecutionDelta
        {
            Execution = now,
            ExpectedSeq = now.Seq,
            Ended = [attempt with { CompletedAt = startedAt + duration, ErrorCode = failsWith, Usage = usage ?? ExecutionUsage.None }],
            Usage = usage ?? ExecutionUsage.None,
            Writes = league is null ? [] : [ToWrite(league, startedAt)],
            Transition = failsWith is null
                ? new ExecutionTransition.Succeed(TestManifest.Empty)
                : new ExecutionTransition.Fail(new ExecutionError(failsWith, "only", "")),
        });
        await CorrectAsync(claimed.Execution.Id, startedAt, startedAt + duration);
        return claimed.Execution.Id;
    }

    private async Task<ClaimedExecution> StartAsync(DateTimeOffset startedAt, Manifest manifest)
    {
        SetClock(startedAt);
        await _executions.CreateAsync(
            new NewExecution { Id = _ids.Next(), Manifest = manifest, Input = TestManifest.Empty, CreatedAt = startedAt, UserId = "ann" },
            Token);
        ClaimedExecution claimed = Assert.Single(
            await _executions.ClaimAsync(new LeaseRequest("one", TimeSpan.FromDays(100), 3), 10, Token));
        await CorrectAsync(claimed.Execution.Id, startedAt, null);
        return claimed;
    }

    private async Task CommitAsync(ClaimedExecution claimed, ExecutionDelta delta) =>
        Assert.False(Assert.IsType<CommitResult.Committed>(await _executions.CommitAsync(claimed.Lease, delta, Token)).IsBehind);

    private static SideWrite ToWrite(AnalysedLeague league, DateTimeOffset at) =>
        new("league_records", JsonSerializer.SerializeToElement(new
        {
            user_id = "ann",
            sport = league.Sport.Length == 0 ? null : league.Sport,
            tier = league.Tier,
            overall_score = league.Score,
            confidence = league.Confidence,
            fingerprint = "f",
            facts = new { },
            created_at = at,
        }));
}
