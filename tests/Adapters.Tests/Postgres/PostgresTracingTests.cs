using System.Collections.Concurrent;
using System.Diagnostics;

using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>The driver's spans tell the statement and nothing of what is in it, and belong to whoever asked for it.</summary>
public sealed class PostgresTracingTests
{
    private static readonly ActivitySource Callers = new("PostgresTracingTests");

    private const string Private = "what only the prompt's readers may see";

    [Fact]
    public async Task Spans_HoldStatementsAndNoValues()
    {
        await using var schemas = new PostgresSchemas();
        var spans = new ConcurrentBag<Activity>();
        using ActivityListener listener = Listen(spans, "Npgsql", Callers.Name);
        var store = new RelationalCatalogStore(await schemas.OpenAsync(TestContext.Current.CancellationToken), TimeProvider.System);
        var draft = new EntryDraft(
            EntryKind.Prompt,
            Private,
            [],
            new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", Private)] }.ToJson());

        using Activity? caller = Callers.StartActivity("caller");
        await store.CommitAsync(
            [new CatalogChange.Create(draft) { Key = new EntryKey("general", "traced"), At = DateTimeOffset.UnixEpoch }],
            null,
            TestContext.Current.CancellationToken);

        Assert.NotEmpty(spans);
        Assert.All(spans, span => Assert.DoesNotContain(
            Private, string.Join('\n', span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName)), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Writes_ThatAreCommittedTogether_AreLinkedToEachCaller()
    {
        await using var schemas = new PostgresSchemas();
        PostgresDatabase database = await schemas.OpenAsync(TestContext.Current.CancellationToken);
        var spans = new ConcurrentBag<Activity>();
        using ActivityListener listener = Listen(spans, "Npgsql", PostgresTelemetry.Name, Callers.Name);
        var leaderRuns = new TaskCompletionSource();
        var othersWait = new TaskCompletionSource();

        Task<ActivitySpanId> leader = WriteAsync("leader", async () =>
        {
            leaderRuns.SetResult();
            await othersWait.Task;
        });
        await leaderRuns.Task;
        Task<ActivitySpanId>[] others = [
            WriteAsync("first", () => Task.CompletedTask),
            WriteAsync("second", () => Task.CompletedTask),
            WriteAsync("third", () => Task.CompletedTask)
        ];
        othersWait.SetResult();
        ActivitySpanId led = await leader;
        ActivitySpanId[] waited = await Task.WhenAll(others);

        Activity together = Assert.Single(spans, span => span.Source.Name == PostgresTelemetry.Name && waited.Contains(span.ParentSpanId));
        Activity[] commits = [.. spans.Where(span => span.DisplayName == "COMMIT")];
        Assert.Equal(waited[0], together.ParentSpanId);
        Assert.Equal(waited[1..], together.Links.Select(link => link.Context.SpanId));
        Assert.Contains(commits, commit => commit.ParentSpanId == together.SpanId);
        Assert.DoesNotContain(commits, commit => commit.ParentSpanId == led && commit.StartTimeUtc > together.StartTimeUtc);

        // Each has a caller of its own, and a trace of its own.
        async Task<ActivitySpanId> WriteAsync(string name, Func<Task> before)
        {
            Activity.Current = null;
            using Activity caller = Callers.StartActivity(name)!;
            return await database.WriteTogetherAsync(
                "one row",
                async (session, token) =>
                {
                    await before();
                    await session.ExecuteAsync("SELECT 1", [], token);
                    return caller.SpanId;
                },
                TestContext.Current.CancellationToken);
        }
    }

    private static ActivityListener Listen(ConcurrentBag<Activity> spans, params string[] sources)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = source => sources.Contains(source.Name),
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }
}
