using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Search;

public sealed class RetrieveOperationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_GivesTheNearestThatPassTheFilter()
    {
        RetrieveOperation operation = new(Examples());

        OperationOutcome outcome = await operation.ExecuteAsync(
            new Context(
                """{"collection":"leagues","limit":5,"query":{"note":"ice rink and pucks"},"filter":{"tier":"premium","sport":null}}"""),
            Cancel);

        JsonElement items = Assert.IsType<OperationOutcome.Completed>(outcome).Output.GetProperty("items");
        Assert.Equal(["hockey", "drift"], items.EnumerateArray().Select(item => item.GetProperty("id").GetString()));
        Assert.Equal("hockey", items[0].GetProperty("value").GetProperty("name").GetString());
        Assert.True(items[0].GetProperty("score").GetDouble() > items[1].GetProperty("score").GetDouble());
    }

    [Fact]
    public async Task Execute_WhenTooFewPassTheFilter_GivesUpWhatMayBeRelaxed()
    {
        RetrieveOperation operation = new(Examples());

        OperationOutcome outcome = await operation.ExecuteAsync(
            new Context("""{"collection":"leagues","limit":3,"query":"ice rink","filter":{"tier":"basic"},"relax":["sport","tier"]}"""),
            Cancel);

        JsonElement output = Assert.IsType<OperationOutcome.Completed>(outcome).Output;
        Assert.Equal("curling", output.GetProperty("items")[0].GetProperty("id").GetString());
        Assert.Equal(3, output.GetProperty("items").GetArrayLength());
        Assert.Equal(["tier"], output.GetProperty("relaxed").EnumerateArray().Select(name => name.GetString()));
    }

    [Fact]
    public async Task Execute_WhenEnoughPassTheFilter_KeepsIt()
    {
        RetrieveOperation operation = new(Examples());

        OperationOutcome outcome = await operation.ExecuteAsync(
            new Context("""{"collection":"leagues","limit":2,"query":"ice rink","filter":{"tier":"premium"},"relax":["tier"]}"""), Cancel);

        JsonElement output = Assert.IsType<OperationOutcome.Completed>(outcome).Output;
        Assert.Equal(0, output.GetProperty("relaxed").GetArrayLength());
        Assert.DoesNotContain("curling", output.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Execute_WithoutAQuery_Fails()
    {
        OperationOutcome outcome = await new RetrieveOperation(Examples()).ExecuteAsync(
            new Context("""{"collection":"leagues"}"""), Cancel);

        Assert.Equal("invalid_input", Assert.IsType<OperationOutcome.Failed>(outcome).Code);
    }

    [Theory]
    [InlineData("""{"collection":"leagues","limit":3}""", 0)]
    [InlineData("""{"limit":0}""", 2)]
    [InlineData("""{"collection":"leagues","relax":"tier"}""", 1)]
    public void Require_NamesWhatIsWrong(string settings, int errors) =>
        Assert.Equal(errors, new RetrieveOperation(Examples()).Require(JsonElement.Parse(settings)).Errors.Length);

    [Fact]
    public async Task Execute_AfterAChangeInTheStore_FindsWhatIsThereNow()
    {
        var source = new Source();
        RetrieveOperation operation = new(new ExampleSearch([source]));
        var context = new Context("""{"collection":"leagues","limit":5,"query":"ice rink"}""");

        JsonElement empty = Assert.IsType<OperationOutcome.Completed>(await operation.ExecuteAsync(context, Cancel)).Output;
        source.Write(Document("curling", "basic", "Ice rink and stones."));
        JsonElement found = Assert.IsType<OperationOutcome.Completed>(await operation.ExecuteAsync(context, Cancel)).Output;
        await operation.ExecuteAsync(context, Cancel);

        Assert.Equal((0, 1), (empty.GetProperty("items").GetArrayLength(), found.GetProperty("items").GetArrayLength()));
        Assert.Equal(2, source.Reads);
    }

    private static ExampleSearch Examples()
    {
        var source = new Source();
        source.Write(
            Document("drift", "premium", "Cars drift around a track."),
            Document("hockey", "premium", "Ice hockey in an ice rink with a puck."),
            Document("curling", "basic", "Ice rink and stones."));
        return new ExampleSearch([source]);
    }

    private sealed class Source : IExampleSource
    {
        private readonly List<ExampleDocument> _documents = [];

        public string Collection => "leagues";

        public int Reads { get; private set; }

        public void Write(params ExampleDocument[] documents) => _documents.AddRange(documents);

        public Task<long> ReadRevisionAsync(CancellationToken cancellationToken) => Task.FromResult((long)_documents.Count);

        public Task<IReadOnlyCollection<ExampleDocument>> ReadAsync(CancellationToken cancellationToken)
        {
            Reads++;
            return Task.FromResult<IReadOnlyCollection<ExampleDocument>>([.. _documents]);
        }
    }

    private static ExampleDocument Document(string id, string tier, string text) =>
        new(
            id,
            "leagues",
            text,
            ImmutableDictionary<string, string>.Empty.Add("tier", tier),
            JsonSerializer.SerializeToElement(new { name = id }));

    private sealed class Context(string input) : IOperationContext
    {
        public Guid ExecutionId => Guid.Empty;

        public string StagePath => "compare";

        public string ItemKey => "";

        public string? UserId => null;

        public JsonElement Input { get; } = JsonElement.Parse(input);

        public JsonElement Settings => Input;

        public TimeProvider Time => TimeProvider.System;

        public IStageModel Model => throw new NotSupportedException();

        public EntryVersion Entry(EntryKey key) => throw new NotSupportedException();

        public ImmutableArray<EntryVersion> Tagged(string space, string tag) => throw new NotSupportedException();
    }
}
