using Microsoft.Extensions.AI;

namespace PromptIntel.Bench.Search;

/// <summary>Asks a model for each text once: the sets of queries are ranked over the same entries.</summary>
internal sealed class RememberedEmbeddings(IEmbeddingGenerator<string, Embedding<float>> model)
    : DelegatingEmbeddingGenerator<string, Embedding<float>>(model)
{
    private readonly Dictionary<string, Embedding<float>> _known = new(StringComparer.Ordinal);

    public override async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        string[] unknown = [.. texts.Distinct().Where(text => !_known.ContainsKey(text))];

        if (unknown.Length > 0)
        {
            GeneratedEmbeddings<Embedding<float>> answers = await base.GenerateAsync(unknown, options, cancellationToken);

            foreach ((string text, Embedding<float> embedding) in unknown.Zip(answers))
            {
                _known[text] = embedding;
            }
        }

        return new GeneratedEmbeddings<Embedding<float>>(texts.Select(text => _known[text]));
    }
}
