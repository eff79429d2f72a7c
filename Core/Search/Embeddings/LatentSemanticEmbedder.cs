using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// Latent semantic analysis: TF-IDF projected onto the leading singular subspace of the texts it learned from and scaled by the singular
/// values, so that words which keep the same company come close. Immutable once trained and safe for concurrent use. A text without a known
/// word has the zero vector.
/// </summary>
internal sealed class LatentSemanticEmbedder : IEmbeddingGenerator<string, Embedding<float>>
{
    public const string Name = "latent-semantic";

    /// <summary>Terms kept; rarer ones beyond it say too little to learn from.</summary>
    private const int MaxTerms = 20_000;

    private const int MaxDimensions = 64;

    /// <param name="basis">Term after term.</param>
    internal LatentSemanticEmbedder(TermVocabulary vocabulary, float[] basis, int dimensions) =>
        (Vocabulary, Basis, Dimensions) = (vocabulary, basis, dimensions);

    public int Dimensions { get; }

    internal TermVocabulary Vocabulary { get; }

    internal float[] Basis { get; }

    /// <summary>Learns from the texts; the same texts in the same order give the same model.</summary>
    public static LatentSemanticEmbedder Train(
        IReadOnlyList<string> texts, CancellationToken cancellationToken, int maxDimensions = MaxDimensions)
    {
        TermVocabulary vocabulary = TermVocabulary.Learn(texts, MaxTerms);
        // Fewer dimensions than texts, or nothing is generalised; measured in bench/Search.
        int dimensions = Math.Max(1, Math.Min(Math.Clamp(texts.Count / 5, 8, maxDimensions), vocabulary.Terms.Length));
        SparseRow[] rows = [.. texts.Select(text => vocabulary.Weigh(text))];
        float[] basis = TruncatedSvd.RightSubspace(rows, vocabulary.Terms.Length, dimensions, cancellationToken);
        TruncatedSvd.ScaleBySingularValues(rows, basis, dimensions);
        return new LatentSemanticEmbedder(vocabulary, basis, dimensions);
    }

    public float[] Embed(string text)
    {
        float[] vector = new float[Dimensions];
        TruncatedSvd.Project(Vocabulary.Weigh(text), Basis, vector);
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
