namespace PromptIntel.Core.Search.Embeddings;

/// <summary>A text as weights of terms, sorted by term, of unit length unless empty.</summary>
internal readonly record struct SparseRow(int[] Terms, float[] Weights)
{
    public static SparseRow Empty { get; } = new([], []);
}
