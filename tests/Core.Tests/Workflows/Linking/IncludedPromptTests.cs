using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Workflows.Linking;

/// <summary>What prompts include is part of the closure: pinned at one version, and held against the recipes that use it.</summary>
public sealed class IncludedPromptTests
{
    private const string Requires = """{"type":"object","required":["topic"],"properties":{"topic":{"type":"string"}}}""";

    private readonly TestCatalog _catalog = new();

    public IncludedPromptTests()
    {
        AddPrompt("general/tone", "Be kind.");
        AddPrompt("general/outer", "{{> general/tone}}");
        AddPrompt("workflows/ask", "{{> general/outer}} Tell me.");
        _catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"workflows/ask"}}""");
        _catalog.AddRecipe("main", """[{"id":"a","uses":"ask"}]""");
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Manifest_PinsWhatIsIncluded_AndGoesOnReadingThat()
    {
        ManifestBuilder builder = Manifests.Builder(_catalog);
        Manifest before = await BuildAsync(builder);
        Manifest again = await BuildAsync(builder);

        AddPrompt("general/tone", "Be brief.");
        Manifest after = await BuildAsync(builder);

        Assert.Same(before, again);
        Assert.Contains(before.Entries, entry => entry.Key == new EntryKey("general", "tone"));
        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal(
            ["Be kind. Tell me.", "Be kind. Tell me.", "Be brief. Tell me."],
            new[] { before, ManifestJson.Deserialize(ManifestJson.Serialize(before)), after }.Select(TextOf));
    }

    [Fact]
    public async Task Manifest_OfAPromptAlone_TakesTheVariablesOfWhatItIncludes()
    {
        AddPrompt("general/tone", "About {{topic}}.", Requires);

        ManifestResult result = await Manifests.Builder(_catalog).ForPromptAsync(new EntryKey("workflows", "ask"), default, Token);

        JsonElement input = Assert.IsType<ManifestResult.Built>(result).Manifest.InputSchema;
        Assert.Equal("topic", Assert.Single(input.GetProperty("required").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Write_OfTheIncluded_ThatRequiresWhatARecipeDoesNotGive_IsRefused()
    {
        var validator = new WorkflowValidator(Manifests.Operations, new JsonSchemaValidator(), Checks.All());
        EntryVersion changed = AddPrompt("general/tone", "About {{topic}}.", Requires);

        ImmutableArray<EntryRefusal> refusals = await validator.ValidateAsync(_catalog.Edit(changed), Token);

        EntryRefusal refusal = Assert.Single(refusals);
        Assert.Equal(changed.Key, refusal.Key);
        Assert.Contains("'topic' is required", refusal.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Manifest_WhereTheIncludedIsGone_IsRefusedWithThePlace()
    {
        AddPrompt("workflows/ask", "a\n {{> general/nobody}}");

        ManifestResult result = await Manifests.Builder(_catalog).BuildAsync(new EntryKey("workflows", "main"), default, Token);

        Assert.Contains(
            Assert.IsType<ManifestResult.Refused>(result).Errors,
            error => error.ToString().Contains("general/nobody", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Manifest_OfACycleThatAnImportLeft_IsRefused()
    {
        AddPrompt("general/tone", "{{> general/outer}}");

        ManifestResult result = await Manifests.Builder(_catalog).BuildAsync(new EntryKey("workflows", "main"), default, Token);

        DefinitionError error = Assert.Single(Assert.IsType<ManifestResult.Refused>(result).Errors, one => one.Code == "invalid_include");
        Assert.Contains("cannot include itself", error.Detail, StringComparison.Ordinal);
    }

    private static string TextOf(Manifest manifest) => Assert.IsType<PromptMessage.Text>(
        PromptBody.Read(PinnedEntries.Of(manifest).Find(new EntryKey("workflows", "ask"))!.Body).Messages[0]).Content;

    private static async Task<Manifest> BuildAsync(ManifestBuilder builder) => Assert.IsType<ManifestResult.Built>(
        await builder.BuildAsync(new EntryKey("workflows", "main"), default, Token)).Manifest;

    private EntryVersion AddPrompt(string key, string text, string variables = "{}")
    {
        string body = JsonSerializer.Serialize(new
        {
            format_version = 1,
            type = "text",
            messages = new[] { new { role = "user", content = text } },
            variables = JsonElement.Parse(variables),
            output_schema = new { type = "object" },
        });
        return _catalog.Add(EntryKind.Prompt, key, body);
    }
}
