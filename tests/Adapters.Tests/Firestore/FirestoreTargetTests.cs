using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Adapters.Tests.Sqlite;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Firestore;

/// <summary>What documents hold after a delivery, in the real emulator.</summary>
public sealed class FirestoreTargetTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly SqliteFile _file = new();
    private FirestoreProject _project = null!;
    private LiveUsers _live = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _project = new FirestoreProject(await FirestoreEmulator.SharedAsync());
        _live = await LiveUsers.OpenAsync(_file, _project);
    }

    public async ValueTask DisposeAsync()
    {
        if (_live is not null)
        {
            await _live.DisposeAsync();
        }

        _project?.Dispose();
        await _file.DisposeAsync();
    }

    [Fact]
    public async Task Preferences_AreTheUsersDocumentAndFollowEachChange()
    {
        await PutAsync("ada", """{"theme":"dark","nested":{"list":[1,2.5,"x",null,true]}}""");
        await _live.DeliverAsync();
        Dictionary<string, string>? first = await _project.FindAsync("users/ada");
        await PutAsync("ada", """{"theme":"light"}""");

        await _live.DeliverAsync();

        Dictionary<string, string>? second = await _project.FindAsync("users/ada");
        Assert.Equal("1", first!["position"]);
        Assert.Equal(
            """{"fields":{"theme":{"stringValue":"dark"},"nested":{"mapValue":{"fields":{"list":{"arrayValue":{"values":"""
                + """[{"integerValue":"1"},{"doubleValue":2.5},{"stringValue":"x"},{"nullValue":null},{"booleanValue":true}]}}}}}}}""",
            JsonSerializer.Serialize(JsonElement.Parse(first["preferences"]))
                .Replace(" ", "", StringComparison.Ordinal)
                .Replace("\\n", "", StringComparison.Ordinal));
        Assert.Equal(("2", "2"), (second!["position"], second["version"]));
        Assert.DoesNotContain("nested", second["preferences"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task HistoryAndFeedback_AreDocumentsUnderTheirOwnIds()
    {
        HistoryEvent run = Event("ada");
        var said = new UserFeedback
        {
            Id = Guid.CreateVersion7(),
            UserId = "ada",
            Entry = new EntryKey(
            "workflows", "extract"),
            Version = 3,
            Rating = 2,
            Comment = "no",
            CreatedAt = Noon
        };
        await _live.RecordAsync(run, Event("bob"));
        await _live.Users.AddFeedbackAsync(said, Token);

        await _live.DeliverAsync();

        Dictionary<string, Dictionary<string, string>> history = await _project.ListAsync("users/ada/history");
        Dictionary<string, Dictionary<string, string>> feedback = await _project.ListAsync("users/ada/feedback");
        Assert.Equal([run.Id.ToString()], history.Keys);
        Assert.Equal(
            ("workflows/questionnaire", "succeeded", "2026-04-01T12:00:00Z"),
            (history[run.Id.ToString()]["workflow"], history[run.Id.ToString()]["status"], history[run.Id.ToString()]["created_at"]));
        Assert.Equal(("workflows", "extract", "3", "2", "no"), (
            feedback[said.Id.ToString()]["namespace"],
            feedback[said.Id.ToString()]["name"],
            feedback[said.Id.ToString()]["version"],
            feedback[said.Id.ToString()]["rating"],
            feedback[said.Id.ToString()]["comment"]));
    }

    [Fact]
    public async Task Figures_AreTheDocumentThatDashboardsRead()
    {
        await _live.RecordAsync(Event("ada"), Event("ada"), Event("bob"));
        await _live.Get<UserMetrics>().RefreshAsync(Token);

        await _live.DeliverAsync();

        Dictionary<string, string>? figures = await _project.FindAsync("prompts/user_metrics");
        Assert.Equal(
            ("2", "workflows/questionnaire", "1.5"), (figures!["total_users"], figures["top_workflow"], figures["avg_queries_per_user"]));
        Assert.Contains("active_today", figures.Keys);
    }

    [Fact]
    public async Task Delivery_OfAStateThatIsOlderThanTheDocument_ChangesNothing()
    {
        await PutAsync("ada", """{"n":1}""");
        await PutAsync("ada", """{"n":2}""");
        await _live.DeliverAsync();
        OutboxRow late = Row(SyncDocument.Preferences("ada"));

        await _live.Target.DeliverAsync(
            [late], new FixedSource(new SyncState(ImmutableDictionary<string, object?>.Empty.Add("preferences", "old"), 1)), Token);

        Assert.Equal("2", (await _project.FindAsync("users/ada"))!["position"]);
    }

    [Fact]
    public async Task Delivery_WhenOneDocumentIsRefused_DeliversTheOthersAndSaysWhy()
    {
        await PutAsync("ada", """{"n":1}""");
        IReadOnlyList<OutboxRow> rows = await _live.Outbox.TakeAsync("firestore", 9, Token);
        // Larger than a document may be.
        OutboxRow bad = Row(SyncDocument.Preferences("bob"));
        var source = new ByOwnerSource(
            _live.Source, "bob", new SyncState(ImmutableDictionary<string, object?>.Empty.Add("preferences", new string('x', 2 << 20)), 1));

        IReadOnlyDictionary<Guid, string> refusals = await _live.Target.DeliverAsync([bad, .. rows], source, Token);

        Assert.Equal([bad.Id], refusals.Keys);
        Assert.Contains("400", refusals[bad.Id], StringComparison.Ordinal);
        Assert.NotNull(await _project.FindAsync("users/ada"));
    }

    [Fact]
    public async Task Erasure_RemovesEveryDocumentOfTheUserAndNothingOfOthers()
    {
        foreach (string user in new[] { "ada", "bob" })
        {
            await PutAsync(user, """{"n":1}""");
            await _live.RecordAsync(Event(user), Event(user));
            await _live.Users.AddFeedbackAsync(new UserFeedback
            {
                Id = Guid.CreateVersion7(),
                UserId = user,
                ExecutionId = Guid.CreateVersion7(),
                Rating = 5,
                CreatedAt = Noon
            }, Token);
        }

        await _live.DeliverAsync();
        await _live.Users.EraseAsync("ada", Token);

        await _live.DeliverAsync();

        Assert.Null(await _project.FindAsync("users/ada"));
        Assert.Empty(await _project.ListAsync("users/ada/history"));
        Assert.Empty(await _project.ListAsync("users/ada/feedback"));
        Assert.NotNull(await _project.FindAsync("users/bob"));
        Assert.Equal(
            (2, 1), ((await _project.ListAsync("users/bob/history")).Count, (await _project.ListAsync("users/bob/feedback")).Count));
    }

    [Fact]
    public async Task Erasure_OfAUserWhoBeganAnew_KeepsWhatIsNew()
    {
        await PutAsync("ada", """{"n":1}""");
        await PutAsync("ada", """{"n":2}""");
        await _live.RecordAsync(Event("ada"));
        await _live.DeliverAsync();
        await _live.Users.EraseAsync("ada", Token);
        await PutAsync("ada", """{"n":3}""");
        HistoryEvent anew = Event("ada");
        await _live.RecordAsync(anew);

        await _live.DeliverAsync();
        // Once more, as after a relay that died before it could say that it was done.
        await _live.Target.DeliverAsync([Row(SyncDocument.User("ada"))], _live.Source, Token);

        Dictionary<string, string>? user = await _project.FindAsync("users/ada");
        Assert.Equal("1", user!["position"]);
        Assert.Contains("\"3\"", user["preferences"], StringComparison.Ordinal);
        Assert.Equal([anew.Id.ToString()], (await _project.ListAsync("users/ada/history")).Keys);
    }

    [Theory]
    [InlineData(".", "~2E")]
    [InlineData("..", "~2E.")]
    [InlineData("__ada__", "~5F_ada__")]
    [InlineData("~ada", "~7Eada")]
    [InlineData("50% of ädas", "50% of ädas")]
    [InlineData("ada@example.org", "ada@example.org")]
    public async Task User_WhoseNameFirestoreReserves_HasADocument(string user, string id)
    {
        await PutAsync(user, """{"n":1}""");

        await _live.DeliverAsync();

        Assert.NotNull(await _project.FindAsync($"users/{id}"));
    }

    [Fact]
    public async Task Probe_WhenItAnswers_EndsWell() => await _live.Target.ProbeAsync(Token);

    private static HistoryEvent Event(string user) => new()
    {
        Id = Guid.CreateVersion7(),
        UserId = user,
        Kind = HistoryEvent.ExecutionKind,
        Workflow = "workflows/questionnaire",
        WorkflowVersion = 1,
        Status = "succeeded",
        CreatedAt = Noon,
        CompletedAt = Noon,
    };

    private static OutboxRow Row(SyncDocument document) => new(Guid.CreateVersion7(), "firestore", document, Noon, 0, false, null);

    private Task<PutPreferencesResult> PutAsync(string user, string json) =>
        _live.Users.PutPreferencesAsync(user, JsonElement.Parse(json), PreferencesCondition.None, Token);

    private sealed class FixedSource(SyncState state) : ISyncSource
    {
        public Task<ImmutableArray<SyncState?>> ReadAsync(IReadOnlyList<SyncDocument> documents, CancellationToken cancellationToken) =>
            Task.FromResult(documents.Select(_ => (SyncState?)state).ToImmutableArray());
    }

    /// <summary>One state for one owner; the rest as it is.</summary>
    private sealed class ByOwnerSource(ISyncSource inner, string owner, SyncState state) : ISyncSource
    {
        public async Task<ImmutableArray<SyncState?>> ReadAsync(
            IReadOnlyList<SyncDocument> documents, CancellationToken cancellationToken) =>
            [.. (await inner.ReadAsync(documents, cancellationToken)).Zip(
                documents, (found, document) => document.Owner == owner ? state : found)];
    }
}
