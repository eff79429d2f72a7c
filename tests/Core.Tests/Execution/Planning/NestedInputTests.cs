using System.Text;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Execution.Planning;

/// <summary>What a sub-recipe is given must satisfy its schema, also where nobody knew its type when the recipe was written.</summary>
public sealed class NestedInputTests
{
    private const string Whole =
        """[{"id":"ask","uses":"echo"},{"id":"in","uses":"workflows/inner","with":{"count":"${stages.ask.output.count}"}}]""";

    private const string Each =
        """
        [{"id":"ask","uses":"echo"},{"id":"in","uses":"workflows/inner","with":{"count":"${item}"},
          "for_each":{"items":"${stages.ask.output.list}","max_parallel":8,POLICY}}]
        """;

    private const string Inner =
        """
        {"type":"object","required":["count"],"properties":{"count":{"type":"integer","minimum":1},
         "place":{"type":"string"},"tier":{"type":"string","enum":["basic","gold"],"default":"basic"}}}
        """;

    private readonly TestCatalog _catalog = new();

    public NestedInputTests()
    {
        _catalog.AddEcho("echo", output: "{}");
        _catalog.AddRecipe(
            "inner", """[{"id":"work","uses":"echo","with":{"count":"${input.count}","tier":"${input.tier}"}}]""",
            """{"count":"${stages.work.output.count}"}""", Inner);
    }

    [Theory]
    [InlineData("""{"count":"many"}""", "count: ")]
    [InlineData("""{"count":0}""", "count: ")]
    [InlineData("""{}""", "count")]
    public async Task AWrongValue_FailsTheStageByItsField_AndNothingInsideBegins(string given, string said)
    {
        PlannerRun run = await RunAsync(Whole);

        run.Advance();
        run.End("ask", output: given);
        PlannerDecision end = run.Advance();

        ExecutionError error = Assert.IsType<PlannerState.Failed>(end.State).Error;
        Assert.Equal((ErrorCodes.InvalidInput, "in"), (error.Code, error.Stage));
        Assert.Contains(said, error.Detail, StringComparison.Ordinal);
        Assert.Equal(["ask"], run.Log);
        Assert.Equal("in", Assert.Single(end.Ended).Path);
    }

    /// <summary>Defaults can make a value deeper than what a wire may bring.</summary>
    [Fact]
    public void AValueThatIsTooDeep_IsAProblem_WithANullOrWithout()
    {
        var check = new InputCheck(JsonElement.Parse(Inner));
        string deep = $$"""{"count":1,"place":null,"more":{{new string('[', 150)}}{{new string(']', 150)}}}""";

        Assert.Equal("Nests more than 64 deep.", check.ProblemOf(JsonElement.Parse(deep, new JsonDocumentOptions { MaxDepth = 256 })));
    }

    [Fact]
    public async Task ARightValue_GoesInWithTheDefaults()
    {
        PlannerRun run = await RunAsync(Whole);

        run.Advance();
        run.End("ask", output: """{"count":3}""");
        run.Advance();

        Assert.Equal("""{"count":3,"tier":"basic"}""", run.Inputs["in/work"].GetRawText());
    }

    /// <summary>A wire to what is not there brings null, which is no reason to refuse what need not be given.</summary>
    [Fact]
    public async Task ANull_OfWhatNeedNotBeGiven_CountsAsLeftOut()
    {
        PlannerRun run = await RunAsync(
            """[{"id":"in","uses":"workflows/inner","with":{"count":2,"place":"${input.nowhere}","tier":"${input.nowhere}"}}]""");

        run.Advance();

        Assert.Equal(["in/work"], run.Log);
    }

