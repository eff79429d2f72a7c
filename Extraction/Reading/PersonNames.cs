using System.Collections.Frozen;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Names of persons: a few capitalised words that are no company, no office and no name of a thing.</summary>
internal static class PersonNames
{
    private const int MostWords = 5;
    private const int MostNames = 20;

    private static readonly FrozenSet<string> Titles = FrozenSet.ToFrozenSet(
        ("mr mrs ms miss mx dr prof mag ing dipl herr frau señor señora sr sra srta dra don doña mme mlle monsieur madame sir lady dame " +
         "shri smt barr adv encik cik puan tuan dato datuk capt captain col maj rev engr arch avv dott").Split(' '),
        StringComparer.Ordinal);

    /// <summary>"mr", "frau": stands before a person's name.</summary>
    public static bool IsTitle(string lower) => Titles.Contains(lower);

    public static bool Is(SourceDocument document, Slice name, ExtractionPlan plan)
    {
        var bare = WithoutTitles(document, name);
        var (first, end) = (document.TokenAt(bare.Start), document.TokenAt(bare.End));

        return first < end && IsPerson(document, first, end, plan);
    }

    /// <summary>The last name of at least two words in a part of a line ("Spoke with Ann Lee").</summary>
    public static Slice? LastIn(SourceDocument document, Slice part, ExtractionPlan plan)
    {
        var end = document.TokenAt(part.End);

        for (var first = document.TokenAt(part.Start); first < end; first++)
        {
            if (NameRun.EndFrom(document, first, end) is not { } last)
            {
                continue;
            }

            var name = document.Slice(document.Tokens[first].Start, part.End);

            if (last == end && last - first > 1 && Is(document, name, plan))
            {
                return name;
            }

            first = last - 1;
        }

        return null;
    }

    /// <summary>Names of several words whose first is the given one, where the author says them.</summary>
    public static List<Slice> BeginningWith(SourceDocument document, Slice first, ExtractionPlan plan)
    {
        var found = new List<Slice>();

        for (var i = 0; i < document.Tokens.Length && found.Count < MostNames; i++)
        {
            var token = document.Tokens[i];

            if (document.Text.AsSpan(token.Start, token.Length).SequenceEqual(first.Span) && !document.IsMuted(token.Start)
                && NameRun.EndFrom(document, i, document.Tokens.Length) is { } end && end > i + 1
                && document.Slice(token.Start, document.Tokens[end - 1].End) is var name && Is(document, name, plan))
            {
                found.Add(name);
            }
        }

        return found;
    }

    /// <summary>What stands behind the titles: a title's dot ends no sentence.</summary>
    public static Slice WithoutTitles(SourceDocument document, Slice text)
    {
        var (first, end) = (document.TokenAt(text.Start), document.TokenAt(text.End));

        while (first + 1 < end && (Titles.Contains(document.Tokens[first].Lower) || document.Tokens[first].Is(".")
            || (document.Tokens[first].Is("-") && first > 0 && Titles.Contains(document.Tokens[first - 1].Lower))))
        {
            first++;
        }

        return first < end ? text.From(document.Tokens[first].Start, text.End) : text;
    }

    private static bool IsPerson(SourceDocument document, int first, int end, ExtractionPlan plan)
    {
        var words = 0;

        // "Parking N/A"
        if (end < document.Tokens.Length && document.Tokens[end].Is("/") && document.Tokens[end - 1].Length == 1)
        {
            return false;
        }

        for (var i = first; i < end; i++)
        {
            var token = document.Tokens[i];
            words += token.Kind == TokenKind.Word && token.Length > 1 ? 1 : 0;

            // "For the booking Ann Lee" is no name, and "ann lee" is one.
            if (token is { Kind: TokenKind.Word, Length: > 2 } && i > first && char.IsUpper(document.Text[document.Tokens[first].Start])
                && char.IsLower(document.Text[token.Start]) && !NameRun.IsConnector(token.Lower))
            {
                return false;
            }

            // A first name may be such a word: "Liga", "Serie".
            if (token.Kind == TokenKind.Number || Wording.OwnParty.Contains(token.Lower) || token.Lower is "me" or "to"
                or "him" or "her" or "and" or "or" or "und" or "oder" or "et" or "ou" or "&"
                || plan.Offices.Contains(token.Lower) || (i > first && plan.EndWords.Contains(token.Lower)))
            {
                return false;
            }
        }

        return words is > 0 and <= MostWords && !LegalForms.EndIn(document, first, end);
    }
}
