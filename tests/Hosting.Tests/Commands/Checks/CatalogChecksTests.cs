using System.Text.Json;
using System.Text.Json.Nodes;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Search;
using PromptIntel.Hosting.Commands;
using PromptIntel.Hosting.Commands.Checks;

namespace PromptIntel.Hosting.Tests.Commands.Checks;

/// <summary>Each check of what the catalog holds, on the shipped content and on content that was spoiled.</summary>
public sealed class CatalogChecksTests(TrialContent content) : IClassFixture<TrialContent>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Retrieval_WhenContentIsShipped_SeesNineStages()
    {
        await using TrialInstallation shipped = await content.CopyAsync();

        string seen = await Retrieval(shipped).RunAsync(Cancellation);

        Assert.Contains("9 stages", seen, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Retrieval_WhenWorkflowIsArchived_Fails()
    {
        await using TrialInstallation spoiled = await content.CopyWithoutAsync(
            new EntryKey("workflows", "league_onboarding"), MainWorkflow.Key);

        await FailsAsync(Retrieval(spoiled), "questionnaire_to_contract");
    }

    [Fact]
    public async Task Retrieval_WhenExampleBreaksTheSchema_Fails()
    {
        await using TrialInstallation spoiled = await content.CopyAsync();
        await EditWorkflowAsync(spoiled, body => body["example_input"] = new JsonObject { ["questionnaire"] = "misspelt" });

        await FailsAsync(Retrieval(spoiled), "example_input");
    }

    [Fact]
    public async Task Retrieval_WhenStageIsRenamed_Fails()
    {
        await using TrialInstallation spoiled = await content.CopyAsync();
        await EditWorkflowAsync(spoiled, body => ((JsonArray)body["stages"]!).Last()!["id"] = "keep");

        await FailsAsync(Retrieval(spoiled), "keep");
    }

    [Fact]
    public async Task Catalog_WhenContentIsShipped_Passes()
    {
        await using TrialInstallation shipped = await content.CopyAsync();

        Assert.Contains(
            "none broken",
            await new CatalogCheck(shipped.Get<PromptCatalog>(), shipped.Get<UnusableEntries>()).RunAsync(Cancellation),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_WhenNamespaceIsEmpty_NamesIt()
    {
        await using TrialInstallation shipped = await content.CopyAsync();
        await using TrialInstallation spoiled = await content.CopyWithoutAsync(
            shipped.Get<PromptCatalog>().Entries.Select(entry => entry.Key).Where(key => key.Namespace == "agents"));

        await FailsAsync(new CatalogCheck(spoiled.Get<PromptCatalog>(), spoiled.Get<UnusableEntries>()), "agents");
    }

    [Fact]
    public async Task Catalog_WhenEntryIsBroken_NamesIt()
    {
        await using TrialInstallation spoiled = await content.CopyAsync();
        var draft = new EntryDraft(EntryKind.Prompt, "From a later build.", [], JsonElement.Parse("""{"format_version":99}"""));
        var change = new CatalogChange.Create(draft) { Key = new EntryKey("general", "later"), At = DateTimeOffset.UnixEpoch };
        await spoiled.Get<ICatalogStore>().CommitAsync([change], null, Cancellation);
        await spoiled.Get<PromptCatalog>().CatchUpAsync(Cancellation);

        await FailsAsync(new CatalogCheck(spoiled.Get<PromptCatalog>(), spoiled.Get<UnusableEntries>()), "general/later");
    }

    [Fact]
    public async Task ContentRules_WhenRequiredClauseIsArchived_NamesTierAndClause()
    {
        await using TrialInstallation spoiled = await content.CopyWithoutAsync(new EntryKey("legal", "confidentiality"));

        await FailsAsync(new ContentRulesCheck(spoiled.Get<ICatalogReader>()), "basic: confidentiality");
    }

    [Fact]
    public async Task ContentRules_WhenContentIsShipped_Passes()
    {
        await using TrialInstallation shipped = await content.CopyAsync();

        Assert.Contains(
            "clauses", await new ContentRulesCheck(shipped.Get<ICatalogReader>()).RunAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WorkflowBuild_WhenItUsesWhatIsNotThere_NamesTheWorkflow()
    {
        await using TrialInstallation spoiled = await content.CopyWithAsync(
            MainWorkflow.Key, """{"format_version":1,"stages":[{"id":"intake","uses":"components/no_such_operation"}]}""");

        await FailsAsync(WorkflowBuild(spoiled), "workflows/questionnaire_to_contract");
    }

    [Fact]
    public async Task WorkflowBuild_WhenThereIsNone_Fails()
    {
        await using TrialInstallation empty = await TrialInstallation.CreateAsync(Cancellation);

        await FailsAsync(WorkflowBuild(empty), "no workflow");
    }

    [Fact]
    public async Task SemanticSearch_WhenContentIsShipped_FindsEveryParaphrase()
    {
        await using TrialInstallation shipped = await content.CopyAsync();

        Assert.Contains("#1", await SemanticSearch(shipped).RunAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SemanticSearch_WhenExpectedPromptIsGone_Fails()
    {
        await using TrialInstallation spoiled = await content.CopyWithoutAsync(new EntryKey("agents", "pricing_analyst"));

        await FailsAsync(SemanticSearch(spoiled), "agents/pricing_analyst");
    }

    [Fact]
    public async Task SemanticSearch_WhenThereAreNoVectors_Fails()
    {
        await using TrialInstallation empty = await TrialInstallation.CreateAsync(Cancellation);

        await FailsAsync(SemanticSearch(empty), "no vectors");
    }

    private static RetrievalCheck Retrieval(TrialInstallation trial) =>
        new(trial.Get<ICatalogReader>(), trial.Get<ManifestBuilder>(), trial.Get<JsonSchemaValidator>());

    private static WorkflowBuildCheck WorkflowBuild(TrialInstallation trial) =>
        new(trial.Get<ICatalogReader>(), trial.Get<ManifestBuilder>());

    private static SemanticSearchCheck SemanticSearch(TrialInstallation trial) =>
        new(trial.Get<PromptSearch>(), trial.Get<EmbeddingLibrary>(), TimeProvider.System);

    private static async Task FailsAsync(IValidationCheck check, string naming)
    {
        var failure = await Assert.ThrowsAsync<ValidationFailedException>(() => check.RunAsync(Cancellation));

        Assert.Contains(naming, failure.Message, StringComparison.Ordinal);
    }

    private static async Task EditWorkflowAsync(TrialInstallation trial, Action<JsonObject> edit)
    {
        JsonObject body = JsonNode.Parse(trial.Get<PromptCatalog>().Find(MainWorkflow.Key)!.Current.Body.GetRawText())!.AsObject();
        edit(body);
        WriteResult written = await trial.Get<CatalogWriter>().UpdateAsync(
            new UpdateEntryRequest { Key = MainWorkflow.Key, Content = JsonSerializer.SerializeToElement(body) }, Cancellation);
        Assert.IsType<WriteResult.Written>(written);
    }
}
