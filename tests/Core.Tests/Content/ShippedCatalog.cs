using Microsoft.Extensions.DependencyInjection;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Content;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Contracts;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Mail;
using PromptIntel.Core.Records;
using PromptIntel.Core.Search;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Content;

/// <summary>A new installation's catalog, imported from the shipped files with every validator, beside every shipped operation.</summary>
internal sealed class ShippedCatalog : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private ShippedCatalog(ServiceProvider services, ContentReport report)
    {
        _services = services;
        Report = report;
    }

    public static string Directory { get; } = Path.Combine(SourceTree.Root, "content");

    public ContentReport Report { get; }

    public PromptCatalog Catalog => _services.GetRequiredService<PromptCatalog>();

    public CatalogWriter Writer => _services.GetRequiredService<CatalogWriter>();

    public ManifestBuilder Manifests => _services.GetRequiredService<ManifestBuilder>();

    public static async Task<ShippedCatalog> LoadAsync()
    {
        ServiceProvider services = new ServiceCollection()
            .AddLogging()
            .AddPromptIntelCatalog()
            .AddPromptIntelWorkflows()
            .AddPromptSearch()
            .AddDocuments()
            .AddLeagues()
            .AddMail()
            .AddSolving()
            .AddRecords()
            .AddContracts()
            .AddSingleton(Execution.Planning.Manifests.Models)
            .AddSingleton<ManifestBuilder>()
            .BuildServiceProvider();
        await services.GetRequiredService<PromptCatalog>().LoadAsync(TestContext.Current.CancellationToken);
        return new ShippedCatalog(
            services, await services.GetRequiredService<ContentLoader>().LoadAsync(Directory, TestContext.Current.CancellationToken));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
