using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Search;

public static class SearchServiceCollectionExtensions
{
    /// <summary>
    /// Adds search. Needs an <see cref="Catalog.ICatalogReader"/>. Takes a registered <see cref="IEmbeddingStore"/>,
    /// <see cref="ISearchIndexFactory"/> and <c>IEmbeddingGenerator&lt;string, Embedding&lt;float&gt;&gt;</c> where there is one; without
    /// them vectors live in memory and are learned from the catalog itself.
    /// </summary>
    public static IServiceCollection AddPromptSearch(this IServiceCollection services)
    {
        services.AddOptions<SearchOptions>();
        services.TryAddSingleton<EmbeddingLibrary>();
        services.TryAddSingleton<PromptSearch>();
        services.TryAddSingleton<ExampleSearch>();
        services.TryAddSingleton<IExampleSearch>(provider => provider.GetRequiredService<ExampleSearch>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperation, RetrieveOperation>());
        return services;
    }
}
