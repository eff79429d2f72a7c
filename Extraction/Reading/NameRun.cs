using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Proper names in running text: capitalised words, with small words only between them.</summary>
internal static class NameRun
{
    private const int LongestName = 12;

    private static readonly FrozenSet<string> Connectors = FrozenSet.ToFrozenSet(
        "of the de da del della di do dos du des la le les van von der den und y e en em d l et for bin ibn al el ter ten zu af av das"
        .Split(' '), StringComparer.Ordinal);

    /// <summary>A small word that stands inside names.</summary>
    public static bool IsConnector(string lower) => Connectors.Contains(lower);

    /// <summary>
    /// The token after the name that starts at <paramref name="first"/>; null when none starts there or its end is uncertain.
    /// </summary>
    public static int? EndFrom(SourceDocument document, int first, int limit)
    {
        if (first >= limit || !IsPart(document, first))
        {
            return null;
        }

        var end = first + 1;

        // A company's name ends at its legal form: "Acme Ltd of Malta".
        while (end < limit && end - first < LongestName && !LegalForms.Closes(document, first, end)
            && !(document.Tokens[end].Lower is "/" or "+" && LegalForms.Has(document.Tokens[end - 1].Lower))
            && !IsOnNextLine(document, first, end) && Step(document, end, limit) is var step and > 0)
        {
            end += step;
        }

        if (end + 1 < limit && document.Tokens[end].Is(".") && LegalForms.TakesDot(document.Tokens[end - 1].Lower)
            && !char.IsUpper(document.Text[document.Tokens[end + 1].Start]))
        {
            end++;
        }

        // "the Oxford and County Bank": where the name ends cannot be told.
        var isOpen = end < limit && document.Tokens[end].Lower is "and" or "&" && (end + 1 == limit || IsPart(document, end + 1));

        // "Acme eShops": a word written so belongs to the name or not.
        return isOpen || (end < limit && IsMixed(document, end) && !IsOnNextLine(document, first, end)) ? null : end;
    }

    /// <summary>Where a name begins that a capital before its article led into ("Introducing the Acme Cup").</summary>
    public static int AfterArticle(SourceDocument document, int first, int end)
    {
        for (var i = end - 2; i > first; i--)
        {
            if (document.Tokens[i].Is("the") && !document.Tokens[i - 1].Is("of"))
            {
                return i + 1;
            }
        }

        // "Ms Lee of the Acme Cup": a person of the named thing.
        for (var i = end - 2; i > first + 1 && PersonNames.IsTitle(document.Tokens[first].Lower); i--)
        {
            if (document.Tokens[i].Is("the"))
            {
                return i + 1;
            }
        }

        return document.Tokens[first].Lower is "die" or "der" or "das" or "la" or "el" or "le" or "les" or "los" or "las" ? first + 1
            : first;
    }

    /// <summary>The first token of the name that ends just before <paramref name="end"/>; null when there is none.</summary>
    public static int? StartBefore(SourceDocument document, int end, int limit)
    {
        var first = end;

        while (first > limit && end - first < LongestName && (IsPart(document, first - 1)
            || (first < end && first - 1 > limit && IsLink(document, first - 1) && IsPart(document, first - 2))))
        {
            first--;
        }

        var isOpen = first > limit + 1 && document.Tokens[first - 1].Lower is "and" && IsPart(document, first - 2);

        return first < end && !isOpen && IsPart(document, first) ? first : null;
    }

    /// <summary>The line ended before, by its author or behind a whole company.</summary>
    private static bool IsOnNextLine(SourceDocument document, int first, int at)
    {
        var breaks = document.Text.AsSpan(document.Tokens[at - 1].End, document.Tokens[at].Start - document.Tokens[at - 1].End).Count('\n');

        return breaks > 1 || (breaks == 1 && !document.Tokens[at - 1].Is("-")
            && (!document.Wraps[document.LineAt(document.Tokens[at - 1].Start)] || LegalForms.EndIn(document, first, at)));
    }

