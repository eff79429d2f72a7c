using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Execution.Planning;

public sealed class PlannerTests
{
    private static readonly JsonElement Input = JsonElement.Parse(
        """{"go":false,"text":"He said \"hi\"","rows":[{"n":"a"},{"n":"b"},{"n":"c"},{"n":"d"}],"groups":[{"rows":[1,2]},{"rows":[3]}]}""");

    [Fact]
    public async Task Next_WhenStagesFollowOneAnother_ResolvesWiresAndEndsWithTheOutput()
    {
        Manifest manifest = await Manifests.OfAsync(
            """
            [{"id":"a","uses":"echo",
              "with":{"t":"${input.text}","x":"[${input.text}] ${input.rows.0}","none":"${input.missing}","raw":"$${input.text}"}},
             {"id":"b","uses":"echo","with":{"n":"${stages.a.output.deep.1}"}}]
            """,
            """{"r":"${stages.b.output}"}""");
        var run = new PlannerRun(manifest, Input);

        run.Advance();
        run.End("a", output: """{"deep":[0,{"k":7}]}""");
        run.Advance();
        run.End("b", output: "[1]");
        PlannerDecision end = run.Next();

        Assert.Equal(["a", "b"], run.Log);
        Assert.Equal(
            """{"t":"He said \"hi\"","x":"[He said \"hi\"] {\"n\":\"a\"}","none":null,"raw":"${input.text}"}""",
            Canonical(run.Inputs["a"]));
        Assert.Equal("""{"n":{"k":7}}""", Canonical(run.Inputs["b"]));
        Assert.Equal("""{"r":[1]}""", Canonical(Assert.IsType<PlannerState.Succeeded>(end.State).Output));
    }

    [Fact]
    public async Task Next_WhenConditionIsFalse_SkipsTheStageAndGivesNullToTheNext()
    {
        Manifest manifest = await Manifests.OfAsync(
            """[{"id":"a","uses":"echo","when":"${input.go}"},{"id":"b","uses":"echo","with":{"x":"${stages.a.output.y}"}}]""");
        var run = new PlannerRun(manifest, Input);

        PlannerDecision decision = run.Advance();

        Assert.Equal(StageStatus.Skipped, Assert.Single(decision.Ended).Status);
        Assert.Equal(["b"], run.Log);
        Assert.Equal("""{"x":null}""", Canonical(run.Inputs["b"]));
    }

    [Fact]
    public async Task Next_WhenAStageFails_StartsNothingNewAndWaitsForWhatRuns()
    {
        Manifest manifest = await Manifests.OfAsync(
            """
            [{"id":"a","uses":"echo"},{"id":"b","uses":"echo","needs":[]},{"id":"c","uses":"echo","needs":["a"]},
             {"id":"d","uses":"echo","needs":[]}]
            """);
        var run = new PlannerRun(manifest, Input);

        run.Advance();
        run.End("a");
        run.End("d", status: StageStatus.Failed);
        PlannerDecision during = run.Advance();
        run.End("b");
        PlannerDecision after = run.Advance();

        Assert.IsType<PlannerState.Running>(during.State);
        Assert.Empty(during.Ready);
        Assert.Equal(new ExecutionError("broken", "d", "It broke."), Assert.IsType<PlannerState.Failed>(after.State).Error);
        Assert.DoesNotContain("c", run.Log);
    }

    [Fact]
    public async Task Next_WhenAStageWaits_GoesOnBesideItAndThenWaits()
    {
        Manifest manifest = await Manifests.OfAsync(
            """[{"id":"ask","uses":"echo"},{"id":"b","uses":"echo","needs":[]},{"id":"c","uses":"echo","needs":["ask"]}]""");
        var run = new PlannerRun(manifest, Input);

        run.Advance();
        run.End("ask", status: StageStatus.Waiting);
        PlannerDecision beside = run.Advance();
        run.End("b");
        PlannerDecision alone = run.Advance();
        run.End("ask");
        run.Advance();

        Assert.IsType<PlannerState.Running>(beside.State);
        Assert.IsType<PlannerState.Waiting>(alone.State);
        Assert.Equal(["ask", "b", "c"], run.Log);
    }

