using Microsoft.Extensions.AI;

using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// Hashed terms and letter trigrams, for a catalog too small to learn from: close when words are spelt alike. Learns nothing, so its
/// vectors are the same in every installation. Safe for concurrent use.
/// </summary>
internal sealed class HashedNgramEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string Name = "hashed-ngrams";
    public const int Dimensions = 256;

    private const float TrigramWeight = 0.3f;

    public static float[] Embed(string text)
    {
        float[] vector = new float[Dimensions];
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength]);
        while (reader.MoveNext())
        {
            ReadOnlySpan<char> stem = reader.Stem();
            Add(vector, stem, 1);
            for (int start = 0; start + 3 <= stem.Length; start++)
            {
                Add(vector, stem.Slice(start, 3), TrigramWeight);
            }
        }

        return UnitVector.Of(vector);
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(text => new Embedding<float>(Embed(text)))));

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }

    private static void Add(float[] vector, ReadOnlySpan<char> gram, float weight)
    {
        // FNV-1a: string.GetHashCode differs from process to process.
        uint hash = 2_166_136_261;
        foreach (char letter in gram)
        {
            hash = (hash ^ letter) * 16_777_619;
        }

        vector[hash % Dimensions] += (hash & 0x8000_0000) == 0 ? weight : -weight;
    }
}
