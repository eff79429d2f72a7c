using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Content;

/// <summary>The shipped recipes with the operations that ship.</summary>
public sealed class ShippedWorkflowsTests
{
    private static readonly EntryKey Contract = new("workflows", "questionnaire_to_contract");

    [Fact]
    public async Task Content_WithEveryValidator_IsImportedWhole()
    {
        await using ShippedCatalog shipped = await ShippedCatalog.LoadAsync();

        Assert.Empty(shipped.Report.Errors);
        Assert.Equal(shipped.Report.Files, shipped.Report.Created.Length);
    }

    [Fact]
    public async Task EveryRecipe_BuildsAManifest()
    {
        await using ShippedCatalog shipped = await ShippedCatalog.LoadAsync();
        var refused = new List<string>();

        foreach (EntryState recipe in shipped.Catalog.Entries.Where(entry => entry.Kind == EntryKind.Recipe))
        {
            ManifestResult result = await shipped.Manifests.BuildAsync(recipe.Key, default, TestContext.Current.CancellationToken);

            if (result is ManifestResult.Refused { Errors: var errors })
            {
                refused.AddRange(errors.Select(error => $"{recipe.Key}: {error}"));
            }
        }

        Assert.Empty(refused);
    }

    [Fact]
    public async Task QuestionnaireToContract_PinsItsWholeClosure()
    {
        await using ShippedCatalog shipped = await ShippedCatalog.LoadAsync();

        ManifestResult result = await shipped.Manifests.BuildAsync(Contract, default, TestContext.Current.CancellationToken);

        Manifest manifest = Assert.IsType<ManifestResult.Built>(result).Manifest;
        Assert.Equal(
            ["intake", "extract", "enrich", "compare", "classify", "score", "draft", "review", "persist"],
            manifest.Stages.Select(stage => stage.Path));
        Assert.Equal(
            [
                "leagues.intake",
                "prompt",
                "leagues.enrich",
                "retrieve",
                "leagues.classify",
                "leagues.score",
                "leagues.draft",
                "leagues.review",
                "leagues.persist"
            ],
            manifest.Stages.Select(stage => stage.OperationType));
        Assert.Superset(
            new HashSet<string>
            {
                "components/league_questionnaire",
                "components/scoring_weights",
                "components/tier_presets",
                "contracts/partnership_agreement",
                "workflows/extract_questionnaire"
            },
            manifest.Entries.Select(entry => entry.Key.ToString()).ToHashSet());
        Assert.Contains(manifest.Entries, entry => entry.Key.Namespace == "legal");
    }

    [Theory]
    [InlineData("${stages.extract.output.value.league_name}", "${stages.extract.output.value.leage_name}", "there is no 'leage_name'")]
    [InlineData("${stages.enrich.output.fingerprint}", "${stages.enrich.output.fingerprnt}", "there is no 'fingerprnt'")]
    [InlineData(
        "tier: \"${stages.classify.output.tier}\"",
        "tier: \"${stages.extract.output.value.number_of_teams}\"",
        "takes string, and this gives integer")]
    public async Task QuestionnaireToContract_WhenAWireIsWrong_IsRefused(string wire, string wrong, string reason)
    {
        await using ShippedCatalog shipped = await ShippedCatalog.LoadAsync();
        string recipe = await File.ReadAllTextAsync(
            Path.Combine(ShippedCatalog.Directory, "components", "recipes", "questionnaire_to_contract.yaml"),
            TestContext.Current.CancellationToken);
        Assert.Contains(wire, recipe, StringComparison.Ordinal);

        WriteResult result = await shipped.Writer.UpdateAsync(
            new UpdateEntryRequest
            {
                Key = Contract,
                Content = JsonSerializer.SerializeToElement(
                recipe.Replace(wire, wrong, StringComparison.Ordinal))
            },
            TestContext.Current.CancellationToken);

        Assert.Contains(reason, string.Join(' ', Assert.IsType<WriteResult.Invalid>(result).Errors), StringComparison.Ordinal);
    }

    [Fact]
    public async Task LeagueQuestionnaire_WhenAFieldThatARecipeReadsIsTakenAway_IsRefused()
    {
        await using ShippedCatalog shipped = await ShippedCatalog.LoadAsync();
        string schema = await File.ReadAllTextAsync(
            Path.Combine(ShippedCatalog.Directory, "schemas", "league_questionnaire.json"), TestContext.Current.CancellationToken);

        WriteResult result = await shipped.Writer.UpdateAsync(
            new UpdateEntryRequest
            {
                Key = new EntryKey("components", "league_questionnaire"),
                Content = JsonElement.Parse(
                schema.Replace("\"league_name\"", "\"name_of_league\"", StringComparison.Ordinal))
            },
            TestContext.Current.CancellationToken);

        Assert.Contains(
            "would break the recipe workflows/questionnaire_to_contract",
            string.Join(' ', Assert.IsType<WriteResult.Invalid>(result).Errors),
            StringComparison.Ordinal);
    }
}
