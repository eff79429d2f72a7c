using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Tests.Solving;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Execution.Planning;

/// <summary>What a solver runs is what its committed plan says, whoever goes on with it.</summary>
public sealed class ChosenChainTests
{
    private const string DraftAndCheck = """
        {"decision":"run","plan":[
          {"recipe":"workflows/drafting@1","inputs":[{"input":"text","from":"materials/form.txt"}]},
          {"recipe":"workflows/checking@1","inputs":[{"input":"contract","from":"drafting.contract"}]}]}
        """;

    private static readonly JsonElement Input = SmallSolver.Input(
        "x", SmallSolver.Document("a.pdf", "other"), SmallSolver.Text("form.txt", "questionnaire", "${input.problem}"));

    [Fact]
    public async Task Chain_RunsBehindThePlan_EachStepFedByAMaterialOrByTheOneBefore()
    {
        var run = new PlannerRun(await BuildAsync(), Input);
        run.Advance();
        run.End("plan", output: DraftAndCheck);
        run.Advance();
        run.End("run/1/drafting/draft", output: """{"contract":"C"}""");
        run.Advance();
        run.End("run/2/checking/check", output: """{"contract":"C"}""");

        var ended = Assert.IsType<PlannerState.Succeeded>(run.Advance().State);

        Assert.Equal(["plan", "run/1/drafting/draft", "run/2/checking/check"], run.Log);
        // A value of the input that looks like a wire is text.
        Assert.Equal("For: ${input.problem}", run.Inputs["run/1/drafting/draft"].GetProperty("contract").GetString());
        Assert.Equal("C", run.Inputs["run/2/checking/check"].GetProperty("contract").GetString());
        Assert.Equal("C", ended.Output.GetProperty("results").GetProperty("checking").GetProperty("checked").GetString());
        Assert.Equal("run", ended.Output.GetProperty("plan").GetProperty("decision").GetString());
        Assert.Equal(
            [("plan", StageStatus.Succeeded), ("ask", StageStatus.Skipped), ("choose", StageStatus.Skipped)],
            run.Results.Take(3).Select(result => (result.Path, result.Status)));
    }

    [Fact]
    public async Task Crash_BetweenPlanAndChain_KeepsThePlan_AlsoForAProcessThatReadsTheManifestAnew()
    {
        Manifest manifest = await BuildAsync();
        var run = new PlannerRun(manifest, Input);
        run.Advance();
        run.End("plan", output: DraftAndCheck);
        run.Advance();
        run.Crash();

        run.Advance();
        PlannerDecision elsewhere = Core.Execution.Planning.Planner.Next(
            ManifestJson.Deserialize(ManifestJson.Serialize(manifest)), Input.Clone(), run.Results, []);

        Assert.Equal(["plan", "run/1/drafting/draft", "run/1/drafting/draft"], run.Log);
        Assert.Equal(["run/1/drafting/draft"], elsewhere.Ready.Select(ready => ready.Stage.Path));
    }

    [Theory]
    [InlineData("""{"decision":"refuse","plan":[]}""")]
    [InlineData("""{"decision":"run","plan":[{"recipe":"workflows/drafting@1","inputs":[{"input":"text","from":null}]}]}""")]
    public async Task Plan_ThatIsNotToRun_EndsTheExecutionWithThePlanAlone(string plan)
    {
        var run = new PlannerRun(await BuildAsync(), Input);
        run.Advance();
        run.End("plan", output: plan);

        var ended = Assert.IsType<PlannerState.Succeeded>(run.Advance().State);

        Assert.Equal(["plan"], run.Log);
        Assert.Equal("{}", ended.Output.GetProperty("results").GetRawText());
    }

    [Fact]
    public async Task Ask_Waits_AndWhatWasChosenRuns()
    {
        var run = new PlannerRun(await BuildAsync(), Input);
        run.Advance();
        run.End("plan", output: """{"decision":"ask","plan":[],"question":{"text":"Which?","options":[{},{}]}}""");
        run.Advance();
        Assert.Equal("Which?", run.Inputs["ask"].GetProperty("summary").GetString());
        run.End("ask", status: StageStatus.Waiting);
        Assert.IsType<PlannerState.Waiting>(run.Advance().State);
        run.End("ask", output: """{"option":1}""");
        run.Advance();

        run.End("choose", output: DraftAndCheck);
        run.Advance();

        Assert.Equal(1, run.Inputs["choose"].GetProperty("answer").GetProperty("option").GetInt32());
        Assert.Equal(["plan", "ask", "choose", "run/1/drafting/draft"], run.Log);
    }

    [Fact]
    public async Task DefaultsOfAChosenRecipe_AreFilled()
    {
        Manifest manifest = await BuildAsync(catalog => catalog.AddRecipe(
            "drafting",
            """[{"id":"draft","uses":"echo","with":{"contract":"${input.text} ${input.tone}"}}]""",
            """{"contract":"${stages.draft.output.contract}"}""",
            """
            {"type":"object","required":["text","tone"],"properties":{"text":{"type":"string"},"tone":{"type":"string","default":"kind"}}}
            """));
        var run = new PlannerRun(ManifestJson.Deserialize(ManifestJson.Serialize(manifest)), Input);

        run.Advance();
        run.End("plan", output: DraftAndCheck);
        run.Advance();

        Assert.Equal("${input.problem} kind", run.Inputs["run/1/drafting/draft"].GetProperty("contract").GetString());
    }

    [Fact]
    public async Task MaterialThatIsADefaultOfTheSolver_FeedsTheChain()
    {
        Manifest manifest = await BuildAsync(catalog => catalog.Add(EntryKind.Solver, "workflows/solve", SmallSolver.Body.Replace(
            "\"items\": { \"type\": \"object\" }",
            """ "items": { "type": "object" }, "default": [{ "name": "form.txt", "text": "Reef Tour" }] """,
            StringComparison.Ordinal)));
        var run = new PlannerRun(manifest, JsonElement.Parse("""{"problem":"x"}"""));

        run.Advance();
        run.End("plan", output: DraftAndCheck);
        run.Advance();

        Assert.Equal("For: Reef Tour", run.Inputs["run/1/drafting/draft"].GetProperty("contract").GetString());
    }

    [Fact]
    public async Task Plan_ForAnotherInput_IsNotOneOfThisOne_WhateverStandsInIt()
    {
        var run = new PlannerRun(await BuildAsync(), Input);
        run.Advance();
        run.End("plan", output: DraftAndCheck);

        foreach (string materials in new[] { "[{}]", "[3]", """[{"name":3,"text":"x"}]""", """[{"name":"form.txt","text":null}]""" })
        {
            JsonElement other = JsonElement.Parse($$"""{"problem":"x","materials":{{materials}}}""");
            Assert.Null(Core.Execution.Planning.ChosenChain.TryIn(await BuildAsync(), other, run.Results));
        }
    }

    private static Task<Manifest> BuildAsync(Action<TestCatalog>? change = null)
    {
        var catalog = new TestCatalog();
        SmallSolver.AddTo(catalog);
        change?.Invoke(catalog);
        return Manifests.BuildAsync(catalog, "solve");
    }
}