    private static int Step(SourceDocument document, int at, int limit)
    {
        var gap = document.Text.AsSpan(document.Tokens[at - 1].End, document.Tokens[at].Start - document.Tokens[at - 1].End);

        // What stands in another column is another text.
        if (gap.Contains('\t') || (gap.Contains("   ", StringComparison.Ordinal) && !gap.Contains('\n')))
        {
            return 0;
        }

        if (IsPart(document, at) || (document.Tokens[at] is { Kind: TokenKind.Number, Length: <= 4 } && !document.Tokens[at - 1].Is(".")))
        {
            return 1;
        }

        // "Acme, BHD 1m": what stands before a number is money.
        if (document.Tokens[at].Is(",") && at + 1 < limit && !(at + 2 < limit && document.Tokens[at + 2].Kind == TokenKind.Number)
            && ((LegalForms.Has(document.Tokens[at + 1].Lower) && !(document.Tokens[at + 1].Is("incorporated")
            && char.IsLower(document.Text[document.Tokens[at + 1].Start]))) || LegalForms.IsDotted(document, at + 1, limit)))
        {
            return 2;
        }

        // "Pvt. Ltd."
        if (document.Tokens[at].Is(".") && at + 1 < limit && LegalForms.TakesDot(document.Tokens[at - 1].Lower)
            && LegalForms.Has(document.Tokens[at + 1].Lower))
        {
            return 2;
        }

        // "Co., Ltd."
        if (document.Tokens[at].Is(".") && at + 2 < limit && document.Tokens[at + 1].Is(",")
            && LegalForms.TakesDot(document.Tokens[at - 1].Lower) && LegalForms.Has(document.Tokens[at + 2].Lower))
        {
            return 3;
        }

        // "Liga e. V."
        if (at + 3 < limit && document.Tokens[at].Is("e") && document.Tokens[at + 1].Is(".") && document.Tokens[at + 2].Is("v")
            && document.Tokens[at + 3].Is("."))
        {
            return 4;
        }

        // "Acme sp. z o.o."
        if (at + 5 < limit && document.Tokens[at].Is("sp") && document.Tokens[at + 1].Is(".") && document.Tokens[at + 2].Is("z")
            && document.Tokens[at + 3].Is("o") && document.Tokens[at + 4].Is(".") && document.Tokens[at + 5].Is("o"))
        {
            return at + 6 < limit && document.Tokens[at + 6].Is(".") ? 7 : 6;
        }

        // "Highveld Arena (Pty) Ltd"
        if (document.Tokens[at].Is("(") && at + 3 < limit && document.Tokens[at + 2].Is(")")
            && LegalForms.Has(document.Tokens[at + 1].Lower)
            && LegalForms.Has(document.Tokens[at + 3].Lower))
        {
            return 4;
        }

        // "Hand-" at the end of a line, "ball" on the next
        if (document.Tokens[at].Is("-") && at + 1 < limit && document.Tokens[at].Start == document.Tokens[at - 1].End
            && document.Tokens[at + 1].Kind == TokenKind.Word
            && document.Text.AsSpan(document.Tokens[at].End, document.Tokens[at + 1].Start - document.Tokens[at].End).Count('\n') == 1)
        {
            return 2;
        }

        if (InitialsStep(document, at, limit) is var initials and > 0)
        {
            return initials;
        }

        // "St. Gallen", "J. Smith"
        if (document.Tokens[at].Is(".")
            && at + 1 < limit
            && IsPart(document, at + 1)
            && !document.Text.AsSpan(document.Tokens[at].End, document.Tokens[at + 1].Start - document.Tokens[at].End).Contains('\n')
            && document.Tokens[at - 1].Kind == TokenKind.Word
            && (document.Tokens[at - 1].Length <= 2 || document.Tokens[at + 1].Length == 1))
        {
            return 2;
        }

        for (var links = 1; links <= 3 && at + links < limit && IsLink(document, at + links - 1); links++)
        {
            if (IsPart(document, at + links))
            {
                return links + 1;
            }
        }

        return 0;
    }

    /// <summary>The dots and letters of "S.r.l." or "B.V." behind its first letter.</summary>
    private static int InitialsStep(SourceDocument document, int at, int limit)
    {
        var tokens = document.Tokens;
        var width = 0;

        while (width < LongestName && at + width + 1 < limit && tokens[at + width].Is(".") && tokens[at + width - 1].Length <= 2
            && tokens[at + width].Start == tokens[at + width - 1].End
            && tokens[at + width + 1].Start == tokens[at + width].End
            && tokens[at + width + 1] is { Kind: TokenKind.Word, Length: <= 2 })
        {
            width += 2;
        }

        document.Spend(width);

        return width > 0 && at + width < limit && tokens[at + width].Is(".") ? width + 1 : width;
    }

    private static bool IsLink(SourceDocument document, int at) =>
        Connectors.Contains(document.Tokens[at].Lower) || document.Tokens[at].Lower is "&" or "'" or "’" or "/" or "+"
        || (document.Tokens[at].Is("-") && (IsGlued(document, at) || IsGlued(document, at + 1)));

    /// <summary>"Baden-Baden" is one name; "12 May - Acme" are two things.</summary>
    private static bool IsGlued(SourceDocument document, int at) =>
        at > 0 && at < document.Tokens.Length && document.Tokens[at - 1].End == document.Tokens[at].Start;

    private static bool IsPart(SourceDocument document, int at)
    {
        var token = document.Tokens[at];
        var isCapital = token.Kind == TokenKind.Word && (char.IsUpper(document.Text[token.Start])
            || (LegalForms.Has(token.Lower) && IsMixed(document, at)));

        return isCapital && !(token.Lower is "we" or "i" or "our" or "it" or "the" or "in" or "for" or "on" or "yes" or "no");
    }

    /// <summary>"gGmbH", "eG": a small letter before a capital.</summary>
    private static bool IsMixed(SourceDocument document, int at)
    {
        var token = document.Tokens[at];

        return token.Kind == TokenKind.Word && char.IsLower(document.Text[token.Start])
            && document.Text.AsSpan(token.Start, token.Length).IndexOfAnyInRange('A', 'Z') > 0;
    }
}
