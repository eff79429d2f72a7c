using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Tests.Workflows.Operations;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Solving;

/// <summary>The first stage of a solver, on whatever input the solver's own schema lets pass.</summary>
public sealed class PlanOperationTests
{
    private const string TwoOfOneName = """
        {"format_version":1,"input_schema":{"type":"object"},"recipes":[
          {"uses":"elsewhere/drafting","optional":true,"takes":{"text":"any text"},"solves":["translate letter"]},
          {"uses":"workflows/drafting","takes":{"text":"any text"},"solves":["draft contract"]}]}
        """;

    [Theory]
    [InlineData("""{"materials":[{}]}""", "materials[0]: name: must be a text.")]
    [InlineData("""{"materials":["x"]}""", "materials[0]: must be an object with a name.")]
    [InlineData("""{"materials":[null]}""", "materials[0]: must be an object with a name.")]
    [InlineData("""{"materials":[{"name":7,"text":"x"}]}""", "materials[0]: name: must be a text.")]
    [InlineData("""{"materials":[{"name":"a","text":"x"},{"name":"b"}]}""", "materials[1]: must have one of text, document_id and value.")]
    [InlineData("""{"materials":[{"name":"a","text":7}]}""", "materials[0]: text: must be a text.")]
    [InlineData("""{"materials":[{"name":"a","document_id":{}}]}""", "materials[0]: document_id: must be a text.")]
    [InlineData("""{"materials":[{"name":"a","text":"x"},{"name":"a","value":{}}]}""", "materials: two have the name 'a'.")]
    [InlineData("""{"materials":{"name":"a"}}""", "materials: must be a list.")]
    [InlineData("""{"problem":7}""", "problem: must be a text.")]
    [InlineData("""{"problem":"x","answer":{"option":"1"}}""", "answer.option: must be a whole number.")]
    [InlineData("""{"problem":"x","answer":[1]}""", "answer: must be an object.")]
    public async Task Input_ThatIsOfNoUse_FailsTheStage_NamingThePlace(string input, string detail)
    {
        OperationOutcome outcome = await PlanAsync(TwoOfOneName, input);

        var failed = Assert.IsType<OperationOutcome.Failed>(outcome);
        Assert.Equal((ErrorCodes.InvalidInput, detail), (failed.Code, failed.Detail));
    }

    [Theory]
    [InlineData("Draft contract", "run")]
    [InlineData("Translate letter", "refuse")]
    public async Task TwoRecipesOfOneName_TheFirstAbsent_AreToldApart(string problem, string decision)
    {
        OperationOutcome outcome = await PlanAsync(TwoOfOneName, $$"""{"problem":"{{problem}}","materials":[{"name":"a","text":"x"}]}""");

        var plan = Assert.IsType<OperationOutcome.Completed>(outcome).Output;
        Assert.Equal(decision, plan.GetProperty("decision").GetString());
        Assert.Equal(
            decision == "run" ? ["workflows/drafting@1"] : [],
            plan.GetProperty("plan").EnumerateArray().Select(step => step.GetProperty("recipe").GetString()));
        Assert.Equal(1, plan.GetProperty("considered").GetArrayLength());
    }

    /// <summary>What a clause begins with is what is to be done; what it is done to asks for nothing.</summary>
    [Theory]
    [InlineData("Please translate the draft contract", "refuse")]
    [InlineData("Draft the contract for the people of the logo", "run")]
    public async Task AClauseThatBeginsWithWhatNobodyDoes_AsksForNothingElse(string problem, string decision)
    {
        OperationOutcome outcome = await PlanAsync(
            TwoOfOneName.Replace("\"recipes\"", "\"outside\":[\"translate\",\"logo\"],\"recipes\"", StringComparison.Ordinal),
            $$"""{"problem":"{{problem}}","materials":[{"name":"a","text":"x"}]}""");

        Assert.Equal(
            decision, Assert.IsType<OperationOutcome.Completed>(outcome).Output.GetProperty("decision").GetString());
    }

    [Theory]
    [InlineData("""{"prompt":"workflows/chain"}""", "workflows/chain")]
    [InlineData("""{"prompt":"chain@2"}""", "workflows/chain")]
    [InlineData("""{"prompt":"no entry/at all"}""", "")]
    [InlineData("""{"prompt":7}""", "")]
    [InlineData("{}", "")]
    [InlineData("[]", "")]
    public void Require_NamesThePrompt_AndAlwaysRefuses(string settings, string prompt)
    {
        OperationRequirements needs = new PlanOperation().Require(JsonElement.Parse(settings));

        Assert.Equal(prompt, string.Join(' ', needs.Entries.Cast<EntrySelector.One>().Select(one => one.Key)));
        Assert.Single(needs.Errors);
    }

    private static Task<OperationOutcome> PlanAsync(string solver, string input)
    {
        var catalog = new TestCatalog();
        SmallSolver.AddTo(catalog);
        var context = new TestOperationContext(
            """{"solver":"workflows/chooser","recipes":["workflows/drafting@1"]}""",
            input,
            catalog.Add(EntryKind.Solver, "workflows/chooser", solver),
            catalog.Find(new EntryKey("workflows", "drafting"))!.Current);
        return new PlanOperation().ExecuteAsync(context, TestContext.Current.CancellationToken);
    }
}
