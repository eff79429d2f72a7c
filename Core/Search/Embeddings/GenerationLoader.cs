namespace PromptIntel.Core.Search.Embeddings;

/// <summary>Takes stored generations into this process.</summary>
internal sealed class GenerationLoader(EmbeddingParts parts)
{
    /// <summary>The pair of a stored generation with what the store has of current versions; null when this build or configuration cannot use it.</summary>
    /// <param name="changed">Called when the index is worth another look.</param>
    public async Task<ActiveEmbeddings?> TryLoadAsync(EmbeddingGeneration generation, Action changed, CancellationToken cancellationToken)
    {
        if (TryRestore(generation) is not { } embedder)
        {
            return null;
        }

        ISearchIndex index = await parts.Indexes.CreateAsync(generation.Id, generation.Dimensions, cancellationToken);
        ActiveEmbeddings loaded = new(generation, embedder, new GenerationIndex(generation, index, parts, changed));
        await loaded.Index.OpenAsync(cancellationToken);
        return loaded;
    }

    private Microsoft.Extensions.AI.IEmbeddingGenerator<string, Microsoft.Extensions.AI.Embedding<float>>? TryRestore(EmbeddingGeneration generation)
    {
        try
        {
            return parts.Choice.Restore(generation);
        }
        catch (InvalidDataException exception)
        {
            Log.GenerationUnreadable(parts.Logger, exception, generation.Id);
            return null;
        }
    }
}
