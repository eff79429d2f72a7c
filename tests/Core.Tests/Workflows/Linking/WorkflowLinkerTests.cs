using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Core.Tests.Workflows.Linking;

public sealed class WorkflowLinkerTests
{
    private const string Typed = """{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}}}""";
    private const string Closed = """{"type":"object","additionalProperties":false,"properties":{"n":{"type":"integer"}}}""";
    private const string Input =
        """
        {"type":"object","properties":{"s":{"type":"string"},
          "rows":{"type":"array","items":{"type":"object","properties":{"q":{"type":"integer"}}}}}}
        """;

    private readonly WorkflowLinker _linker = new(Manifests.Operations, new JsonSchemaValidator(), Checks.All());

    [Theory]
    [InlineData("""[{"id":"a","uses":"nobody"}]""", "stages.a.uses", "unknown_reference")]
    [InlineData("""[{"id":"a","uses":"echo@9"}]""", "stages.a.uses", "unknown_version")]
    [InlineData("""[{"id":"a","uses":"echo@1"},{"id":"b","uses":"echo@2"}]""", "stages.b.uses", "version_conflict")]
    [InlineData("""[{"id":"a","uses":"components/conf"}]""", "stages.a.uses", "wrong_kind")]
    [InlineData("""[{"id":"a","uses":"components/alien"}]""", "stages.a.uses", "unknown_operation_type")]
    [InlineData("""[{"id":"a","uses":"components/mute"}]""", "stages.a.uses", "invalid_settings")]
    [InlineData("""[{"id":"a","uses":"echo","output_schema":{"type":"sausage"}}]""", "stages.a.output_schema", "invalid_schema")]
    [InlineData("""[{"id":"a","uses":"echo","output_schema":"a/b/c"}]""", "stages.a.output_schema", "invalid_reference")]
    [InlineData("""[{"id":"a","uses":"echo","needs":["b"]},{"id":"b","uses":"echo"}]""", "stages.a.needs", "cycle")]
    [InlineData("""[{"id":"a","uses":"echo","needs":["z"]}]""", "stages.a.needs", "unknown_stage")]
    [InlineData("""[{"id":"a","uses":"echo","with":{"x":"${stages.z.output}"}}]""", "stages.a.with.x", "unknown_stage")]
    [InlineData(
        """[{"id":"a","uses":"echo"},{"id":"b","uses":"echo","needs":[],"with":{"x":"${stages.a.output.s}"}}]""",
        "stages.b.with.x",
        "not_needed")]
    [InlineData("""[{"id":"a","uses":"typed"}]""", "stages.a.with.n", "missing_input")]
    [InlineData("""[{"id":"a","uses":"typed","with":{"n":"${input.s}"}}]""", "stages.a.with.n", "incompatible_wire")]
    [InlineData("""[{"id":"a","uses":"echo","with":{"n":"${input.typo}"}}]""", "stages.a.with.n", "unknown_field")]
    [InlineData("""[{"id":"a","uses":"closed","with":{"n":1,"typo":2}}]""", "stages.a.with.typo", "unknown_input")]
    [InlineData("""[{"id":"a","uses":"inner_closed","with":{"n":1,"typo":2}}]""", "stages.a.with.typo", "unknown_input")]
    [InlineData("""[{"id":"a","uses":"echo","with":{"n":"${item.q}"}}]""", "stages.a.with.n", "no_item")]
    [InlineData("""[{"id":"a","uses":"echo","for_each":{"items":"${input.s}"}}]""", "stages.a.for_each.items", "incompatible_wire")]
    [InlineData("""[{"id":"a","uses":"main"}]""", "stages.a.uses", "recursive_recipe")]
    [InlineData("""[{"id":"a","uses":"nested","cache":true}]""", "stages.a", "not_applicable")]
    [InlineData(
        """[{"id":"a","uses":"deep3"}]""",
        "stages.a.stages.next.stages.next.stages.next.stages.next.stages.next.stages.next.stages.next.uses",
        "too_deep")]
    [InlineData("""[{"id":"a","uses":"echo","when":"1 > 2"}]""", "stages.a.when", "unreachable_stage")]
    [InlineData("""[{"id":"a","uses":"echo","when":"${input.s} == 'x' && !true"}]""", "stages.a.when", "unreachable_stage")]
    public async Task Link_WhenSomethingIsWrong_ReportsItsPlaceAndCode(string stages, string path, string code)
    {
        LinkedWorkflow linked = await LinkAsync(stages);

        Assert.Contains(linked.Errors, error => error.Code == code && error.Path == path);
    }

