using PromptIntel.Core.Users;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Users;

public class UserMetricsTests
{
    [Fact]
    public async Task Refresh_CountsTodayFromMidnightUtcAndKeepsTheFigures()
    {
        var time = new TestClock();
        var store = new InMemoryUserStore(time);
        DateTimeOffset midnight = new(time.GetUtcNow().Date, TimeSpan.Zero);
        store.Put(Event("ada", midnight));
        store.Put(Event("bob", midnight - TimeSpan.FromMilliseconds(1)));
        var metrics = new UserMetrics(store, time);

        UserFigures figures = await metrics.RefreshAsync(TestContext.Current.CancellationToken);

        Assert.Equal(new UserFigures(2, 1, "workflows/questionnaire", 1), figures);
        Assert.Equal(figures, (await metrics.FindAsync(TestContext.Current.CancellationToken))!.Figures);
    }

    private static HistoryEvent Event(string user, DateTimeOffset at) => new()
    {
        Id = Guid.CreateVersion7(),
        UserId = user,
        Kind = HistoryEvent.ExecutionKind,
        Workflow = "workflows/questionnaire",
        WorkflowVersion = 1,
        Status = "succeeded",
        CreatedAt = at,
    };
}
