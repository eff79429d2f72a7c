using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Linking;
using PromptIntel.Core.Workflows.Operations;

namespace PromptIntel.Core.Tests.Workflows.Linking;

/// <summary>What a prompt names as tools is found, pinned and callable, or refused by its field when it is written.</summary>
public sealed class ToolLinkerTests
{
    private const string Typed = """{"type":"object","required":["n"],"properties":{"n":{"$ref":"components/number"}}}""";

    private static readonly OperationRegistry Operations = new([new EchoOperation(), new PromptOperation(), new ApprovalOperation()]);

    private readonly WorkflowLinker _linker = new(Operations, new JsonSchemaValidator(), Checks.All());
    private readonly WorkflowValidator _validator = new(Operations, new JsonSchemaValidator(), Checks.All());
    private readonly TestCatalog _catalog = Catalog();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""["components/nobody"]""", "tools[0]", "no entry components/nobody")]
    [InlineData("""["components/typed","components/typed@9"]""", "tools[1]", "named twice")]
    [InlineData("""["components/typed@9"]""", "tools[0]", "no version or label '9'")]
    [InlineData("""["components/number"]""", "tools[0]", "is a schema")]
    [InlineData("""["workflows/main"]""", "tools[0]", "is a recipe")]
    [InlineData("""["components/ask_a_person"]""", "tools[0]", "may wait for a person")]
    [InlineData("""["components/alien"]""", "tools[0]", "is of type 'alien.type'")]
    [InlineData("""["components/text_only"]""", "tools[0]", "not an object")]
    [InlineData("""["components/a.b","components/a-b"]""", "tools[1]", "also called components_a_b")]
    [InlineData("""["components/a_name_that_is_a_good_deal_longer_than_any_model_would_ever_take_it"]""", "tools[0]", "longer than the 64")]
    [InlineData("""["typed"]""", "tools[0]", "not of the form")]
    [InlineData("""["components/typed@@"]""", "tools[0]", "not of the form")]
    [InlineData("""[{"name":"typed"}]""", "tools[0]", "Must name")]
    [InlineData("\"components/typed\"", "tools", "Must be an array")]
    [InlineData("""["general/asker"]""", "tools[0]", "come to call itself: general/asker > general/asker")]
    [InlineData("""["general/friend"]""", "tools[0]", "general/asker > general/friend > components/ask_again > general/asker")]
    [InlineData("""["general/deep1"]""", "tools[0]", "at most 4 deep")]
    public async Task Tools_ThatCannotBeCalled_AreRefusedByTheirField(string tools, string field, string reason)
    {
        EntryVersion prompt = AddPrompt(_catalog, "general/asker", tools);

        ImmutableArray<EntryRefusal> refusals = await _validator.ValidateAsync(_catalog.Edit(prompt), Token);
        ImmutableArray<EntryError> errors = [.. Checks.All().Check(prompt), .. refusals.Select(refusal => refusal.Error)];

        Assert.Contains(errors, error => error.Field == field && error.Message.Contains(reason, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("1001")]
    [InlineData("2.5")]
    [InlineData("\"3\"")]
    public void Limit_OfCalls_IsAWholeNumber(string limit)
    {
        EntryVersion prompt = _catalog.Add(EntryKind.Prompt, "general/asker", Prompt("[]", $$"""{"max_tool_calls":{{limit}}}"""));

        Assert.Equal("config.max_tool_calls", Assert.Single(Checks.All().Check(prompt)).Field);
    }

    [Fact]
    public async Task Tools_ArePinnedWithAllThatTheyUse_AndSayWhatTheyTake()
    {
        AddPrompt(_catalog, "general/nested", """["components/typed"]""");
        EntryVersion prompt = AddPrompt(_catalog, "general/asker", """["general/nested@production"]""");

        LinkedWorkflow linked = await _linker.LinkAsync(prompt, _catalog, Token);

        Assert.Empty(linked.Errors);
        Assert.Equal(
            ["components/number", "components/typed", "general/asker", "general/nested"],
            linked.Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal(["components_typed", "general_nested"], linked.Tools!.Value.Select(tool => tool.Function));
        (PlannedTool operation, PlannedTool asked) = (linked.Tools.Value[0], linked.Tools.Value[1]);
        Assert.Equal(("test.echo", "For a test."), (operation.Stage.OperationType, operation.Description));
        Assert.DoesNotContain("components/number", operation.InputSchema.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("""{"prompt":"general/nested@1"}""", asked.Stage.Settings.GetRawText());
        Assert.True(asked.InputSchema.GetProperty("properties").TryGetProperty("text", out _));
    }

    [Fact]
    public async Task Tools_OfAPromptThatAStageAsks_AreInTheManifest_AndItsStoredForm()
    {
        AddPrompt(_catalog, "general/asker", """["components/typed"]""");
        _catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"general/asker"}}""");
        _catalog.AddRecipe("main", """[{"id":"a","uses":"ask","with":{"text":"x"}}]""");

        Manifest manifest = await Manifests.BuildAsync(_catalog);
        Manifest stored = ManifestJson.Deserialize(ManifestJson.Serialize(manifest));

        Assert.Equal("components_typed", Assert.Single(stored.Tools!.Value).Function);
        Assert.Equal("components/typed", stored.Tools.Value[0].Stage.Operation.Key.ToString());
        Assert.Equal(manifest.Hash, ManifestJson.Seal(stored).Hash);
    }

    [Fact]
    public async Task Manifest_WithoutTools_IsStoredAsBefore()
    {
        Manifest manifest = await Manifests.OfAsync("""[{"id":"a","uses":"echo"}]""");

        Assert.Null(manifest.Tools);
        Assert.False(JsonElement.Parse(ManifestJson.Serialize(manifest)).TryGetProperty("tools", out _));
    }

    private static TestCatalog Catalog()
    {
        var catalog = new TestCatalog();
        catalog.Add(EntryKind.Schema, "components/number", """{"type":"integer"}""");
        catalog.AddEcho("echo");
        catalog.AddEcho("typed", Typed);
        catalog.AddEcho("text_only", """{"type":"string"}""");
        catalog.AddEcho("a.b");
        catalog.AddEcho("a-b");
        catalog.AddEcho("a_name_that_is_a_good_deal_longer_than_any_model_would_ever_take_it");
        catalog.AddRecipe("main", """[{"id":"a","uses":"echo"}]""");
        catalog.Add(EntryKind.Operation, "components/ask_a_person", """{"type":"approval"}""");
        catalog.Add(EntryKind.Operation, "components/alien", """{"type":"alien.type"}""");
        catalog.Add(EntryKind.Operation, "components/ask_again", """{"type":"prompt","with":{"prompt":"general/asker"}}""");
        AddPrompt(catalog, "general/friend", """["components/ask_again"]""");

        for (int depth = 1; depth <= 5; depth++)
        {
            AddPrompt(catalog, $"general/deep{depth}", depth == 5 ? "[]" : $"[\"general/deep{depth + 1}\"]");
        }

        return catalog;
    }

    private static EntryVersion AddPrompt(TestCatalog catalog, string key, string tools) =>
        catalog.Add(EntryKind.Prompt, key, Prompt(tools, "{}"));

    private static string Prompt(string tools, string config) =>
        $$$"""
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"{{text}}"}],"tools":{{{tools}}},"config":{{{config}}},
         "variables":{"type":"object","required":["text"],"properties":{"text":{"type":"string"} } }
        }
        """;
}
