using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Records;
using PromptIntel.Core.Tests.Leagues;
using PromptIntel.Core.Tests.Samples;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Records;

/// <summary>A model that gives the first answer and refuses the next.</summary>
public sealed class RefusedReadingTests(OfflineWorkflow offline) : IClassFixture<OfflineWorkflow>
{
    private static readonly JsonElement Schema = JsonElement.Parse(
        """{"type":"object","properties":{"total":{"type":["number","null"]}}}""");

    [Fact]
    public async Task Extract_WhenTheDateIsRefused_FailsAsTheModelSays() => AssertRefused(await RunAsync(
        "Date: 12 March 2026\nTotal: 5\n",
        new FirstAnswer(
            canGenerate: true, new ModelAnswer.Answered(JsonElement.Parse("""{"record":{"total":null},"sources":[]}"""), []))));

    [Fact]
    public async Task Extract_WhenAValueInDoubtIsRefused_FailsAsTheModelSays() => AssertRefused(await RunAsync(
        "Total: 5\n",
        new FirstAnswer(
            canGenerate: false,
            new ModelAnswer.Answered(JsonElement.Parse("""{"total":null}"""), [])
            {
                Unread = [new UnreadSource("total", 7, 1, "5", "in doubt")],
            })));

    private static void AssertRefused(OperationOutcome outcome)
    {
        var failed = Assert.IsType<OperationOutcome.Failed>(outcome);
        Assert.Equal(("model_refused", "no more today", FailureKind.Permanent), (failed.Code, failed.Detail, failed.Kind));
    }

    private Task<OperationOutcome> RunAsync(string text, FirstAnswer model)
    {
        var operation = new ExtractRecordOperation(offline.Catalog, offline.Validator);
        JsonElement settings = ShippedContent.Operation("extract_record").GetProperty("with");
        var document = new
        {
            text,
            lines = Array.Empty<object>(),
            pages = new[] { 1 },
            document_id = (string?)null,
            tables = Array.Empty<object>(),
            notes = Array.Empty<object>(),
        };
        var context = new FakeOperationContext(operation.Require(settings), ImmutableDictionary<EntryKey, EntryVersion>.Empty)
        {
            Settings = settings,
            Input = JsonSerializer.SerializeToElement(new { document, schema = Schema }),
            Model = model,
        };
        return operation.ExecuteAsync(context, TestContext.Current.CancellationToken);
    }

    private sealed class FirstAnswer(bool canGenerate, ModelAnswer first) : IStageModel
    {
        private int _asked;

        public bool CanGenerate(EntryVersion prompt) => canGenerate;

        public Task<ModelAnswer> AskAsync(EntryVersion prompt, JsonElement variables, CancellationToken cancellationToken) =>
            Task.FromResult(
                _asked++ == 0 ? first : new ModelAnswer.Refused("model_refused", "no more today", FailureKind.Permanent));

        public Task<ModelAnswer> AskForAsync(
            EntryVersion prompt, WantedAnswer wanted, JsonElement variables, CancellationToken cancellationToken) =>
            AskAsync(prompt, variables, cancellationToken);
    }
}
