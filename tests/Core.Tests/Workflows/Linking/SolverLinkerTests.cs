using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Tests.Solving;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Core.Tests.Workflows.Linking;

public sealed class SolverLinkerTests
{
    private readonly WorkflowLinker _linker = new(Manifests.Operations, new JsonSchemaValidator(), Checks.All());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Link_PinsEveryRecipeThatMayBeChosen_AndFlattensEachOnce()
    {
        var catalog = new TestCatalog();
        EntryVersion solver = SmallSolver.AddTo(catalog);

        LinkedWorkflow linked = await _linker.LinkAsync(solver, catalog, Token);

        Assert.Empty(linked.Errors);
        Assert.Equal(["plan", "ask", "choose"], linked.Stages.Select(stage => stage.Path));
        Assert.Equal(
            ["reading read", "drafting draft", "judging judge", "checking check"],
            linked.Choices!.Value.Select(choice => $"{choice.Recipe.Key.Name} {Assert.Single(choice.Stages).Path}"));
        Assert.Equal(
            ["components/echo", "workflows/checking", "workflows/drafting", "workflows/judging", "workflows/reading", "workflows/solve"],
            linked.Entries.Select(entry => entry.Key.ToString()));
    }

    [Theory]
    [InlineData("{ \"text\": \"questionnaire text\" }", "{ \"typo\": \"questionnaire text\" }", "recipes[1].takes.typo", "unknown_field")]
    [InlineData("{ \"text\": \"questionnaire text\" }", "{}", "recipes[1].takes.text", "missing_input")]
    [InlineData("{ \"text\": \"questionnaire text\" }", "{ \"text\": \"x value\" }", "recipes[1].takes.text", "incompatible_wire")]
    [InlineData("\"contract\": \"contract text\" },", "\"typo\": \"contract text\" },", "recipes[1].gives.typo", "unknown_field")]
    [InlineData("workflows/checking", "workflows/nobody", "recipes[3]", "unknown_reference")]
    [InlineData("workflows/checking", "components/echo", "recipes[3]", "wrong_kind")]
    [InlineData("workflows/checking", "workflows/drafting", "recipes[3]", "invalid_id")]
    [InlineData("\"answer\": { \"type\": [\"object\", \"null\"] }", "\"more\": {}", "input_schema.answer", "unknown_field")]
    [InlineData(
        "\"maxLength\": 2000", "\"maxLength\": 2, \"default\": \"long\"", "input_schema.properties.problem.default", "invalid_default")]
    public async Task Link_WhenSomethingIsWrong_ReportsItsPlaceAndCode(string old, string now, string path, string code)
    {
        var catalog = new TestCatalog();
        SmallSolver.AddTo(catalog);
        Assert.Contains(old, SmallSolver.Body, StringComparison.Ordinal);
        EntryVersion solver = catalog.Add(
            EntryKind.Solver, "workflows/solve", SmallSolver.Body.Replace(old, now, StringComparison.Ordinal));

        LinkedWorkflow linked = await _linker.LinkAsync(solver, catalog, Token);

        Assert.Contains((path, code), linked.Errors.Select(error => (error.Path, error.Code)));
    }

    [Fact]
    public async Task RequiredInput_WithADefault_NeedsNothingThatFillsIt()
    {
        var catalog = new TestCatalog();
        EntryVersion solver = SmallSolver.AddTo(catalog);
        catalog.AddRecipe(
            "checking",
            """[{"id":"check","uses":"echo"}]""",
            input: """{"type":"object","required":["contract","n"],"properties":{"contract":{"type":"string"},"n":{"default":1}}}""");

        LinkedWorkflow linked = await _linker.LinkAsync(solver, catalog, Token);

        Assert.Empty(linked.Errors);
        Assert.All(linked.Choices!.Value, choice => Assert.True(choice is { ChecksInput: true, InputSchema: not null }));
    }

    [Fact]
    public async Task OptionalRecipe_ThatTheCatalogDoesNotHave_IsLeftOutUntilItComes()
    {
        var catalog = new TestCatalog();
        SmallSolver.AddTo(catalog);
        EntryVersion solver = catalog.Add(EntryKind.Solver, "workflows/solve", SmallSolver.Body.Replace(
            "\"uses\": \"workflows/checking\"", "\"uses\": \"workflows/later\", \"optional\": true", StringComparison.Ordinal));
        LinkedWorkflow without = await _linker.LinkAsync(solver, catalog, Token);

        catalog.AddRecipe(
            "later", """[{"id":"a","uses":"echo"}]""", input: """{"type":"object","properties":{"contract":{"type":"string"}}}""");
        LinkedWorkflow with = await _linker.LinkAsync(solver, catalog, Token);

        Assert.Empty(without.Errors);
        Assert.Equal(["reading", "drafting", "judging"], without.Choices!.Value.Select(choice => choice.Recipe.Key.Name));
        Assert.Contains(new EntryKey("workflows", "later"), without.Reads.Keys);
        Assert.Equal(4, with.Choices!.Value.Length);
    }

    [Fact]
    public async Task RecipeThatWouldNoLongerFit_IsRefused_NamingTheSolver()
    {
        var catalog = new TestCatalog();
        SmallSolver.AddTo(catalog);
        EntryVersion recipe = catalog.AddRecipe(
            "checking", """[{"id":"check","uses":"echo"}]""", input: """{"type":"object","properties":{}}""");
        var validator = new WorkflowValidator(Manifests.Operations, new JsonSchemaValidator(), Checks.All());

        var refusals = await validator.ValidateAsync(catalog.Edit(recipe), Token);

        Assert.Contains("would break the solver workflows/solve", Assert.Single(refusals).Error.Message, StringComparison.Ordinal);
    }
}
