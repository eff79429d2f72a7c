using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads numbers of registers: at least four digits, with capitals before and dots, dashes, slashes and spaces within.</summary>
internal static class CodeReader
{
    private const int FewestDigits = 4;
    private const int LongestCode = 40;
    private const int LongestPrefix = 5;

    /// <summary>The first code of an answer; null when its end is uncertain.</summary>
    public static Slice? Read(SourceDocument document, Slice answer)
    {
        var tokens = document.Tokens;
        var last = document.TokenAt(answer.End);

        for (var i = document.TokenAt(answer.Start); i < last; i++)
        {
            var hasPrefix = i + 1 < last && IsPrefix(document, i) && IsBeside(tokens, i + 1) && tokens[i + 1].Kind == TokenKind.Number;

            if (tokens[i].Kind != TokenKind.Number && !hasPrefix && !(IsCapital(document, i) && i + 1 < last
                && tokens[i + 1].Start == tokens[i].End && tokens[i + 1].Lower is not ("'" or "’")))
            {
                continue;
            }

            var end = End(document, i + (hasPrefix ? 1 : 0), last);
            var code = answer.From(tokens[i].Start, tokens[end - 1].End);
            var digits = CountDigits(code.Span);

            // "PO-881 of 2 October": with letters joined to them fewer digits are a code.
            var isJoined = digits > 1 && BeginsInCapitals(code.Span) && code.Span.IndexOfAny('-', '/') > 0
                && i == document.TokenAt(answer.Start);

            if ((digits >= FewestDigits || isJoined) && code.Length <= LongestCode && CalendarYears.Of(code.Span) is null)
            {
                return code;
            }

            i = Math.Max(i, end - 1);
        }

        return null;
    }

    private static int End(SourceDocument document, int at, int last)
    {
        var tokens = document.Tokens;
        var end = at + 1;

        while (end < last)
        {
            var isGlued = tokens[end].Start == tokens[end - 1].End;
            var isPart = isGlued ? tokens[end].Kind == TokenKind.Number || IsCapital(document, end)
                : tokens[end].Kind == TokenKind.Number && IsBeside(tokens, end) && tokens[end - 1].Kind == TokenKind.Number;
            var isMark = isGlued && tokens[end].Lower is "." or "-" or "/" or "–" && end + 1 < last
                && tokens[end + 1].Start == tokens[end].End
                && (tokens[end + 1].Kind == TokenKind.Number || IsCapital(document, end + 1));

            if (!isPart && !isMark)
            {
                break;
            }

            end += isMark ? 2 : 1;
        }

        // "FN 412877 k": a check letter.
        var isLetter = end < last && tokens[end] is { Kind: TokenKind.Word, Length: 1 } && IsBeside(tokens, end) && end + 1 == last;

        return isLetter ? end + 1 : end;
    }

    private static bool BeginsInCapitals(ReadOnlySpan<char> code) => code.Length > 2 && char.IsAsciiLetterUpper(code[0])
        && char.IsAsciiLetterUpper(code[1]);

    private static int CountDigits(ReadOnlySpan<char> code)
    {
        var digits = 0;

        foreach (var c in code)
        {
            digits += char.IsAsciiDigit(c) ? 1 : 0;
        }

        return digits;
    }

    private static bool IsPrefix(SourceDocument document, int at) => document.Tokens[at].Length <= LongestPrefix && IsCapital(document, at);

    private static bool IsCapital(SourceDocument document, int at)
    {
        var token = document.Tokens[at];

        return token.Kind == TokenKind.Word && document.Text.AsSpan(token.Start, token.Length).IndexOfAnyExceptInRange('A', 'Z') < 0;
    }

    private static bool IsBeside(Token[] tokens, int at) => tokens[at].Start - tokens[at - 1].End == 1;
}
