using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Records;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Search;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Tests.Catalog;
using PromptIntel.Core.Workflows;
using PromptIntel.Core.Workflows.Linking;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>The shipped recipe against the shipped catalog: every reference, setting and wire.</summary>
public sealed class QuestionnaireToContractTests
{
    [Fact]
    public async Task Recipe_LinksWithoutErrorIntoNineStages()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.Loader.LoadAsync(ShippedContent.Root, TestContext.Current.CancellationToken);
        await using ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(TimeProvider.System)
            .AddSingleton<ICatalogReader>(fixture.Catalog)
            .AddSingleton<PromptRenderer>()
            .AddSingleton<VersionChecks>()
            .AddOptions()
            .AddPromptIntelWorkflows()
            .AddPromptSearch()
            .AddDocuments()
            .AddLeagues()
            .AddSolving()
            .AddRecords()
            .BuildServiceProvider();
        var linker = new WorkflowLinker(
            services.GetRequiredService<OperationRegistry>(), services.GetRequiredService<JsonSchemaValidator>(), Checks.All());
        EntryVersion recipe = fixture.Catalog.Find(new EntryKey("workflows", "questionnaire_to_contract"))!.Current;

        LinkedWorkflow linked = await linker.LinkAsync(recipe, fixture.Catalog, TestContext.Current.CancellationToken);

        Assert.Empty(linked.Errors);
        Assert.Equal(
            ["intake", "extract", "enrich", "compare", "classify", "score", "draft", "review", "persist"],
            linked.Stages.Select(stage => stage.Path));
    }
}
