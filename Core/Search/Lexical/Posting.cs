namespace PromptIntel.Core.Search.Lexical;

/// <summary>
/// One term's occurrence in one document: the document's number and its impact, what BM25 gives for it before the term's rarity, in four
/// bytes. An impact lies between 0 and 1, nearer to 1 the more the term occurs, and is kept in steps of 1/255.
/// </summary>
internal readonly struct Posting
{
    /// <summary>Documents that an index can number.</summary>
    public const int MaxDocuments = (1 << 24) - 1;

    /// <summary>The impact of 1.</summary>
    public const float Steps = byte.MaxValue;

    private readonly uint _packed;

    public Posting(int document, float impact) => _packed = ((uint)document << 8) | Math.Max(1, (uint)MathF.Round(impact * Steps));

    private Posting(uint packed) => _packed = packed;

    /// <summary>Behind every document.</summary>
    public static Posting Unused { get; } = new(uint.MaxValue);

    public int Document => (int)(_packed >> 8);

    /// <summary>In steps of 1/255, at least one.</summary>
    public byte Impact => (byte)_packed;

    public Posting MovedTo(int document) => new(((uint)document << 8) | Impact);
}
