using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IUserStore"/> guarantees.</summary>
public abstract class UserStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    private int _made;

    protected IUserStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Preferences_OfAnUnknownUser_AreNull() => Assert.Null(await Store.FindPreferencesAsync("nobody", Token));

    [Fact]
    public async Task PutPreferences_CountsVersionsAndKeepsTheLast()
    {
        await PutAsync("ada", """{"theme":"dark"}""");
        UserPreferences second = await PutAsync("ada", """{"theme":"light","limits":{"rows":[1,2.5,null,true]}}""");
        await PutAsync("bob", """{"theme":"blue"}""");

        UserPreferences? found = await Store.FindPreferencesAsync("ada", Token);

        Assert.Equal((2, 2), (second.Version, found!.Version));
        Assert.Equal("""{"theme":"light","limits":{"rows":[1,2.5,null,true]}}""", found.Value.GetRawText());
        Assert.Equal(second.UpdatedAt, found.UpdatedAt);
    }

    [Fact]
    public async Task PutPreferences_WhenAnotherWroteInBetween_IsRefusedAndChangesNothing()
    {
        await PutAsync("ada", """{"n":1}""");
        await PutAsync("ada", """{"n":2}""");

        PutPreferencesResult stale = await Store.PutPreferencesAsync("ada", Json("""{"n":3}"""), PreferencesCondition.Is(1), Token);
        PutPreferencesResult taken = await Store.PutPreferencesAsync("ada", Json("""{"n":3}"""), PreferencesCondition.Absent, Token);
        PutPreferencesResult missing = await Store.PutPreferencesAsync("bob", Json("""{"n":3}"""), PreferencesCondition.Is(1), Token);

        Assert.Equal(2, Assert.IsType<PutPreferencesResult.Conflict>(stale).CurrentVersion);
        Assert.Equal(2, Assert.IsType<PutPreferencesResult.Conflict>(taken).CurrentVersion);
        Assert.Null(Assert.IsType<PutPreferencesResult.Conflict>(missing).CurrentVersion);
        Assert.Equal("""{"n":2}""", (await Store.FindPreferencesAsync("ada", Token))!.Value.GetRawText());
    }

    [Fact]
    public async Task PutPreferences_WhenManyRaceWithOneCondition_LetsOneThrough()
    {
        await PutAsync("ada", """{"n":0}""");

        PutPreferencesResult[] results = await Task.WhenAll(Enumerable.Range(1, 8).Select(
            n => Store.PutPreferencesAsync("ada", Json($$"""{"n":{{n}}}"""), PreferencesCondition.Is(1), Token)));

        var won = Assert.Single(results.OfType<PutPreferencesResult.Written>());
        Assert.Equal(won.Preferences.Value.GetRawText(), (await Store.FindPreferencesAsync("ada", Token))!.Value.GetRawText());
    }

    [Fact]
    public async Task History_IsNewestFirstInPagesAndOfOneUserOnly()
    {
        HistoryEvent[] own = [Event("ada"), Event("ada"), Event("ada")];
        await RecordAsync([.. own, Event("bob")]);

        UserPage<HistoryEvent> first = await Store.ListHistoryAsync("ada", null, 2, Token);
        UserPage<HistoryEvent> second = await Store.ListHistoryAsync("ada", first.Next, 2, Token);

        Assert.Equal([own[2], own[1]], first.Items);
        Assert.Equal([own[0]], second.Items);
        Assert.Null(second.Next);
        Assert.Equal((3, 3), (first.Total, second.Total));
        Assert.Empty((await Store.ListHistoryAsync("ad%", null, 2, Token)).Items);
    }

    [Fact]
    public async Task History_WhenAnExecutionEndsAgain_HasItOnceAsItEndedLast()
    {
        HistoryEvent failed = Event("ada") with { Status = "failed" };
        HistoryEvent succeeded = failed with { Status = "succeeded", CompletedAt = Noon + TimeSpan.FromHours(1) };
        await RecordAsync([failed]);

        await RecordAsync([succeeded]);

        Assert.Equal([succeeded], (await Store.ListHistoryAsync("ada", null, 10, Token)).Items);
        Assert.Equal([succeeded], await Store.FindHistoryAsync([failed.Id, Guid.CreateVersion7()], Token));
    }

    [Fact]
    public async Task Feedback_IsKeptAsGivenNewestFirst()
    {
        UserFeedback run = Feedback("ada") with { ExecutionId = Guid.CreateVersion7(), Comment = "good; 'quoted' 💬" };
        UserFeedback prompt = Feedback("ada") with { Entry = new EntryKey("workflows", "extract"), Version = 3, Rating = 1 };
        await Store.AddFeedbackAsync(run, Token);
        await Store.AddFeedbackAsync(prompt, Token);
        await Store.AddFeedbackAsync(Feedback("bob"), Token);

        UserPage<UserFeedback> first = await Store.ListFeedbackAsync("ada", null, 1, Token);
        UserPage<UserFeedback> second = await Store.ListFeedbackAsync("ada", first.Next, 1, Token);

        Assert.Equal([prompt], first.Items);
        Assert.Equal([run], second.Items);
        Assert.Equal([run], await Store.FindFeedbackAsync([run.Id], Token));
    }

    [Fact]
    public async Task Erase_RemovesAllOfTheUserAndNothingOfOthers()
    {
        HistoryEvent gone = Event("ada");
        HistoryEvent kept = Event("bob");
        await RecordAsync([gone, kept]);
        await PutAsync("ada", """{"n":1}""");
        await PutAsync("bob", """{"n":2}""");
        UserFeedback said = Feedback("ada");
        await Store.AddFeedbackAsync(said, Token);

        await Store.EraseAsync("ada", Token);
        await Store.EraseAsync("never-seen", Token);

        Assert.Null(await Store.FindPreferencesAsync("ada", Token));
        Assert.Equal(
            (0, 0),
            ((await Store.ListHistoryAsync("ada", null, 10, Token)).Total, (await Store.ListFeedbackAsync("ada", null, 10, Token)).Total));
        Assert.Empty(await Store.FindHistoryAsync([gone.Id], Token));
        Assert.Empty(await Store.FindFeedbackAsync([said.Id], Token));
        Assert.NotNull(await Store.FindPreferencesAsync("bob", Token));
        Assert.Equal([kept], (await Store.ListHistoryAsync("bob", null, 10, Token)).Items);
    }

    [Fact]
    public async Task Erase_LeavesAUserWhoMayBeginAnew()
    {
        await PutAsync("ada", """{"n":1}""");
        await PutAsync("ada", """{"n":2}""");
        await Store.EraseAsync("ada", Token);

        PutPreferencesResult anew = await Store.PutPreferencesAsync("ada", Json("""{"n":3}"""), PreferencesCondition.Absent, Token);

        Assert.Equal(1, Assert.IsType<PutPreferencesResult.Written>(anew).Preferences.Version);
    }

    [Fact]
    public async Task Measure_CountsUsersRunsAndTheWorkflowStartedMost()
    {
        HistoryEvent yesterday = Event("bob") with { CreatedAt = Noon - TimeSpan.FromDays(1), Workflow = "workflows/other" };
        await RecordAsync([Event("ada"), Event("ada"), yesterday]);
        await PutAsync("cy", "{}");
        await Store.AddFeedbackAsync(Feedback("dee"), Token);

        UserFigures figures = await Store.MeasureAsync(Noon - TimeSpan.FromHours(12), Token);

        Assert.Equal(new UserFigures(4, 1, "workflows/questionnaire", 0.75), figures);
    }

    [Fact]
    public async Task Measure_WhenThereIsNobody_IsZero() =>
        Assert.Equal(new UserFigures(0, 0, null, 0), await Store.MeasureAsync(Noon, Token));

    [Fact]
    public async Task PutFigures_KeepsTheLastUnderARisingPosition()
    {
        Assert.Null(await Store.FindFiguresAsync(Token));

        await Store.PutFiguresAsync(new UserFigures(1, 1, null, 0), Token);
        await Store.PutFiguresAsync(new UserFigures(3, 2, "workflows/a", 1.5), Token);

        KeptFigures? kept = await Store.FindFiguresAsync(Token);
        Assert.Equal((new UserFigures(3, 2, "workflows/a", 1.5), 2), (kept!.Figures, kept.Position));
    }

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IUserStore> CreateAsync();

    /// <summary>Writes history as the end of an execution does.</summary>
    protected abstract Task RecordAsync(IReadOnlyList<HistoryEvent> events);

    private static JsonElement Json(string text) => JsonElement.Parse(text);

    private async Task<UserPreferences> PutAsync(string user, string json) =>
        Assert.IsType<PutPreferencesResult.Written>(
            await Store.PutPreferencesAsync(user, Json(json), PreferencesCondition.None, Token)).Preferences;

    private HistoryEvent Event(string user) => new()
    {
        Id = NextId(),
        UserId = user,
        Kind = HistoryEvent.ExecutionKind,
        Workflow = "workflows/questionnaire",
        WorkflowVersion = 2,
        Status = "succeeded",
        CreatedAt = Noon,
        CompletedAt = Noon + TimeSpan.FromSeconds(3),
    };

    private UserFeedback Feedback(string user) => new() { Id = NextId(), UserId = user, Rating = 4, CreatedAt = Noon };

    private Guid NextId() => Guid.CreateVersion7(Noon + TimeSpan.FromMilliseconds(_made++));
}
