namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// Field weights and the two constants of BM25. Name, description and tags are short and not normalised by length; the body is.
/// </summary>
internal sealed record Bm25Weights(float Name, float Description, float Tags, float Body, float Saturation, float LengthNormalisation)
{
    /// <summary>Chosen on the project's labelled queries, see bench/Search.</summary>
    public static Bm25Weights Default { get; } = new(
        Name: 4f, Description: 3f, Tags: 2f, Body: 1f, Saturation: 2f, LengthNormalisation: 0.6f);
}
