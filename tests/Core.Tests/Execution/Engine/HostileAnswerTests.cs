using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>Whatever a model or an operation gives, its stage fails by name, and what else the engine runs goes on.</summary>
public sealed class HostileAnswerTests
{
    private const string WithSchema = ""","output_schema":{"type":"object","required":["a"]}""";

    private static readonly TestCatalog Catalog = new();
    private static readonly EntryVersion Json = Prompt("json", WithSchema);
    private static readonly EntryVersion Text = Prompt("text", "");
    private static readonly ExecutionOptions Options = new() { MaxValueBytes = 100_000, MaxExecutionBytes = 300_000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>By name, since some of them no test report could hold.</summary>
    public static TheoryData<string, bool, int> Answers => new()
    {
        { "arrays", true, 2 },
        { "objects", true, 2 },
        { "open brackets", true, 2 },
        { "just too deep", true, 2 },
        { "escaped nul", true, 2 },
        { "escaped nul in a name", true, 2 },
        { "escaped half of a pair", true, 2 },
        { "escaped half of a pair in a name", true, 2 },
        { "a number that fits nothing", true, 2 },
        { "a property twice", true, 2 },
        { "nul", true, 1 },
        { "half of a pair", true, 1 },
        { "very long", true, 1 },
        { "nul", false, 1 },
        { "half of a pair", false, 1 },
        { "pair the wrong way round", false, 1 },
        { "very long", false, 1 },
    };

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task Answer_ThatCannotBeKept_FailsItsStageByName(string answer, bool hasSchema, int calls)
    {
        var model = new ScriptedModel(Make(answer), Make(answer), """{"a":1}""");
        await using EngineHost host = new EngineHost(
            (context, token) => AskAsync(context, hasSchema ? Json : Text, token), model, limits: Options).Start();

        ExecutionRecord failed = await host.RunAsync(TestManifest.Chain("ask"), ExecutionStatus.Failed);

        Assert.Equal(("invalid_output", calls), (failed.Error!.Code, model.Asked.Count));
        Assert.InRange(failed.Error.Detail.Length, 1, 1_000);
    }

    [Theory]
    [InlineData("escaped nul", "invalid_output")]
    [InlineData("escaped nul in a name", "invalid_output")]
    [InlineData("escaped half of a pair", "invalid_output")]
    [InlineData("a property twice", "invalid_output")]
    [InlineData("a number that fits nothing", "invalid_output")]
    [InlineData("just too deep", "invalid_output")]
    [InlineData("arrays", "invalid_output")]
    [InlineData("large", "value_too_large")]
    public async Task Output_OfAnyOperation_ThatCannotBeKept_FailsItsStageByName(string output, string code)
    {
        JsonElement value = JsonElement.Parse(Make(output), new JsonDocumentOptions { MaxDepth = 10_000 });
        bool waits = false;
        await using EngineHost host = new EngineHost((_, _) => Task.FromResult<OperationOutcome>(
            waits ? new OperationOutcome.Waiting(value, "look") : new OperationOutcome.Completed(value)), limits: Options).Start();

        ExecutionRecord failed = await host.RunAsync(TestManifest.Chain("one"), ExecutionStatus.Failed);
        waits = true;
        ExecutionRecord failedToo = await host.RunAsync(TestManifest.Chain("other"), ExecutionStatus.Failed);

        Assert.Equal((code, code), (failed.Error!.Code, failedToo.Error!.Code));
    }

    [Fact]
    public async Task Results_ThatComeToTooMuch_FailTheExecutionByName()
    {
        JsonElement value = JsonSerializer.SerializeToElement(new string('x', 90_000));
        await using EngineHost host = new EngineHost(
            (_, _) => Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(value)), limits: Options).Start();

        ExecutionRecord failed = await host.RunAsync(TestManifest.Chain("a", "b", "c", "d", "e", "f"), ExecutionStatus.Failed);
        ExecutionRecord ended = await host.RunAsync(TestManifest.Chain("a", "b"));

        Assert.Equal("execution_too_large", failed.Error!.Code);
        Assert.Equal(4, (await host.Store.GetResultsAsync(failed.Id, Token)).Length);
        Assert.Equal(90_011, ended.Output!.Value.GetRawText().Length);
    }

