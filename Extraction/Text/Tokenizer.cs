using System.Globalization;

namespace PromptIntel.Extraction.Text;

/// <summary>Splits text in one pass; white space separates and is not kept.</summary>
internal static class Tokenizer
{
    private const int LongestFolded = 64;

    private static readonly string[] Single = [.. Enumerable.Range(0, 128).Select(c => char.ToLowerInvariant((char)c).ToString())];

    public static Token[] Split(string text)
    {
        var tokens = new List<Token>(text.Length / 5);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        var lookup = shared.GetAlternateLookup<ReadOnlySpan<char>>();
        Span<char> folded = stackalloc char[LongestFolded];

        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var kind = KindAt(text, at);
            var end = kind == TokenKind.Mark ? at + 1 : RunEnd(text, at, kind);
            var lower = end == at + 1 && char.IsAscii(text[at])
                ? Single[text[at]]
                : Fold(text.AsSpan(at, end - at), folded, shared, lookup);
            tokens.Add(new Token(at, end - at, kind, lower));
            at = end;
        }

        return [.. tokens];
    }

    private static string Fold(
        ReadOnlySpan<char> run, Span<char> folded, HashSet<string> shared, HashSet<string>.AlternateLookup<ReadOnlySpan<char>> lookup)
    {
        if (run.Length > LongestFolded)
        {
            return run.ToString();
        }

        var length = run.ToLowerInvariant(folded);
        var lower = folded[..length];

        // The typographic apostrophe would hide negations such as "don’t".
        lower.Replace('’', '\'');

        if (lookup.TryGetValue(lower, out var known))
        {
            return known;
        }

        var added = lower.ToString();
        shared.Add(added);

        return added;
    }

    private static TokenKind KindAt(string text, int at) =>
        char.IsAsciiDigit(text[at]) ? TokenKind.Number : IsLetter(text[at]) ? TokenKind.Word : TokenKind.Mark;

    private static int RunEnd(string text, int start, TokenKind kind)
    {
        var at = start + 1;

        while (at < text.Length && Continues(text, at, kind))
        {
            at++;
        }

        return at;
    }

    private static bool Continues(string text, int at, TokenKind kind) => kind == TokenKind.Number
        ? char.IsAsciiDigit(text[at])
        : IsLetter(text[at]) || (text[at] is '\'' or '’' && at + 1 < text.Length && char.IsLetter(text[at + 1]));

    private static bool IsLetter(char c) =>
        char.IsLetter(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
