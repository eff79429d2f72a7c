using System.Collections.Immutable;

using PromptIntel.Core.Analytics;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;

namespace PromptIntel.Core.Tests.Analytics;

public class HourFiguresTests
{
    private static readonly DateTimeOffset Hour = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);
    private static readonly EntryKey Main = new("workflows", "main");

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 1, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(4, 2, 4)]
    [InlineData(20, 10, 19)]
    [InlineData(21, 11, 20)]
    [InlineData(100, 50, 95)]
    public void Percentiles_AreByNearestRank(int runs, int p50, int p95)
    {
        // Shuffled: the order in which executions ended says nothing.
        ImmutableArray<EndedExecution> executions =
            [.. Enumerable.Range(1, runs).OrderBy(second => second * 7 % (runs + 1)).Select(second => Ended(second))];

        WorkflowHour figures = Assert.Single(HourFigures.Of(Hour, new HourFacts(executions, [], [])).Workflows);

        Assert.Equal((TimeSpan.FromSeconds(p50), TimeSpan.FromSeconds(p95)), (figures.P50Duration, figures.P95Duration));
    }

    [Fact]
    public void Executions_ThatWereNeverBegun_CountAndHaveNoDuration()
    {
        ImmutableArray<EndedExecution> executions = [Ended(null, ExecutionStatus.Cancelled), Ended(null, ExecutionStatus.Cancelled)];

        WorkflowHour figures = Assert.Single(HourFigures.Of(Hour, new HourFacts(executions, [], [])).Workflows);

        Assert.Equal(
            (2L, 2L, null, null, 0.0), (figures.Runs, figures.Cancelled, figures.P50Duration, figures.P95Duration, figures.SuccessRate));
    }

    [Fact]
    public void Usage_IsNullWhereNobodyCounted()
    {
        ImmutableArray<EndedExecution> uncounted = [Ended(1), Ended(2)];
        ImmutableArray<EndedExecution> mixed = [Ended(1), Ended(2) with { Usage = new ExecutionUsage(10, 5, null, 2) }];

        Assert.Equal(ExecutionUsage.None, HourFigures.Of(Hour, new HourFacts(uncounted, [], [])).Workflows.Single().Usage);
        Assert.Equal(new ExecutionUsage(10, 5, null, 2), HourFigures.Of(Hour, new HourFacts(mixed, [], [])).Workflows.Single().Usage);
    }

    [Fact]
    public void Runs_ThatAskedAModelAndToldNoTokens_AreCountedBesideWhatIsKnown()
    {
        ImmutableArray<EndedExecution> mixed =
        [
            Ended(1), Ended(2) with { Usage = new ExecutionUsage(10, 5, null, 2) },
            Ended(3) with { Usage = new ExecutionUsage(null, null, null, 1) },
            Ended(4) with { Usage = new ExecutionUsage(1, 1, 0.5m, 1) },
        ];

        WorkflowHour hour = HourFigures.Of(Hour, new HourFacts(mixed, [], [])).Workflows.Single();
        WorkflowHour twice = WorkflowHour.Sum(Hour, [hour, hour]);

        Assert.Equal((1L, 2L), (hour.RunsWithoutTokens, hour.RunsWithoutCost));
        Assert.Equal((2L, 4L), (twice.RunsWithoutTokens, twice.RunsWithoutCost));
    }

    [Fact]
    public void Calls_AreCountedByVersionWithTheirExecutionsOnce()
    {
        var one = new PromptVersionKey(Main, 1);
        var two = new PromptVersionKey(Main, 2);
        Guid first = Guid.CreateVersion7();
        ImmutableArray<PromptCall> calls =
        [
            new(first, one, true, null, new ExecutionUsage(10, 0, null, 1)),
            new(first, one, false, TimeSpan.FromSeconds(2), new ExecutionUsage(10, 5, null, 1)),
            new(Guid.CreateVersion7(), two, false, null, ExecutionUsage.None),
        ];

        HourFigures figures = HourFigures.Of(Hour, new HourFacts([], calls, []));

        Assert.Equal([
            new PromptHour(Hour, one, 2, 1, 1, new ExecutionUsage(20, 5, null, 2), DurationHistogram.Of([TimeSpan.FromSeconds(2)])),
            new PromptHour(Hour, two, 1, 0, 1, ExecutionUsage.None, default),
        ], figures.Prompts);
    }

    [Theory]
    [InlineData("general/ask@3", true)]
    [InlineData("ask@3", false)]
    [InlineData("general/ask", false)]
    [InlineData("general/ask@x", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void PromptVersionKey_ReadsWhatAttemptsCarry(string? text, bool isKey) =>
        Assert.Equal(isKey, PromptVersionKey.TryParse(text, out _));

    private static EndedExecution Ended(int? seconds, ExecutionStatus status = ExecutionStatus.Succeeded) =>
        new(Main, status, seconds is { } value ? TimeSpan.FromSeconds(value) : null, ExecutionUsage.None);
}
