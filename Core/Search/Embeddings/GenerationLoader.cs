using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>Takes stored generations into this process.</summary>
internal sealed class GenerationLoader(
    ICatalogReader catalog, IEmbeddingStore store, ISearchIndexFactory indexes, EmbedderChoice choice, LeasedWork leases, ILogger logger)
{
    /// <summary>
    /// The pair of a stored generation with what the store has of current versions; null when this build or configuration cannot use it.
    /// </summary>
    /// <param name="changed">Called when the index is worth another look.</param>
    public async Task<ActiveEmbeddings?> TryLoadAsync(EmbeddingGeneration generation, Action changed, CancellationToken cancellationToken)
    {
        if (TryRestore(generation) is not { } embedder)
        {
            return null;
        }

        ISearchIndex index = await indexes.CreateAsync(generation.Id, generation.Dimensions, cancellationToken);
        GenerationIndex held = new(generation, index, catalog, store, leases, changed, logger);
        ActiveEmbeddings loaded = new(generation, embedder, held);
        await loaded.Index.OpenAsync(cancellationToken);
        return loaded;
    }

    private IEmbeddingGenerator<string, Embedding<float>>? TryRestore(EmbeddingGeneration generation)
    {
        try
        {
            return choice.Restore(generation);
        }
        catch (InvalidDataException exception)
        {
            Log.GenerationUnreadable(logger, exception, generation.Id);
            return null;
        }
    }
}
