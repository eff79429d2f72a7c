namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// What counts how much in BM25 over fields. A field's length is held against a fixed usual one, not against the catalog's average: what a
/// document gets for a word then depends on the document alone and is computed once.
/// </summary>
/// <param name="Saturation">BM25's k1: how soon another occurrence adds little.</param>
internal sealed record Bm25Weights(float Name, float Tags, FieldLength Description, FieldLength Body, float Saturation)
{
    /// <summary>Chosen on the tuning half of the labelled queries, see bench/Search.</summary>
    public static Bm25Weights Default { get; } = new(
        Name: 4f,
        Tags: 2f,
        Description: new(Weight: 3f, Normalisation: 0.75f, Usual: 10),
        Body: new(Weight: 1f, Normalisation: 0.75f, Usual: 80),
        Saturation: 1.2f);
}

/// <param name="Normalisation">BM25's b: 0 takes no notice of the length, 1 counts the share of the field.</param>
/// <param name="Usual">Words of a field that is neither long nor short.</param>
internal readonly record struct FieldLength(float Weight, float Normalisation, float Usual)
{
    /// <summary>What one occurrence counts in a field of that many words.</summary>
    public float PerOccurrence(int length) => Weight / (1 - Normalisation + (Normalisation * length / Usual));
}
