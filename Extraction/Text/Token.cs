namespace PromptIntel.Extraction.Text;

internal enum TokenKind
{
    Word,
    Number,
    Mark,
}

/// <summary>A run of letters, a run of digits, or one other character. <paramref name="Lower"/> is shared between equal tokens.</summary>
internal readonly record struct Token(int Start, int Length, TokenKind Kind, string Lower)
{
    public int End => Start + Length;

    public bool Is(string lower) => string.Equals(Lower, lower, StringComparison.Ordinal);
}
