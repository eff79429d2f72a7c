using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// One generation ready for queries: its embedder and its index belong together for good, so a vector is never compared with another
/// generation's. Replaced as a whole.
/// </summary>
internal sealed record ActiveEmbeddings(
    EmbeddingGeneration Generation, IEmbeddingGenerator<string, Embedding<float>> Embedder, GenerationIndex Index);
