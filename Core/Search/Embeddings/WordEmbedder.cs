using System.Numerics.Tensors;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Search.Lexical;
using PromptIntel.Core.Search.Words;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// What words mean in English at large, beside what they mean in this catalog: the vector of a text is that of its words by
/// <see cref="WordTable"/>, and the vector of an embedder that learned from the catalog, or spells, behind it. A text that one of the two
/// knows nothing of has the other's alone. Immutable and safe for concurrent use.
/// </summary>
internal sealed class WordEmbedder(Func<string, float[]> own, int ownDimensions) : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>The length of the catalog's part beside that of the words', which is 1; measured in bench/Search.</summary>
    private const float OwnLength = 0.2f;

    public static WordEmbedder Beside(LatentSemanticEmbedder learned) => new(learned.Embed, learned.Dimensions);

    public static WordEmbedder BesideNgrams() => new(HashedNgramEmbedder.Embed, HashedNgramEmbedder.Dimensions);

    public static int DimensionsBeside(int ownDimensions) => WordTable.Shipped.Dimensions + ownDimensions;

    public float[] Embed(string text)
    {
        float[] vector = new float[DimensionsBeside(ownDimensions)];
        Span<float> words = vector.AsSpan(0, WordTable.Shipped.Dimensions);
        TermReader reader = new(text, stackalloc char[TermReader.BufferLength], hasSingles: false);

        while (reader.MoveNext())
        {
            WordTable.Shipped.Add(reader.Word, words);
        }

        UnitVector.Of(words.ToArray()).CopyTo(words);
        TensorPrimitives.Multiply(own(text), OwnLength, vector.AsSpan(words.Length));
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
}
