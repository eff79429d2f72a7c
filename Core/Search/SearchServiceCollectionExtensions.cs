using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Memory;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Vectors;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Search;

public static class SearchServiceCollectionExtensions
{
    /// <summary>
    /// Adds search and the job that learns anew. Needs an <see cref="ICatalogReader"/>. Takes a registered <see cref="IEmbeddingStore"/>,
    /// <see cref="ISearchIndexFactory"/> and <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> where there is one; without
    /// them vectors live in memory and are learned from the catalog itself.
    /// </summary>
    public static IServiceCollection AddPromptSearch(this IServiceCollection services)
    {
        services.AddOptions<SearchOptions>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddLeases();
        services.TryAddSingleton<IEmbeddingStore, InMemoryEmbeddingStore>();
        services.TryAddSingleton<ISearchIndexFactory, InMemorySearchIndexFactory>();
        services.TryAddSingleton(provider => new EmbedderChoice(
            provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>(),
            provider.GetRequiredService<IOptions<SearchOptions>>().Value));
        services.TryAddSingleton<IChangeNudge, InProcessChangeNudge>();
        services.TryAddSingleton<EntryVectors>();
        services.TryAddSingleton(provider => new GenerationTraining(
            provider.GetRequiredService<ICatalogReader>(),
            provider.GetRequiredService<IEmbeddingStore>(),
            provider.GetRequiredService<EmbedderChoice>(),
            provider.GetRequiredService<EntryVectors>(),
            provider.GetRequiredService<LeasedWork>(),
            provider.GetRequiredService<IChangeNudge>(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddingLibrary>>()));
        services.TryAddSingleton(provider => new GenerationLoader(
            provider.GetRequiredService<ICatalogReader>(),
            provider.GetRequiredService<IEmbeddingStore>(),
            provider.GetRequiredService<ISearchIndexFactory>(),
            provider.GetRequiredService<EmbedderChoice>(),
            provider.GetRequiredService<LeasedWork>(),
            provider.GetRequiredService<ILogger<EmbeddingLibrary>>()));
        services.TryAddSingleton(provider => new EmbeddingLibrary(
            provider.GetRequiredService<ICatalogReader>(),
            provider.GetRequiredService<IEmbeddingStore>(),
            provider.GetRequiredService<EmbedderChoice>(),
            provider.GetRequiredService<EntryVectors>(),
            provider.GetRequiredService<GenerationTraining>(),
            provider.GetRequiredService<GenerationLoader>(),
            provider.GetService<DerivedChanges>() ?? new DerivedChanges(),
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<EmbeddingLibrary>>()));
        services.TryAddSingleton(provider => new PromptSearch(
            provider.GetRequiredService<ICatalogReader>(),
            provider.GetRequiredService<EmbeddingLibrary>(),
            provider.GetRequiredService<EmbedderChoice>(),
            provider.GetRequiredService<IOptions<SearchOptions>>().Value,
            provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<PromptSearch>>()));
        services.TryAddSingleton<IExampleSearch, ExampleSearch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperation, RetrieveOperation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IScheduledJob, RebuildEmbeddingsJob>());
        return services;
    }
}
