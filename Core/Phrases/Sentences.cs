using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Phrases;

/// <summary>A sentence by its place in the text, in UTF-16 units, with its words, whose places count in the text too.</summary>
/// <param name="Paragraph">Number of the paragraph it stands in.</param>
public sealed record Sentence(string Text, int Start, ImmutableArray<Word> Words, int Paragraph)
{
    public bool IsQuestion => Text.EndsWith('?');
}

/// <summary>Cuts a text into sentences: at full stops, at blank lines, and before the items of a list.</summary>
public static partial class Sentences
{
    private const int LongestAbbreviation = 4;

    private static readonly HashSet<string> Abbreviations = new(StringComparer.OrdinalIgnoreCase)
    {
        "mr", "mrs", "ms", "dr", "no", "nr", "st", "e.g", "i.e", "approx", "ca", "etc", "inc", "ltd", "co", "vs", "bzw", "z.b",
        "d.h", "sr", "sra",
        "art", "cl", "m", "mme", "prof",
    };

    private static readonly HashSet<string> BeforeOrdinals =
        new(StringComparer.OrdinalIgnoreCase) { "am", "zum", "den", "der", "dem", "vom", "bis", "ab", "seit" };

    public static ImmutableArray<Sentence> Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var sentences = ImmutableArray.CreateBuilder<Sentence>();
        int start = 0;
        int paragraph = 0;

        for (int i = 0; i < text.Length; i++)
        {
            bool isBreak = text[i] == '\n' && Break().IsMatch(text.AsSpan(i));
            bool isBlank = isBreak && Blank().IsMatch(text.AsSpan(i));

            if (isBreak || EndsAt(text, i))
            {
                Add(start, isBreak ? i : i + 1);
                start = i + 1;
                paragraph += isBlank ? 1 : 0;
            }
        }

        Add(start, text.Length);
        return sentences.ToImmutable();

        void Add(int from, int to)
        {
            string raw = text[from..to];
            string trimmed = raw.Trim();

            if (trimmed.Length > 0)
            {
                int at = from + raw.IndexOf(trimmed[0], StringComparison.Ordinal);
                IEnumerable<Word> words = Words.Of(trimmed).Select(word => word with { Start = word.Start + at, End = word.End + at });
                sentences.Add(new Sentence(trimmed, at, [.. words], paragraph));
            }
        }
    }

    private static bool EndsAt(string text, int i)
    {
        if (text[i] is not ('.' or '!' or '?') || (i + 1 < text.Length && !char.IsWhiteSpace(text[i + 1])))
        {
            return false;
        }

        if (text[i] != '.')
        {
            return true;
        }

        int from = i;

        while (from > 0 && i - from <= LongestAbbreviation && !char.IsWhiteSpace(text[from - 1]) && text[from - 1] != '(')
        {
            from--;
        }

        string word = text[from..i];
        bool isInitial = word.Length == 1 && char.IsUpper(word[0]);
        return !isInitial && !Abbreviations.Contains(word) && !IsOrdinal(text, word, from);
    }

    /// <summary>"am 12. März": a day before its month, not the end of a sentence.</summary>
    private static bool IsOrdinal(string text, string word, int from)
    {
        if (word.Length is 0 or > 2 || !word.All(char.IsAsciiDigit))
        {
            return false;
        }

        string before = text[Math.Max(0, from - 6)..from].TrimEnd();
        return BeforeOrdinals.Contains(before[(before.LastIndexOfAny([' ', '\n']) + 1)..]);
    }

    /// <summary>A blank line, or a line that begins an item of a list.</summary>
    [GeneratedRegex(@"\A\n[ \t]*(?:\n|[-*•–][ \t]|\(?[0-9a-z]{1,2}[.)][ \t])", RegexOptions.CultureInvariant)]
    private static partial Regex Break();

    [GeneratedRegex(@"\A\n[ \t]*\n", RegexOptions.CultureInvariant)]
    private static partial Regex Blank();
}
