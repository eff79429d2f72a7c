using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Control;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Tests.Execution.Engine;
using PromptIntel.Core.Tests.Execution.Models;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Tests.Solving;

/// <summary>A model plans by its prompt and tools; what it says becomes a plan only where the rules' own check lets it pass.</summary>
public sealed class ModelPlanTests
{
    private const string Problem = "Write the contract, then check it.\nDo review the contract too.";
    private const string Form = "materials/form.txt";
    private const string PlanSchema = """{"type":"object","required":["plan"],"properties":{"plan":{"type":"array"}}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Model_AsksForARecipeByItsTool_AndItsChainRuns()
    {
        var model = new ScriptedModel(
            ToolScenario.Calls(("c1", "components_describe", new { recipe = "checking" })),
            Plan(("drafting", "text", Form), ("checking", "contract", "drafting.contract")));

        (JsonElement plan, StageAttempt[] attempts) = await SolveAsync(model);

        Assert.Equal("language model 'default'", plan.GetProperty("prepared_with").GetString());
        Assert.Equal(["workflows/drafting@1", "workflows/checking@1"], Recipes(plan));
        Assert.Equal("components/describe@1", Assert.Single(attempts, attempt => attempt.Tool is not null).Tool);
        Assert.Contains("\"check\"", ToolScenario.LastResult(model.Asked[1]), StringComparison.Ordinal);
        Assert.Equal(
            ["plan", "plan", "plan", "run/1/drafting/draft", "run/2/checking/check"],
            attempts.Select(attempt => attempt.Path));
    }

    /// <summary>Then the rules plan, and say why.</summary>
    [Theory]
    [InlineData("hacking", "text", Form, "recipe 1 is none of those to choose from")]
    [InlineData("workflows/drafting@9; DROP", "id", Form, "has no input 'id'")]
    [InlineData("drafting", "text", "materials/other.txt", "cannot take 'text'")]
    [InlineData("drafting", "text", "materials/report.pdf", "cannot take 'text'")]
    [InlineData("drafting", "text", "${stages.plan.output}", "cannot take 'text'")]
    [InlineData("drafting", "text", "checking.contract", "cannot take 'text'")]
    [InlineData("judging", "facts", "drafting.contract", "cannot take 'facts'")]
    public async Task PlanThatIsNone_IsNotTaken(string recipe, string input, string from, string reason)
    {
        (JsonElement plan, _) = await SolveAsync(new ScriptedModel(Plan((recipe, input, from))));

        string said = plan.GetProperty("prepared_with").GetString()!;
        Assert.StartsWith("rules: the plan of language model 'default' was not taken: ", said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.Equal(["workflows/drafting@1", "workflows/checking@1"], Recipes(plan));
    }

    [Fact]
    public async Task PlanThatIsTooLong_OrTakesARecipeTwice_IsNotTaken()
    {
        (JsonElement twice, _) = await SolveAsync(new ScriptedModel(Plan(("drafting", "text", Form), ("drafting", "text", Form))));
        (JsonElement three, _) = await SolveAsync(
            new ScriptedModel(Plan(("drafting", "text", Form), ("judging", "text", Form), ("checking", "contract", "drafting.contract"))));

        Assert.Contains("drafting, is chosen twice", twice.GetProperty("prepared_with").GetString(), StringComparison.Ordinal);
        Assert.Contains("it has 3 recipes; 1 to 2", three.GetProperty("prepared_with").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnswerThatIsNoPlan_LeavesItToTheRules()
    {
        (JsonElement plan, _) = await SolveAsync(new ScriptedModel("I would rather not.", "Really not."));

        Assert.EndsWith("was not taken: invalid_output", plan.GetProperty("prepared_with").GetString(), StringComparison.Ordinal);
        Assert.Equal("run", plan.GetProperty("decision").GetString());
    }

    /// <summary>A prompt need not have an output schema, which makes every answer a text, and its schema may allow anything.</summary>
    [Theory]
    [InlineData(null, "Drafting, then checking.", "it is no list of recipes")]
    [InlineData(null, """{"plan":[]}""", "it is no list of recipes")]
    [InlineData("{}", """[{"recipe":"drafting"}]""", "it is no list of recipes")]
    [InlineData("{}", """{"plan":{"recipe":"drafting"}}""", "it is no list of recipes")]
    [InlineData("{}", """{"plan":[3]}""", "recipe 1 is none of those to choose from")]
    [InlineData("{}", """{"plan":[{"recipe":["drafting"]}]}""", "recipe 1 is none of those to choose from")]
    [InlineData("{}", """{"plan":[{"recipe":"drafting","inputs_from":["x"]}]}""", "has no input ''")]
    public async Task AnswerOfAnyShape_LeavesItToTheRules(string? outputSchema, string answer, string reason)
    {
        (JsonElement plan, _) = await SolveAsync(new ScriptedModel(answer), outputSchema);

        string said = plan.GetProperty("prepared_with").GetString()!;
        Assert.StartsWith("rules: the plan of language model 'default' was not taken: ", said, StringComparison.Ordinal);
        Assert.Contains(reason, said, StringComparison.Ordinal);
        Assert.Equal(["workflows/drafting@1", "workflows/checking@1"], Recipes(plan));
    }

    [Fact]
    public async Task Model_MayFindThatNothingFits()
    {
        (JsonElement plan, _) = await SolveAsync(new ScriptedModel(Plan()));

        Assert.Equal("refuse", plan.GetProperty("decision").GetString());
        Assert.Empty(plan.GetProperty("plan").EnumerateArray());
    }

    [Fact]
    public async Task InputThatIsMissing_IsNamed_AndNothingRuns()
    {
        (JsonElement plan, StageAttempt[] attempts) = await SolveAsync(new ScriptedModel(Plan(("checking", "contract", null))));

        Assert.Equal(JsonValueKind.Null, plan.GetProperty("plan")[0].GetProperty("inputs")[0].GetProperty("from").ValueKind);
        Assert.All(attempts, attempt => Assert.Equal("plan", attempt.Path));
    }

    [Fact]
    public async Task Compare_ShowsAnotherVersionOfThePromptThatPlanned()
    {
        await using EngineHost host = Host(new ScriptedModel(Plan(("drafting", "text", Form)), Plan(("drafting", "text", Form))));
        AddTo(host, PlanSchema);
        ExecutionRecord before = await RunAsync(host);
        AddPrompt(host, PlanSchema, "Now plan this: {{problem}}");
        ExecutionRecord after = await RunAsync(host);

        ExecutionComparison comparison = (await host.Comparer.CompareAsync(before.Id, after.Id, Token))!;

        StageComparison plan = comparison.Stages.Single(stage => stage.Path == "plan");
        Assert.Equal(["workflows/solve@2", "workflows/chain@1"], plan.Left!.Versions);
        Assert.Equal(["workflows/solve@2", "workflows/chain@2"], plan.Right!.Versions);
    }

    private static EngineHost Host(ScriptedModel model) => new EngineHost(
        (_, _) => Task.FromResult(EngineHost.Done), model,
        operations: [new PlanOperation(), new DescribeRecipeOperation(), new ApprovalOperation()]).Start();

    private static async Task<(JsonElement Plan, StageAttempt[] Attempts)> SolveAsync(
        ScriptedModel model, string? outputSchema = PlanSchema)
    {
        await using EngineHost host = Host(model);
        AddTo(host, outputSchema);
        ExecutionRecord ended = await RunAsync(host);
        return (ended.Output!.Value.GetProperty("plan"), [.. await host.Store.GetAttemptsAsync(ended.Id, Token)]);
    }

    private static async Task<ExecutionRecord> RunAsync(EngineHost host)
    {
        ManifestResult built = await new ManifestBuilder(
            host.Catalog, Manifests.Operations, new GeneratingModel(), new JsonSchemaValidator(), Checks.All()).BuildAsync(
                new EntryKey("workflows", "solve"), default, Token);
        Manifest manifest = Assert.IsType<ManifestResult.Built>(built).Manifest;
        JsonElement input = SmallSolver.Input(
            Problem, SmallSolver.Text("form.txt", "questionnaire", "Reef Tour"), SmallSolver.Document("report.pdf", "other"));
        return await host.WaitForAsync(
            await host.QueueAsync(manifest, execution => execution with { Input = input }), ExecutionStatus.Succeeded);
    }

    private static void AddTo(EngineHost host, string? outputSchema)
    {
        SmallSolver.AddTo(host.Catalog);
        host.Catalog.Add(
            EntryKind.Operation,
            "components/describe",
            """
            {"type":"solver.recipe","with":{"recipes":["workflows/drafting","workflows/checking"]},
             "input_schema":{"type":"object","required":["recipe"],"properties":{"recipe":{"type":"string"}}}}
            """);
        AddPrompt(host, outputSchema, "{{problem}}");
        host.Catalog.Add(
            EntryKind.Solver, "workflows/solve",
            SmallSolver.Body.Replace("\"max_chain\": 2,", "\"max_chain\": 2, \"prompt\": \"chain\",", StringComparison.Ordinal));
    }

    private static void AddPrompt(EngineHost host, string? outputSchema, string text) =>
        host.Catalog.Add(
            EntryKind.Prompt,
            "workflows/chain",
            $$$$"""
            {"format_version":1,"type":"text","messages":[{"role":"user","content":"{{{{text}}}}"}],"tools":["components/describe"],
             "variables":{"type":"object","required":["problem","recipes"],"properties":{
               "problem":{"type":"string"},"max_chain":{"type":"integer"},"available_inputs":{"type":"array"},"recipes":{"type":"array"}}}
             {{{{(outputSchema is null ? "" : $",\"output_schema\":{outputSchema}")}}}}}
            """);

    private static string Plan(params (string Recipe, string Input, string? From)[] steps) => JsonSerializer.Serialize(new
    {
        plan = steps.Select(step => new
        {
            recipe = step.Recipe,
            reason = "It is asked for.",
            inputs_from = new[] { new { input = step.Input, from = step.From } },
        }),
    });

    private static IEnumerable<string?> Recipes(JsonElement plan) =>
        plan.GetProperty("plan").EnumerateArray().Select(step => step.GetProperty("recipe").GetString());

    private sealed class GeneratingModel : IModelDirectory
    {
        public ResolvedModel? Resolve(string? name) => new(name ?? "default", "stub", "stub-1", CanGenerate: true);

        public IChatClient GetClient(ResolvedModel model) => throw new NotSupportedException();
    }
}
