using System.Globalization;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>Takes a label apart: its name, and what a bracket or a closing "in EUR" says about the answer.</summary>
internal sealed class LabelParser(SourceDocument document, Mentions mentions)
{
    private const int LongestLabel = 160;

    /// <summary>Null for a label that is no label: empty, too long, or hedged ("planned start").</summary>
    public (Token[] Name, LabelHints Hints)? Parse(Slice label)
    {
        var trimmed = label.Trim();

        if (trimmed.IsEmpty || trimmed.Length > LongestLabel || HoldsValue(trimmed))
        {
            return null;
        }

        var open = trimmed.Span.IndexOfAny('(', '[');
        var nameEnd = open < 0 ? trimmed.End : trimmed.Start + open;
        var inside = trimmed.Span.LastIndexOf(" in ", StringComparison.OrdinalIgnoreCase);

        if (open < 0 && inside > 0 && IsMeasure(trimmed.Start + inside + 4, trimmed.End))
        {
            nameEnd = trimmed.Start + inside;
        }

        if (nameEnd == trimmed.End)
        {
            return (Named(trimmed), Timed(trimmed, LabelHints.None));
        }

        var after = trimmed.Span.IndexOfAny(')', ']');
        var rest = open >= 0 && after > open
            ? trimmed.From(trimmed.Start + after + 1, trimmed.End).Trim()
            : trimmed.From(trimmed.End, trimmed.End);
        var name = trimmed.From(trimmed.Start, nameEnd).Trim();
        var hints = Hints(nameEnd, trimmed.End);

        return hints is null || (name.IsEmpty && rest.IsEmpty) ? null : ([.. Named(name), .. Named(rest)], Timed(trimmed, hints));
    }

    /// <summary>What a cell beside the label says of the unit; null when it is not understood.</summary>
    public LabelHints? Measured(Slice unit) => Hints(unit.Start, unit.End) is { } hints ? Timed(unit, hints) : null;

    /// <summary>"5 rooms", "Room 118842", "Signed" say something and ask nothing.</summary>
    private bool HoldsValue(Slice label)
    {
        var tokens = document.TokensOf(label);
        var isCount = tokens.Length > 1 && tokens[0] is { Kind: TokenKind.Number, Length: < 4 } && tokens[1].Kind == TokenKind.Word
            && tokens[1].Start > tokens[0].End && char.IsLower(document.Text[tokens[1].Start]);

        foreach (var token in tokens)
        {
            isCount |= token is { Kind: TokenKind.Number, Length: > 4 };
        }

        // Who signed a form is not who will sign anything else.
        return isCount || tokens is [{ Lower: "signed" or "signature" }];
    }

    /// <summary>Without numbers: a year or date in a label says when, not what.</summary>
    private Token[] Named(Slice label)
    {
        var tokens = document.TokensOf(label).ToArray();
        var hasYear = Array.Exists(tokens, token => token is { Kind: TokenKind.Number, Length: 4 });
        var words = Array.FindAll(tokens, token => token.Kind != TokenKind.Number && !token.Is("fy")
            && !(hasYear && (MonthNames.All.ContainsKey(token.Lower) || token.Lower is "ended" or "ending" or "y/e")));

        return Array.Exists(words, token => token.Kind == TokenKind.Word) ? words : tokens;
    }

    private LabelHints Timed(Slice label, LabelHints hints)
    {
        int? year = null;
        var tokens = document.TokensOf(label);

        for (var i = 0; i < tokens.Length; i++)
        {
            var isYear = tokens[i] is { Kind: TokenKind.Number, Length: 4 } && tokens[i].Lower.StartsWith("20", StringComparison.Ordinal);
            var isShort = i > 0 && tokens[i] is { Kind: TokenKind.Number, Length: 2 } && (tokens[i - 1].Is("fy") || (year is not null
                && tokens[i - 1].Lower is "-" or "/" or "–"));
            var read = isYear ? int.Parse(tokens[i].Lower, CultureInfo.InvariantCulture)
                : isShort ? 2000 + int.Parse(tokens[i].Lower, CultureInfo.InvariantCulture) : year;
            year = year is null || read > year ? read : year;
        }

        return hints with { Words = Lower(label), Year = year };
    }

    private List<string> Lower(Slice label) =>
        [.. document.TokensOf(label).ToArray().Select(token => token.Lower)];

    private bool IsMeasure(int start, int end)
    {
        var (first, last) = (document.TokenAt(start), document.TokenAt(end));

        return last > first && last - first <= 3 && Enumerable.Range(first, last - first).All(i =>
            mentions.Currencies.At(i) is not null || Magnitudes.Of(document.Tokens[i].Lower, isAttached: false) is not null
            || document.Tokens[i].Lower is "%" or "month" or "months" or "years" or "year" or "seconds" or "second" or "minutes" or "days"
                or "weeks" or "of" or "hours" or "percent");
    }

    private LabelHints? Hints(int start, int end)
    {
        var (first, last) = (document.TokenAt(start), document.TokenAt(end));
        var hints = LabelHints.None;
        var isBesideMoney = false;

        for (var i = first; i < last; i++)
        {
            var token = document.Tokens[i];

            if (StanceReader.IsHedge(document.Tokens, i, last)
                || Wording.Examples.Contains(token.Lower)
                || Wording.OtherParties.Contains(token.Lower))
            {
                return null;
            }

            if (mentions.Currencies.At(i) is { } mark && hints.Currency is null)
            {
                hints = hints with
                {
                    Currency = mark.Code,
                    CurrencySource = document.Slice(token.Start, document.Tokens[mark.Next - 1].End),
                    Magnitude = hints.Magnitude * mark.Factor,
                };
                i = mark.Next - 1;
                isBesideMoney = true;
                continue;
            }

            if (Magnitudes.Of(token.Lower, isAttached: isBesideMoney) is { } factor)
            {
                hints = hints with { Magnitude = hints.Magnitude * factor };
            }
            else if (token.Is("000"))
            {
                hints = hints with { Magnitude = 1_000 };
            }
            else if (isBesideMoney && token.Kind == TokenKind.Word && !Wording.AfterNumber.Contains(token.Lower))
            {
                hints = hints with { IsUnread = true };
            }

            isBesideMoney &= token.Kind == TokenKind.Mark;
        }

        return hints;
    }
}