    [Fact]
    public async Task Next_WhenForEach_KeepsTheLimitAndTheOrder()
    {
        Manifest manifest = await Manifests.OfAsync(
            """
            [{"id":"a","uses":"echo","with":{"v":"${item.n}","i":"${item_index}"},
              "for_each":{"items":"${input.rows}","max_parallel":2}}]
            """,
            """{"all":"${stages.a.output.items}","second":"${stages.a.output.items.1.output.v}"}""");
        var run = new PlannerRun(manifest, Input);

        run.Advance();
        Assert.Equal(["a#0", "a#1"], run.Log);
        run.End("a", "1", output: """{"v":"B"}""");
        run.Advance();
        Assert.Equal(["a#0", "a#1", "a#2"], run.Log);
        run.End("a", "2");
        run.End("a", "0");
        run.Advance();
        run.End("a", "3");
        PlannerDecision end = run.Next();

        Assert.Equal("""{"v":"d","i":3}""", Canonical(run.Inputs["a#3"]));
        JsonElement output = Assert.IsType<PlannerState.Succeeded>(end.State).Output;
        Assert.Equal("B", output.GetProperty("second").GetString());
        Assert.Equal([0, 1, 2, 3], output.GetProperty("all").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
    }

    [Theory]
    [InlineData("""{"on_item_error":"stop"}""", "broken")]
    [InlineData("""{"on_item_error":"continue","max_failures":0}""", "too_many_failures")]
    [InlineData("""{"on_item_error":"continue","max_failures":1}""", null)]
    [InlineData("""{"on_item_error":"continue"}""", null)]
    public async Task Next_WhenAnItemFails_FollowsThePolicy(string policy, string? code)
    {
        Manifest manifest = await Manifests.OfAsync(
            "[{\"id\":\"a\",\"uses\":\"echo\",\"for_each\":{\"items\":\"${input.rows}\",\"max_parallel\":2," + policy[1..] + "}]",
            """{"failed":"${stages.a.output.failed}"}""");
        var run = new PlannerRun(manifest, Input);

        run.Advance();
        run.End("a", "0", StageStatus.Failed);
        run.Advance();
        PlannerDecision end = EndAll(run);

        Assert.Equal(code, (end.State as PlannerState.Failed)?.Error.Code);
        Assert.Equal(code is null ? 4 : 2, run.Log.Count);
        Assert.Equal(code is null ? 1 : null, (end.State as PlannerState.Succeeded)?.Output.GetProperty("failed").GetInt32());
    }

    [Fact]
    public async Task Next_WhenThereAreNoItems_EndsAtOnce_AndWhenNoList_Fails()
    {
        Manifest none = await Manifests.OfAsync("""[{"id":"a","uses":"echo","for_each":{"items":"${input.missing}"}}]""");
        Manifest text = await Manifests.OfAsync("""[{"id":"a","uses":"echo","for_each":{"items":"${input.text}"}}]""");

        PlannerDecision ended = new PlannerRun(none, Input).Next();
        PlannerDecision failed = new PlannerRun(text, Input).Next();

        Assert.IsType<PlannerState.Succeeded>(ended.State);
        Assert.Equal("invalid_items", Assert.IsType<PlannerState.Failed>(failed.State).Error.Code);
    }

    [Fact]
    public async Task Next_WhenSubRecipesNest_KeysItemsByTheirWayIn()
    {
        var catalog = new TestCatalog();
        catalog.AddEcho("echo");
        catalog.AddRecipe(
            "inner",
            """
            [{"id":"x","uses":"echo","with":{"v":"${item}","of":"${input.name}"},"for_each":{"items":"${input.rows}"}},
             {"id":"y","uses":"echo","with":{"n":"${stages.x.output.succeeded}"}}]
            """,
            """{"n":"${stages.y.output.n}"}""");
        catalog.AddRecipe(
            "main",
            """
            [{"id":"outer","uses":"inner","with":{"rows":"${item.rows}","name":"g${item_index}"},
              "for_each":{"items":"${input.groups}","max_parallel":1}},
             {"id":"last","uses":"echo","with":{"all":"${stages.outer.output.items}"}}]
            """);
        var run = new PlannerRun(await Manifests.BuildAsync(catalog), Input);

        PlannerDecision end = EndAll(run, echo: true);

        Assert.IsType<PlannerState.Succeeded>(end.State);
        Assert.Equal(["outer/x#0/0", "outer/x#0/1", "outer/y#0", "outer/x#1/0", "outer/y#1", "last"], run.Log);
        Assert.Equal("""{"v":3,"of":"g1"}""", Canonical(run.Inputs["outer/x#1/0"]));
        Assert.Equal(
            [2, 1],
            run.Inputs["last"].GetProperty("all").EnumerateArray().Select(item => item.GetProperty("output").GetProperty("n").GetInt32()));
    }

    [Fact]
    public async Task Next_WhenAStageInsideASubRecipeFails_FailsTheExecutionWithItsPath()
    {
        var catalog = new TestCatalog();
        catalog.AddEcho("echo");
        catalog.AddRecipe("inner", """[{"id":"x","uses":"echo"}]""");
        catalog.AddRecipe("main", """[{"id":"outer","uses":"inner"},{"id":"last","uses":"echo"}]""");
        var run = new PlannerRun(await Manifests.BuildAsync(catalog), Input);

        run.Advance();
        run.End("outer/x", status: StageStatus.Failed);
        PlannerDecision end = run.Advance();

        Assert.Equal("outer/x", Assert.IsType<PlannerState.Failed>(end.State).Error.Stage);
        Assert.Contains(end.Ended, result => result is { Path: "outer", Status: StageStatus.Failed });
    }

    private static PlannerDecision EndAll(PlannerRun run, bool echo = false)
    {
        for (int turn = 0; turn < 100; turn++)
        {
            PlannerDecision decision = run.Advance();

            if (decision.State is not PlannerState.Running)
            {
                return decision;
            }

            (string path, string itemKey) = run.Running[0];
            run.End(path, itemKey, output: echo ? run.Inputs[itemKey.Length == 0 ? path : $"{path}#{itemKey}"].GetRawText() : "{}");
        }

        throw new InvalidOperationException("The execution does not end.");
    }

    private static string Canonical(JsonElement value) => JsonSerializer.Serialize(
        value, new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