    [Fact]
    public async Task Cache_OfLargeOutputs_ForgetsTheOldest()
    {
        JsonElement large = JsonSerializer.SerializeToElement(new string('x', 7_000_000));
        var called = new List<string>();
        await using EngineHost host = new EngineHost((context, _) =>
        {
            called.Add(context.StagePath);
            return Task.FromResult<OperationOutcome>(new OperationOutcome.Completed(large));
        }).Start();

        foreach (string stage in new[] { "a", "a", "b", "c", "d", "d", "e", "e", "a", "f" })
        {
            await host.RunAsync(TestManifest.Of(TestManifest.Stage(stage) with { IsCached = true }));
        }

        Assert.Equal(["a", "b", "c", "d", "e", "a", "f"], called);
    }

    [Fact]
    public async Task Approval_OfTheDeepestOutput_IsKeptAndTheNextStageRefusesItByName()
    {
        JsonElement deepest = JsonElement.Parse(new string('[', 64) + new string(']', 64));
        await using EngineHost host = new EngineHost(
            (_, _) => Task.FromResult<OperationOutcome>(new OperationOutcome.Waiting(deepest, "look")), limits: Options).Start();
        Guid id = await host.QueueAsync(TestManifest.Chain("ask"));
        await host.WaitForAsync(id, ExecutionStatus.Waiting);

        ChangeResult answered = await host.Executions.ChangeAsync(id, new ExecutionChange.Answer("ann", "ask", "", true, null), Token);
        ExecutionRecord failed = await host.WaitForAsync(id, ExecutionStatus.Failed);

        Assert.IsType<ChangeResult.Changed>(answered);
        Assert.Equal("value_too_deep", failed.Error!.Code);
    }

    private static string Make(string name) => name switch
    {
        "arrays" => new string('[', 5_000) + new string(']', 5_000),
        "objects" => string.Concat(Enumerable.Repeat("""{"a":""", 5_000)) + "1" + new string('}', 5_000),
        "open brackets" => new string('[', 50_000),
        "just too deep" => """{"a":""" + new string('[', 64) + new string(']', 64) + "}",
        "escaped nul" => """{"a":"\u0000"}""",
        "escaped nul in a name" => """{"a":1,"\u0000":2}""",
        "escaped half of a pair" => """{"a":["\ud83d"]}""",
        "escaped half of a pair in a name" => """{"a":1,"\udc00":2}""",
        "a number that fits nothing" => """{"a":1e999}""",
        "a property twice" => """{"a":1,"b":{"c":1,"c":2}}""",
        "nul" => "{\"a\":\"\0\"}",
        "half of a pair" => "{\"a\":\"\uD83D\"}",
        "pair the wrong way round" => "\uDE00\uD83D",
        "very long" => $$"""{"a":"{{new string('x', 2_000_000)}}"}""",
        "large" => $$"""{"a":"{{new string('x', 100_000)}}"}""",
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such answer."),
    };

    private static EntryVersion Prompt(string name, string more) => Catalog.Add(
        EntryKind.Prompt,
        $"general/{name}",
        string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"format_version":1,"type":"chat","messages":[{"role":"user","content":"Go."}],"variables":{"type":"object"}{{more}}}"""));

    private static async Task<OperationOutcome> AskAsync(IOperationContext context, EntryVersion prompt, CancellationToken token) =>
        await context.Model.AskAsync(prompt, TestManifest.Empty, token) switch
        {
            ModelAnswer.Answered answered => new OperationOutcome.Completed(answered.Value),
            ModelAnswer.Refused refused => new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind),
            _ => throw new NotSupportedException(),
        };
}
