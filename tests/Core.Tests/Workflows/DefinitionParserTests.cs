using System.Text.Json;

using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Definitions;

namespace PromptIntel.Core.Tests.Workflows;

public sealed class DefinitionParserTests
{
    [Fact]
    public void ParseRecipe_WhenComplete_ReadsEveryField()
    {
        JsonElement body = JsonElement.Parse("""
            {"format_version":1,"input_schema":"components/thing","example_input":{"a":1},"output":{"x":"${stages.second.output.x}"},
             "stages":[
               {"id":"first","uses":"echo@3"},
               {"id":"second","description":"D","uses":"other/echo@staging","with":{"x":"${item.y}"},"when":"${input.a} > 0",
                "for_each":{"items":"${input.rows}","max_parallel":7,"on_item_error":"continue","max_failures":2},
                "retry":{"attempts":4,"backoff":"500ms","max_backoff":"10s","on":["transport","invalid_output"]},
                "timeout":"2m","cache":true,"output_schema":{"type":"object"}}]}
            """);

        Parsed<WorkflowDefinition> parsed = DefinitionParser.ParseRecipe(body);

        Assert.Empty(parsed.Errors);
        StageDefinition second = parsed.Definition!.Stages[1];
        Assert.Equal(["first"], second.Needs);
        Assert.Equal("other/echo@staging", second.Uses.ToString());
        Assert.Equal((7, false, 2), (second.ForEach!.MaxParallel, second.ForEach.StopOnItemError, second.ForEach.MaxFailures));
        Assert.Equal(
            (4, TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(10)),
            (second.Retry!.Attempts, second.Retry.Backoff, second.Retry.MaxBackoff));
        Assert.Equal([FailureKind.Transport, FailureKind.InvalidOutput], second.Retry.On);
        Assert.Equal(TimeSpan.FromMinutes(2), second.Timeout);
        Assert.True(second.IsCached);
    }

    [Fact]
    public void ParseRecipe_WhenManyThingsAreWrong_ReportsThemAllWithTheirPaths()
    {
        JsonElement body = JsonElement.Parse("""
            {"input_schema":{},"colour":"red","stages":[
               {"id":"Bad","uses":"echo"},
               {"id":"a","uses":"a/b/c","timeout":"5 minutes","retry":{"attempts":0,"on":["magic"]}},
               {"id":"a","uses":"echo","with":{"deep":{"x":"${nowhere.y}"}},"when":"${input.a} ="},
               {"id":"b","uses":"echo","for_each":{"items":[1,2]}}]}
            """);

        var found = DefinitionParser.ParseRecipe(body).Errors.Select(error => (error.Path, error.Code)).ToHashSet();

        Assert.Equal(
            new HashSet<(string, string)>
            {
                ("colour", "unknown_field"), ("stages[0].id", "invalid_id"), ("stages.a.uses", "invalid_reference"),
                ("stages.a.timeout", "invalid_duration"), (
                    "stages.a.retry.attempts", "out_of_range"), ("stages.a.retry.on", "out_of_range"),
                ("stages[2].id", "duplicate_id"), ("stages.a.with.deep.x", "invalid_wire"), ("stages.a.when", "invalid_expression"),
                ("stages.b.for_each.items", "wrong_type"),
            },
            found);
    }

    [Theory]
    [InlineData("500ms", 500)]
    [InlineData("30s", 30_000)]
    [InlineData("5m", 300_000)]
    [InlineData("1h", 3_600_000)]
    [InlineData("25h", null)]
    [InlineData("0s", null)]
    [InlineData("-5s", null)]
    [InlineData("5", null)]
    [InlineData("ms", null)]
    public void ParseRecipe_ReadsDurations(string text, int? milliseconds)
    {
        JsonElement body = JsonElement.Parse($$"""{"input_schema":{},"stages":[{"id":"a","uses":"echo","timeout":"{{text}}"}]}""");

        TimeSpan? timeout = DefinitionParser.ParseRecipe(body).Definition?.Stages[0].Timeout;

        Assert.Equal(milliseconds, timeout?.TotalMilliseconds is { } value ? (int)value : null);
    }

    [Fact]
    public void ParseOperation_WhenTypeIsMissing_IsRefused()
    {
        Parsed<OperationDefinition> parsed = DefinitionParser.ParseOperation(JsonElement.Parse("""{"with":[]}"""));

        Assert.Null(parsed.Definition);
        Assert.Equal(["type", "with"], parsed.Errors.Select(error => error.Path));
    }

