using Microsoft.Extensions.AI;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>Embeddings with the failures of the wire as <see cref="Core.Inference.ModelCallException"/>.</summary>
internal sealed class OpenAIEmbeddingGenerator(IEmbeddingGenerator<string, Embedding<float>> inner)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(inner)
{
    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            return await base.GenerateAsync(values, options, cancellationToken);
        }
        catch (Exception exception) when (OpenAIFailure.TryTranslate(exception, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }
}