    [Theory]
    [InlineData("${input.s} == 'x'")]
    [InlineData("${input.s} == 'x' || true")]
    [InlineData("!false")]
    [InlineData("exists(${input.s})")]
    public async Task Link_WhenAConditionCanHold_IsContent(string when)
    {
        LinkedWorkflow linked = await LinkAsync($$"""[{"id":"a","uses":"echo","when":"{{when}}"}]""");

        Assert.Empty(linked.Errors);
    }

    [Theory]
    [InlineData("${stages.a.output.value.yes}", null)]
    [InlineData("${stages.a.output.source_spans}", null)]
    [InlineData("${stages.a.output.value.no}", "unknown_field")]
    [InlineData("${stages.a.output.other}", "unknown_field")]
    public async Task Link_WhenADefinitionSaysLessThanItsType_ChecksWiresAgainstBoth(string wire, string? code)
    {
        LinkedWorkflow linked = await LinkAsync(
            $$$"""[{"id":"a","uses":"ask","with":{"name":"Ann"}},{"id":"b","uses":"echo","with":{"x":"{{{wire}}}"}}]""");

        Assert.Equal(code is null ? [] : [code], linked.Errors.Select(error => error.Code));
    }

    private async Task<LinkedWorkflow> LinkAsync(string stages)
    {
        TestCatalog catalog = Catalog();
        EntryVersion recipe = catalog.AddRecipe("main", stages, input: Input);
        return await _linker.LinkAsync(recipe, catalog, TestContext.Current.CancellationToken);
    }

    private static TestCatalog Catalog()
    {
        var catalog = new TestCatalog();
        catalog.AddEcho("echo");
        catalog.AddEcho("echo");
        catalog.AddEcho("typed", Typed, Typed);
        catalog.Add(EntryKind.Config, "components/conf", "{}");
        catalog.Add(EntryKind.Operation, "components/alien", """{"type":"alien.type"}""");
        catalog.Add(EntryKind.Operation, "components/mute", """{"type":"prompt"}""");
        catalog.Add(EntryKind.Schema, "components/answer", """{"type":"object","properties":{"yes":{"type":"boolean"}}}""");
        catalog.Add(
            EntryKind.Prompt, "workflows/greet",
            """
            {"format_version":1,"type":"text","messages":[{"role":"user","content":"Hello {{name}}"}],
             "variables":{"type":"object","properties":{"name":{"type":"string"}}},"output_schema":"answer"}
            """);
        catalog.Add(
            EntryKind.Operation, "components/ask",
            """
            {"type":"prompt","output_schema":{"type":"object",
              "properties":{"value":{"type":"object"},"source_spans":{"type":"array"}}},
             "with":{"prompt":"greet","with_sources":true}}
            """);
        catalog.AddRecipe("nested", """[{"id":"a","uses":"echo"}]""");
        catalog.AddEcho("closed", Closed);
        catalog.AddRecipe("inner_closed", """[{"id":"a","uses":"echo","with":{"n":"${input.n}"}}]""", input: Closed);

        for (int depth = 0; depth < 12; depth++)
        {
            catalog.AddRecipe($"deep{depth}", $$"""[{"id":"next","uses":"{{(depth == 11 ? "echo" : $"deep{depth + 1}")}}"}]""");
        }

        return catalog;
    }
}
