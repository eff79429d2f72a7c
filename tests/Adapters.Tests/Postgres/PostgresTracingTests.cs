using System.Collections.Concurrent;
using System.Diagnostics;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>The driver's spans tell the statement and nothing of what is in it.</summary>
public sealed class PostgresTracingTests
{
    private const string Private = "what only the prompt's readers may see";

    [Fact]
    public async Task Spans_HoldStatementsAndNoValues()
    {
        await using var schemas = new PostgresSchemas();
        var spans = new ConcurrentBag<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Add,
        };
        ActivitySource.AddActivityListener(listener);
        var store = new RelationalCatalogStore(await schemas.OpenAsync(TestContext.Current.CancellationToken), TimeProvider.System);
        var draft = new EntryDraft(EntryKind.Prompt, Private, [], new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", Private)] }.ToJson());

        await store.CommitAsync([new CatalogChange.Create(draft) { Key = new EntryKey("general", "traced"), At = DateTimeOffset.UnixEpoch }], null, TestContext.Current.CancellationToken);

        Assert.NotEmpty(spans);
        Assert.All(spans, span => Assert.DoesNotContain(Private, string.Join('\n', span.TagObjects.Select(tag => $"{tag.Value}").Append(span.DisplayName)), StringComparison.Ordinal));
    }
}
