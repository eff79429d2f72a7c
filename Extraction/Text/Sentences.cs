using System.Buffers;
using System.Collections.Frozen;

namespace PromptIntel.Extraction.Text;

/// <summary>Tokens <paramref name="First"/> up to <paramref name="End"/> (exclusive) of one sentence.</summary>
internal readonly record struct Sentence(int First, int End, bool IsQuestion);

/// <summary>
/// Cuts paragraphs into sentences. A line that starts like a list item or an answer, or follows one that its author ended, starts a
/// sentence of its own.
/// </summary>
internal static class Sentences
{
    /// <summary>In tokens. Work on a statement is by its sentence, so the bound keeps a text without full stops linear.</summary>
    private const int LongestSentence = 300;

    private static readonly SearchValues<char> WordEnds = SearchValues.Create(" \t\n\r(,");

    private static readonly FrozenSet<string> Abbreviations = FrozenSet.ToFrozenSet(
        [
            "dr",
            "mr",
            "mrs",
            "ms",
            "prof",
            "st",
            "no",
            "nr",
            "tel",
            "approx",
            "ca",
            "vs",
            "inc",
            "ltd", "ltda", "lda", "pvt", "pte", "pty", "sdn", "bhd", "kft", "zrt", "sp",
            "bros", "hon", "col", "capt", "lt", "gen", "rev", "sr", "sra", "dra", "ing",
            "mag", "shri",
            "smt",
            "co",
            "corp",
            "e.g",
            "i.e",
            "incl",
            "jr",
            "sr",
            "e.v",
            "s.a",
            "s.l",
            "s.p.a",
            "u.s",
            "u.k"
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <param name="wraps">The line that holds an offset goes on with the next.</param>
    public static List<Sentence> Split(string text, Token[] tokens, Func<int, bool> wraps)
    {
        var sentences = new List<Sentence>();
        var first = 0;

        for (var i = 0; i < tokens.Length; i++)
        {
            if (i + 1 < tokens.Length && i - first < LongestSentence && !Ends(text, tokens, i, wraps))
            {
                continue;
            }

            sentences.Add(new Sentence(first, i + 1, tokens[i].Is("?")));
            first = i + 1;
        }

        return sentences;
    }

    public static bool EndsInAbbreviation(ReadOnlySpan<char> textUpToDot)
    {
        var word = textUpToDot[(textUpToDot.LastIndexOfAny(WordEnds) + 1)..].TrimEnd('.');
        var lookup = Abbreviations.GetAlternateLookup<ReadOnlySpan<char>>();

        return lookup.Contains(word) || (word.Length == 1 && char.IsLetter(word[0])) || IsDotted(word);
    }

    /// <summary>"B.V.", "d.o.o.", "S.r.l."</summary>
    private static bool IsDotted(ReadOnlySpan<char> word)
    {
        var longest = 0;

        foreach (var part in word.Split('.'))
        {
            longest = Math.Max(longest, part.End.Value - part.Start.Value);
        }

        return longest is 1 or 2 && word.Contains('.');
    }

    /// <summary>"10. Okt. 2026", "12 févr. 2027"</summary>
    private static bool IsShortMonth(Token[] tokens, int dot) =>
        dot > 0 && tokens[dot - 1] is { Kind: TokenKind.Word, Length: < 6 } && MonthNames.All.ContainsKey(tokens[dot - 1].Lower)
        && tokens[dot + 1] is { Kind: TokenKind.Number, Length: 4 or <= 2 };

    private static bool Ends(string text, Token[] tokens, int i, Func<int, bool> wraps)
    {
        var gap = text.AsSpan(tokens[i].End, tokens[i + 1].Start - tokens[i].End);
        var breaks = gap.Count('\n');

        if (breaks > 1 || (breaks == 1 && (text[tokens[i].Start] is ':' or '|' or '?' || StartsItem(text, tokens[i + 1].Start)
            || !wraps(tokens[i].Start))))
        {
            return true;
        }

        if (gap.IsEmpty || tokens[i].Kind != TokenKind.Mark || text[tokens[i].Start] is not ('.' or '!' or '?'))
        {
            return false;
        }

        // "14. November"
        if (i > 0 && tokens[i - 1] is { Kind: TokenKind.Number, Length: <= 2 } && MonthNames.All.ContainsKey(tokens[i + 1].Lower))
        {
            return false;
        }

        if (IsShortMonth(tokens, i))
        {
            return false;
        }

        var from = Math.Max(0, tokens[i].End - 24);

        return text[tokens[i].Start] != '.' || !EndsInAbbreviation(text.AsSpan(from, tokens[i].End - from));
    }

    private static bool StartsItem(string text, int at)
    {
        if (text[at] is '-' or '*' or '•' or '–' or '|' or '>' or '#' or '(' or '[')
        {
            return true;
        }

        // Bounded look-ahead: a label is short, and the whole pass must stay linear.
        var window = text.AsSpan(at, Math.Min(60, text.Length - at));
        var lineEnd = window.IndexOf('\n');
        var line = lineEnd < 0 ? window : window[..lineEnd];
        var separator = line.IndexOf(": ", StringComparison.Ordinal);
        var numbering = line.IndexOfAnyExceptInRange('0', '9');

        // "480." that ends a sentence on a line of its own is no item.
        return (numbering is > 0 and < 3 && line[numbering] is '.' or ')') || (separator > 0 && line[..separator].IndexOfAny(".,;") < 0);
    }
}
