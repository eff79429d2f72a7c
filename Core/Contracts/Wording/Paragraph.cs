using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts.Wording;

/// <summary>
/// A paragraph as words that can be compared: numbers as digits, the parties by the template's names, without the numbers of its
/// paragraphs.
/// </summary>
internal sealed partial record Paragraph(string Text, ImmutableArray<Word> Words)
{
    /// <summary>More are not compared word by word; a paragraph of a contract is shorter.</summary>
    public const int MostWords = 1500;

    /// <summary>Pairs of words that stand side by side.</summary>
    public ImmutableHashSet<string> Pairs { get; } =
        [.. Words.Zip(Words.Skip(1), (left, right) => left.Lower + " " + right.Lower)];

    /// <summary>Cut once: every change in the paragraph asks for the one it stands in.</summary>
    public ImmutableArray<Sentence> Sentences { get; } = Phrases.Sentences.Of(Text);

    /// <summary>How much two paragraphs share, 0 to 1.</summary>
    public double Likeness(Paragraph other) =>
        Pairs.Count + other.Pairs.Count == 0 ? 0 : 2.0 * Pairs.Count(other.Pairs.Contains) / (Pairs.Count + other.Pairs.Count);

    /// <summary>The paragraphs of a text: at blank lines, and where a line begins with the number of a second level.</summary>
    public static ImmutableArray<Paragraph> Split(string text, ContractReviewRules rules) =>
        [.. Break().Split(text)
            .Select(part => LeadingNumber().Replace(part.Trim(), ""))
            .Where(part => part.Length > 0)
            .Select(part => new Paragraph(part, Normalise(part, rules)))
            .Where(paragraph => paragraph.Words.Length > 0)];

    private static ImmutableArray<Word> Normalise(string text, ContractReviewRules rules)
    {
        var words = ImmutableArray.CreateBuilder<Word>();

        foreach (Word word in Phrases.Words.Of(text).Take(MostWords))
        {
            string lower = word.Lower is "percent" ? "cent" : word.Lower;
            string stem = lower.EndsWith("'s", StringComparison.Ordinal) ? lower[..^2] : lower;
            string end = lower[stem.Length..];

            if (lower == "per")
            {
                continue;
            }

            if (rules.Numbers.TryGetValue(lower, out int number))
            {
                // "forty-five"
                if (words.Count > 0 && number < 10 && words[^1].End + 1 == word.Start && text[words[^1].End] == '-'
                    && int.TryParse(words[^1].Lower, CultureInfo.InvariantCulture, out int tens) && tens % 10 == 0)
                {
                    words[^1] = new Word((tens + number).ToString(CultureInfo.InvariantCulture), words[^1].Start, word.End);
                    continue;
                }

                words.Add(word with { Lower = number.ToString(CultureInfo.InvariantCulture) });
                continue;
            }

            words.Add(word with { Lower = rules.SameWords.GetValueOrDefault(stem, stem) + end });
        }

        return words.ToImmutable();
    }

    [GeneratedRegex(@"\n[ \t]*\n|\n(?=[ \t]*[0-9]{1,2}\.[0-9]{1,2}[. ])", RegexOptions.CultureInvariant)]
    private static partial Regex Break();

    [GeneratedRegex(
        @"\A(?:[A-Z]?[0-9]{1,2}\.[0-9]{1,2}\.?|[IVXL]{1,6}\.[0-9]{1,2}\.?|\(?[0-9a-z]{1,2}\)|zzslotn\.[0-9]{1,2})[ \t]+",
        RegexOptions.CultureInvariant)]
    private static partial Regex LeadingNumber();
}
