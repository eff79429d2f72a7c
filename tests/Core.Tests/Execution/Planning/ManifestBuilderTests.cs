using System.Text;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Tests.Workflows;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Execution.Planning;

public sealed class ManifestBuilderTests
{
    private const string Prompt =
        """
        {"format_version":1,"type":"text","messages":[{"role":"user","content":"Hello {{name}}"}],
         "variables":{"type":"object","required":["name"],"properties":{"name":{"type":"string"}}},
         "output_schema":"components/answer"}
        """;

    [Fact]
    public async Task Build_PinsTheClosure_AndALaterChangeDoesNotReachIt()
    {
        TestCatalog catalog = CatalogWithPrompt();
        Manifest before = await Manifests.BuildAsync(catalog);

        catalog.Add(EntryKind.Schema, "components/answer", """{"type":"object","properties":{"yes":{"type":"string"}}}""");
        Manifest after = await Manifests.BuildAsync(catalog);

        Assert.Equal(
            ["components/answer", "components/ask", "workflows/greet", "workflows/main"],
            before.Entries.Select(entry => entry.Key.ToString()));
        Assert.Equal((1, 2), (before.Entries[0].Number, after.Entries[0].Number));
        Assert.NotEqual(before.Hash, after.Hash);
        Assert.Equal([new PinnedModel("default", "offline", "extractor", CanGenerate: false)], before.Models);
    }

    [Fact]
    public async Task Build_WhenNothingChanged_GivesTheSameHash()
    {
        TestCatalog catalog = CatalogWithPrompt();

        Manifest first = await Manifests.BuildAsync(catalog);
        Manifest second = await Manifests.BuildAsync(catalog);

        Assert.Equal(first.Hash, second.Hash);
        Assert.Equal(64, first.Hash.Length);
    }

    [Fact]
    public async Task Build_WhileTheCatalogStandsStill_SharesTheManifest_AndThenSeesTheChange()
    {
        TestCatalog catalog = CatalogWithPrompt();
        ManifestBuilder builder = Manifests.Builder(catalog);
        var key = new EntryKey("workflows", "main");

        ManifestResult first = await builder.BuildAsync(key, default, TestContext.Current.CancellationToken);
        ManifestResult second = await builder.BuildAsync(key, default, TestContext.Current.CancellationToken);
        catalog.Add(EntryKind.Prompt, "workflows/greet", Prompt);
        ManifestResult third = await builder.BuildAsync(key, default, TestContext.Current.CancellationToken);

        Assert.Same(Assert.IsType<ManifestResult.Built>(first).Manifest, Assert.IsType<ManifestResult.Built>(second).Manifest);
        Assert.Equal(2, Assert.IsType<ManifestResult.Built>(third).Manifest.Entries.Single(entry => entry.Key.Name == "greet").Number);
    }

    [Fact]
    public async Task Build_WhenSomethingElseChanged_StillSharesTheManifest()
    {
        TestCatalog catalog = CatalogWithPrompt();
        ManifestBuilder builder = Manifests.Builder(catalog);
        var key = new EntryKey("workflows", "main");

        ManifestResult first = await builder.BuildAsync(key, default, TestContext.Current.CancellationToken);
        catalog.Add(EntryKind.Prompt, "workflows/unrelated", Prompt);
        ManifestResult second = await builder.BuildAsync(key, default, TestContext.Current.CancellationToken);

        Assert.Same(Assert.IsType<ManifestResult.Built>(first).Manifest, Assert.IsType<ManifestResult.Built>(second).Manifest);
    }

    [Fact]
    public async Task Seal_WhenOnlyAnEntrysContentDiffers_GivesAnotherHash()
    {
        TestCatalog catalog = CatalogWithPrompt();
        Manifest manifest = await Manifests.BuildAsync(catalog);

        Manifest changed = ManifestJson.Seal(manifest with
        {
            Entries = [.. manifest.Entries.Select(entry => entry.Key.Name == "greet" ? entry with { ContentHash = "another" } : entry)]
        });

        Assert.NotEqual(manifest.Hash, changed.Hash);
    }

    [Fact]
    public async Task Serialize_ThenDeserialize_LosesNothing()
    {
        Manifest manifest = await Manifests.BuildAsync(CatalogWithPrompt());

        Manifest again = ManifestJson.Deserialize(ManifestJson.Serialize(manifest));

        Assert.Equal(Encoding.UTF8.GetString(ManifestJson.Serialize(manifest)), Encoding.UTF8.GetString(ManifestJson.Serialize(again)));
        Assert.Equal(manifest.Hash, ManifestJson.Seal(again).Hash);
    }

    [Fact]
    public async Task ForPrompt_MakesOneStageOfIt()
    {
        TestCatalog catalog = CatalogWithPrompt();

        ManifestResult result = await Manifests.Builder(catalog).ForPromptAsync(
            new EntryKey("workflows", "greet"), default, TestContext.Current.CancellationToken);

        Manifest manifest = Assert.IsType<ManifestResult.Built>(result).Manifest;
        var run = new PlannerRun(manifest, System.Text.Json.JsonElement.Parse("""{"name":"Ann"}"""));
        run.Advance();
        run.End("run", output: """{"yes":true}""");
        Assert.Equal("Ann", run.Inputs["run"].GetProperty("name").GetString());
        Assert.Equal("{\"yes\":true}", Assert.IsType<Core.Execution.PlannerState.Succeeded>(run.Next().State).Output.GetRawText());
    }

    [Fact]
    public async Task Build_WhenUnknownOrNotRunnable_SaysWhich()
    {
        TestCatalog catalog = CatalogWithPrompt();

        ManifestResult unknown = await Manifests.Builder(catalog).BuildAsync(
            new EntryKey("workflows", "nobody"), default, TestContext.Current.CancellationToken);
        ManifestResult schema = await Manifests.Builder(catalog).BuildAsync(
            new EntryKey("components", "answer"), default, TestContext.Current.CancellationToken);

        Assert.IsType<ManifestResult.NotFound>(unknown);
        Assert.Equal("not_executable", Assert.Single(Assert.IsType<ManifestResult.Refused>(schema).Errors).Code);
    }

    private static TestCatalog CatalogWithPrompt()
    {
        var catalog = new TestCatalog();
        catalog.Add(EntryKind.Schema, "components/answer", """{"type":"object","properties":{"yes":{"type":"boolean"}}}""");
        catalog.Add(EntryKind.Prompt, "workflows/greet", Prompt);
        catalog.Add(EntryKind.Operation, "components/ask", """{"type":"prompt","with":{"prompt":"workflows/greet"}}""");
        catalog.AddRecipe(
            "main",
            """[{"id":"ask","uses":"ask","with":{"name":"${input.name}"},"timeout":"30s"}]""",
            """{"yes":"${stages.ask.output.yes}"}""");
        return catalog;
    }
}
