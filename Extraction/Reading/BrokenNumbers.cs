using System.Collections.Frozen;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>
/// Numbers that a word which is not known parts in two: "9.8 (net) million", "12 zorp to 19", "two hundred and zorp forty". Either half
/// alone would be a wrong value.
/// </summary>
internal sealed class BrokenNumbers(SourceDocument document, Mentions mentions, ExtractionPlan plan)
{
    /// <summary>Tokens between the halves; further apart they are two numbers.</summary>
    private const int Widest = 6;

    /// <summary>Between the ends of a range, or a number and its decimals.</summary>
    private static readonly FrozenSet<string> Joints = FrozenSet.ToFrozenSet(
        ["to", "or", "bis", "à", "point", "komma", "coma", "virgule"], StringComparer.Ordinal);

    /// <summary>Between the words of one number, and between two.</summary>
    private static readonly FrozenSet<string> Ands = FrozenSet.ToFrozenSet(["and", "und", "y", "et"], StringComparer.Ordinal);

    private readonly Token[] _tokens = document.Tokens;
    private readonly NumberTail _tail = new(document, mentions, plan);

    /// <param name="end">Token where the answer or sentence ends.</param>
    public bool IsBroken(FieldPlan field, Quantity quantity, int end) =>
        GoesOn(field, quantity, end) || BeganBefore(field, quantity) || IsOfOtherMeasure(field, quantity);

    private bool GoesOn(FieldPlan field, Quantity quantity, int end)
    {
        var gap = new Gap();

        for (var i = quantity.Next; i < _tokens.Length && i <= quantity.Next + Widest && (i < end || i == quantity.Next); i++)
        {
            if (IsApart(i))
            {
                return false;
            }

            if (mentions.QuantityAt(i) is { } other)
            {
                return gap is { IsStrange: true, Depth: 0 } && !IsYear(other)
                    && (gap.IsJoined || other.HasMagnitude || other.Range != RangeEnd.None || (gap.HasAnd && IsInWords(quantity)));
            }

            // "a million and zorp euros"
            if (gap is { IsStrange: true, HasAnd: true } && !quantity.IsMoney && IsInWords(quantity)
                && mentions.Currencies.At(i) is not null)
            {
                return true;
            }

            var isMoney = quantity.IsMoney || (i + 1 < _tokens.Length && mentions.Currencies.At(i + 1) is not null);

            if (gap.IsStrange && !mentions.IsOfQuantity(i) && Magnitudes.Of(_tokens[i].Lower, isMoney) is not null)
            {
                return true;
            }

            if (!Add(gap, field, i, opens: "(["))
            {
                return false;
            }
        }

        return false;
    }

    private bool BeganBefore(FieldPlan field, Quantity quantity)
    {
        var gap = new Gap();

        for (var i = quantity.First - 1; i >= 0 && i >= quantity.First - Widest - 1; i--)
        {
            if (IsApart(i + 1))
            {
                return false;
            }

            if (mentions.QuantityBefore(i + 1) is { } other)
            {
                return gap is { IsStrange: true, Depth: 0 } && !IsYear(other)
                    && (gap.IsJoined || other.HasMagnitude || other.Value is null || (gap.HasAnd && IsInWords(other)));
            }

            if (gap.HasWord && quantity.HasMagnitude && _tokens[i].Lower is "half" or "quarter" or "quarters" or "third" or "thirds")
            {
                return true;
            }

            if (!Add(gap, field, i, opens: ")]"))
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>"38 (net) basis points": a share without its sign, and behind a remark a measure that is not known.</summary>
    private bool IsOfOtherMeasure(FieldPlan field, Quantity quantity)
    {
        if (field.Kind != FieldKind.Percent || quantity.IsPercent)
        {
            return false;
        }

        var at = quantity.Next;

        while (at < _tokens.Length && at < quantity.Next + Widest && (_tokens[at].Kind == TokenKind.Word || at == quantity.Next))
        {
            at++;
        }

        return at + 1 < _tokens.Length && _tokens[at].Lower is ")" or "]" or "\"" or "”" or "“" && _tokens[at + 1].Kind == TokenKind.Word
            && char.IsLower(document.Text[_tokens[at + 1].Start]) && !_tail.IsKnown(field, at + 1);
    }

    /// <summary>False where the search ends: at a unit, a currency, or a mark that parts what is said.</summary>
    private bool Add(Gap gap, FieldPlan field, int at, string opens)
    {
        var token = _tokens[at];

        if (token.Kind == TokenKind.Mark)
        {
            var isBracket = token.Lower is "(" or "[" or ")" or "]";
            var isQuote = token.Lower is "\"" or "“" or "”" or "„" or "«" or "»";
            gap.Depth += !isBracket ? 0 : opens.Contains(token.Lower, StringComparison.Ordinal) ? 1 : -1;
            gap.IsQuoted ^= isQuote;

            return gap.Depth >= 0 && (isBracket || isQuote || token.Lower is "-" or "–" or "/");
        }

        if (token.Kind != TokenKind.Word || plan.Units.Contains(token.Lower) || plan.Units.Contains(Phrase.Stem(token.Lower))
            || mentions.Currencies.At(at) is not null)
        {
            return false;
        }

        gap.IsJoined |= Joints.Contains(token.Lower);
        gap.HasAnd |= Ands.Contains(token.Lower);
        gap.HasWord |= token.Lower != "of";
        gap.IsStrange |= gap.Depth > 0 || gap.IsQuoted || (!Joints.Contains(token.Lower) && !_tail.IsKnown(field, at));

        return true;
    }

    /// <summary>Another line, cell or column begins.</summary>
    private bool IsApart(int at)
    {
        var between = at == 0 || at >= _tokens.Length ? default
            : document.Text.AsSpan(_tokens[at - 1].End, _tokens[at].Start - _tokens[at - 1].End);

        return between.ContainsAny('\n', '\t') || between.Contains("  ", StringComparison.Ordinal);
    }

    private bool IsYear(Quantity quantity) =>
        quantity.IsPlain && CalendarYears.Of(document.Text.AsSpan(quantity.Start, 4)) is not null;

    /// <summary>A currency before digits is no number in words: "EUR 90,000 and a share of 40 %" are two numbers.</summary>
    private bool IsInWords(Quantity quantity) =>
        _tokens[quantity.First].Lower is "a" or "an" || NumberWords.IsNumber(_tokens[quantity.First].Lower);

    private sealed class Gap
    {
        /// <summary>A word that is not known, or one set apart by brackets or quotation marks.</summary>
        public bool IsStrange { get; set; }

        public bool HasWord { get; set; }

        public bool IsQuoted { get; set; }

        public bool IsJoined { get; set; }

        public bool HasAnd { get; set; }

        /// <summary>Brackets that are open.</summary>
        public int Depth { get; set; }
    }
}