    [Fact]
    public async Task OfItems_EachIsAskedForItself_AndThePolicyCounts()
    {
        PlannerRun run = await RunAsync(Each.Replace("POLICY", "\"on_item_error\":\"continue\"", StringComparison.Ordinal));

        run.Advance();
        run.End("ask", output: """{"list":[1,"two",3,{}]}""");
        run.Advance();
        run.End("in/work", "0", output: """{"count":1}""");
        run.End("in/work", "2", output: """{"count":3}""");
        run.Advance();

        Assert.Equal(["ask", "in/work#0", "in/work#2"], run.Log);
        Assert.Equal(
            ["0 Succeeded ", "1 Failed invalid_input", "2 Succeeded ", "3 Failed invalid_input"],
            run.Results.Where(result => result is { Path: "in", ItemKey.Length: > 0 }).OrderBy(result => result.ItemKey)
                .Select(result => $"{result.ItemKey} {result.Status} {result.Error?.Code}"));
        Assert.Equal("in", Assert.Single(run.Results, result => result is { Path: "in", ItemKey: "" }).Path);
    }

    [Fact]
    public async Task OfItems_WithStop_TheFirstWrongOneFailsTheStage()
    {
        PlannerRun run = await RunAsync(Each.Replace("POLICY", "\"on_item_error\":\"stop\"", StringComparison.Ordinal));

        run.Advance();
        run.End("ask", output: """{"list":[1,"two"]}""");
        PlannerDecision end = run.Advance();

        Assert.Equal(ErrorCodes.InvalidInput, Assert.IsType<PlannerState.Failed>(end.State).Error.Code);
        Assert.DoesNotContain("in/work#1", run.Log);
    }

    /// <summary>Whoever goes on after a crash, from what is stored, decides the same.</summary>
    [Theory]
    [InlineData("""{"count":3}""")]
    [InlineData("""{"count":"many"}""")]
    public async Task Replay_FromWhatIsStored_DecidesTheSame(string given)
    {
        Manifest manifest = await BuildAsync(Whole);
        StageResult[] results = [new() { Path = "ask", ItemKey = "", Status = StageStatus.Succeeded, Output = JsonElement.Parse(given) }];
        JsonElement input = JsonElement.Parse("{}");

        PlannerDecision first = Planner.Next(manifest, input, results, []);
        PlannerDecision again = Planner.Next(ManifestJson.Deserialize(ManifestJson.Serialize(manifest)), input, results, []);

        Assert.Equal(first.State.ToString(), again.State.ToString());
        Assert.Equal(Texts(first), Texts(again));
    }

    /// <summary>A run that a build began which did not ask goes on as it began.</summary>
    [Fact]
    public async Task AManifestThatDoesNotAsk_RunsAsBefore()
    {
        string stored = Encoding.UTF8.GetString(ManifestJson.Serialize(await BuildAsync(Whole)));
        string older = stored.Replace(",\"checks_input\":true", "", StringComparison.Ordinal);
        Assert.NotEqual(stored, older);
        var run = new PlannerRun(ManifestJson.Deserialize(Encoding.UTF8.GetBytes(older)), JsonElement.Parse("{}"));

        run.Advance();
        run.End("ask", output: """{"count":"many"}""");
        run.Advance();

        Assert.Equal(["ask", "in/work"], run.Log);
    }

    /// <summary>Where stages within have a result, or run, the question was answered when they began.</summary>
    [Fact]
    public async Task WhatHasBegun_GoesOn()
    {
        Manifest manifest = await BuildAsync(Whole);
        StageResult[] results =
            [new() { Path = "ask", ItemKey = "", Status = StageStatus.Succeeded, Output = JsonElement.Parse("""{"count":0}""") }];

        PlannerDecision during = Planner.Next(manifest, JsonElement.Parse("{}"), results, [("in/work", "")]);

        Assert.IsType<PlannerState.Running>(during.State);
        Assert.Empty(during.Ended);
    }

    private static IEnumerable<string> Texts(PlannerDecision decision) =>
    [
        .. decision.Ready.Select(ready => $"{ready.Stage.Path}#{ready.ItemKey} {ready.Input.GetRawText()}"),
        .. decision.Ended.Select(ended => $"{ended.Path}#{ended.ItemKey} {ended.Status} {ended.Error}"),
    ];

    private async Task<PlannerRun> RunAsync(string stages) => new(await BuildAsync(stages), JsonElement.Parse("{}"));

    private Task<Manifest> BuildAsync(string stages)
    {
        _catalog.AddRecipe("main", stages);
        return Manifests.BuildAsync(_catalog);
    }
}
