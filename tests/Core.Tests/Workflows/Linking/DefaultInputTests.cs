using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Workflows.Linking;

/// <summary>Inputs with defaults: nobody needs to wire them, everybody gets them, and a wrong one is refused when it is written.</summary>
public sealed class DefaultInputTests
{
    private const string Tiered =
        """{"type":"object","required":["tier"],"properties":{"tier":{"type":"string","enum":["basic","gold"],"default":"basic"}}}""";

    private readonly TestCatalog _catalog = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stage_GetsTheDefaultOfItsOperation_OfTheSubRecipe_AndOfTheWorkflow()
    {
        _catalog.AddEcho("price", Tiered);
        _catalog.AddEcho("echo");
        _catalog.AddRecipe("inner", """[{"id":"b","uses":"echo","with":{"tier":"${input.tier}"}}]""", input: Tiered);
        _catalog.AddRecipe(
            "main",
            """
            [{"id":"a","uses":"price","with":{"tier":"${input.nothing}"}},{"id":"in","uses":"workflows/inner","needs":[]},
             {"id":"c","uses":"echo","with":{"tier":"${input.tier}"},"needs":[]}]
            """,
            input: """{"type":"object","properties":{"nothing":{"type":"string"},"tier":{"type":"string","default":"gold"}}}""");
        Manifest manifest = await Manifests.BuildAsync(_catalog);
        var run = new PlannerRun(ManifestJson.Deserialize(ManifestJson.Serialize(manifest)), JsonElement.Parse("{}"));

        run.Advance();

        Assert.Equal(
            ["""a {"tier":"basic"}""", """c {"tier":"gold"}""", """in/b {"tier":"basic"}"""],
            run.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal).Select(input => $"{input.Key} {input.Value.GetRawText()}"));
    }

    [Theory]
    [InlineData("operation", "input_schema.properties.tier.default")]
    [InlineData("recipe", "input_schema.properties.tier.default")]
    public async Task Write_OfADefaultThatItsSchemaRefuses_IsRefusedByItsField(string kind, string field)
    {
        const string Wrong = """{"type":"object","properties":{"tier":{"type":"string","enum":["gold"],"default":"basic"}}}""";
        EntryVersion version = kind == "operation"
            ? _catalog.AddEcho("price", Wrong)
            : _catalog.AddRecipe("main", """[{"id":"a","uses":"price"}]""", input: Wrong);
        _ = kind == "operation" ? null : _catalog.AddEcho("price");
        var validator = new WorkflowValidator(Manifests.Operations, new JsonSchemaValidator(), Checks.All());

        ImmutableArray<EntryRefusal> refusals = await validator.ValidateAsync(_catalog.Edit(version), Token);

        Assert.Equal(field, Assert.Single(refusals).Error.Field);
    }

    [Fact]
    public void Prompt_RendersWithTheDefaultOfAVariable_AndIsRefusedWithAWrongOne()
    {
        const string Body = """{"format_version":1,"type":"text","messages":[{"role":"user","content":"Hi {{name}}"}],"variables":""";
        EntryVersion right = _catalog.Add(
            EntryKind.Prompt, "general/a",
            Body + """{"type":"object","required":["name"],"properties":{"name":{"type":"string","default":"you"}}}}""");
        EntryVersion wrong = _catalog.Add(
            EntryKind.Prompt, "general/b", Body + """{"type":"object","properties":{"name":{"type":"string","default":7}}}}""");

        var rendered = Assert.IsType<PromptIntel.Core.Catalog.Rendering.RenderResult.Rendered>(
            Checks.Renderer().Render(right, JsonElement.Parse("{}"), Token));

        Assert.Equal("Hi you", rendered.Messages[0].Content);
        Assert.Equal("variables.properties.name.default", Assert.Single(Checks.All().Check(wrong)).Field);
    }
}