    [Fact]
    public void ParseSolver_WhenComplete_ReadsEveryField()
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(JsonElement.Parse(
            """
            {"format_version":1,"input_schema":{"type":"object"},"example_input":{"problem":"x"},
             "recipes":["email_triage","workflows/questionnaire_to_contract@production"],"max_chain":2}
            """));

        Assert.Empty(parsed.Errors);
        Assert.Equal(
            ["email_triage", "workflows/questionnaire_to_contract@production"],
            parsed.Definition!.Recipes.Select(recipe => recipe.ToString()));
        Assert.Equal(2, parsed.Definition.MaxChain);
    }

    [Fact]
    public void ParseSolver_WhenItNamesNoRecipe_IsRefused()
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(
            JsonElement.Parse("""{"input_schema":{},"recipes":[],"max_chain":11,"steps":[]}"""));

        Assert.Equal(
            [("recipes", "required"), ("max_chain", "out_of_range"), ("steps", "unknown_field")],
            parsed.Errors.Select(error => (error.Path, error.Code)));
    }

    [Fact]
    public void ParseSolver_WhenARecipeSaysMore_ReadsWhatItTakesGivesAndPicks()
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(JsonElement.Parse(
            """
            {"input_schema":{},"kinds":{"bill":["Amount Due"]},"recipes":[{"uses":"reading","result":"a record","solves":["type in values"],
             "takes":{"id":"any document","text":"bill letter text"},"gives":{"record":"facts value"},
             "picks":{"schema_name":[{"value":"components/bill","makes":"facts","kinds":["bill"],"words":["bill"]}]}}]}
            """));

        Assert.Empty(parsed.Errors);
        SolverRecipe recipe = Assert.Single(parsed.Definition!.Choices);
        Assert.Equal([("id", "", MaterialForm.Document), ("text", "bill letter", MaterialForm.Text)], recipe.Takes.Select(Port));
        Assert.Equal([("record", "facts", MaterialForm.Value)], recipe.Gives.Select(Port));
        SolverOption option = Assert.Single(Assert.Single(recipe.Picks).Options);
        Assert.Equal(("components/bill", "facts", "bill"), (option.Value, option.Makes, Assert.Single(option.Kinds)));
        Assert.Equal("amount due", Assert.Single(Assert.Single(parsed.Definition.Kinds).Words));
    }

    [Theory]
    [InlineData("""[{}]""", "recipes[0].uses", "required")]
    [InlineData("""[{"uses":"a b@","x":1}]""", "recipes[0].x", "unknown_field")]
    [InlineData("""[{"uses":"a","takes":{"id":"document"}}]""", "recipes[0].takes.id", "invalid_material")]
    [InlineData("""[{"uses":"a","takes":{"id":"any 1"}}]""", "recipes[0].takes.id", "invalid_material")]
    [InlineData("""[{"uses":"a","gives":{"id":7}}]""", "recipes[0].gives.id", "invalid_material")]
    [InlineData("""[{"uses":"a","picks":{"s":{}}}]""", "recipes[0].picks.s", "wrong_type")]
    [InlineData("""[{"uses":"a","picks":{"s":[]}}]""", "recipes[0].picks.s", "wrong_type")]
    [InlineData("""[{"uses":"a","picks":{"s":[{"value":"${input.x}"}]}}]""", "recipes[0].picks.s[0].value", "invalid_reference")]
    [InlineData("""[{"uses":"a","picks":{"s":[{"value":"bare"}]}}]""", "recipes[0].picks.s[0].value", "invalid_reference")]
    [InlineData("""[{"uses":"a","solves":[""]}]""", "recipes[0].solves", "wrong_type")]
    [InlineData("""[{"uses":"a","solves":"x"}]""", "recipes[0].solves", "wrong_type")]
    public void ParseSolver_WhenARecipeIsWrong_SaysWhere(string recipes, string path, string code)
    {
        Parsed<SolverDefinition> parsed = DefinitionParser.ParseSolver(
            JsonElement.Parse($$"""{"input_schema":{},"recipes":{{recipes}}}"""));

        Assert.Contains((path, code), parsed.Errors.Select(error => (error.Path, error.Code)));
    }

    private static (string Field, string Kinds, MaterialForm Form) Port(SolverPort port) =>
        (port.Field, string.Join(' ', port.Kinds), port.Form);
}
