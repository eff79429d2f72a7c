using System.Collections.Frozen;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>
/// What follows a number. A word that is not known may be a magnitude ("24 crore" to somebody who does not know crores), so the number
/// counts only before a unit, a word of grammar, a declared word, a mark, or the end.
/// </summary>
internal sealed class NumberTail(SourceDocument document, Mentions mentions, ExtractionPlan plan)
{
    private const int LongestPeriod = 4;
    private const int LongestTail = 7;

    private static readonly FrozenSet<string> Periods = FrozenSet.ToFrozenSet(
        ["day", "week", "fortnight", "month", "quarter", "year", "annum", "monat", "woche", "jahr", "quartal", "mes", "semana", "año",
        "mois", "semaine", "an"],
        StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> Adverbs = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["daily"] = "day",
        ["weekly"] = "week",
        ["fortnightly"] = "fortnight",
        ["monthly"] = "month",
        ["quarterly"] = "quarter",
        ["pcm"] = "month",
        ["monatlich"] = "month",
        ["mensual"] = "month",
        ["mensuales"] = "month",
        ["mensuel"] = "month",
        ["mensuels"] = "month",
        ["trimestral"] = "quarter",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is counted in a year is counted, and guests of a day are those of an event.</summary>
    private static readonly FrozenSet<string> Wholes = FrozenSet.ToFrozenSet(["year", "annum", "jahr", "año", "an", "day"],
        StringComparer.Ordinal);

    private readonly Token[] _tokens = document.Tokens;

    /// <summary>Nothing behind the number can change what it says.</summary>
    /// <param name="end">Token where the answer or sentence ends.</param>
    public bool IsWhole(FieldPlan field, Quantity quantity, int end)
    {
        var next = quantity.Next;

        if (next >= _tokens.Length)
        {
            return true;
        }

        var gap = document.Text.AsSpan(quantity.End, _tokens[next].Start - quantity.End);

        // "1," at the end of a line and "250" on the next
        if (gap.IsEmpty && _tokens[next].Lower is "," or "." or "-" && next + 1 < _tokens.Length
            && _tokens[next + 1].Kind == TokenKind.Number && _tokens[next - 1].Kind == TokenKind.Number
            && document.Text.AsSpan(_tokens[next].End, _tokens[next + 1].Start - _tokens[next].End).Contains('\n'))
        {
            return false;
        }

        // "9.1" at the end of a line and "million" on the next
        if (gap.Count('\n') == 1 && Magnitudes.Of(_tokens[next].Lower, isAttached: false) is not null)
        {
            return false;
        }

        // "4.1 (NOK m)"
        if (_tokens[next].Is("(") && !quantity.IsMoney && !quantity.HasMagnitude && next + 1 < _tokens.Length
            && (mentions.Currencies.At(next + 1) is not null || Magnitudes.Of(_tokens[next + 1].Lower, isAttached: true) is not null
            || (_tokens[next + 1].Is("in") && next + 2 < _tokens.Length
            && Magnitudes.Of(_tokens[next + 2].Lower, isAttached: true) is not null)))
        {
            return false;
        }

        if (gap.IsEmpty && _tokens[next].Kind == TokenKind.Word)
        {
            return field.Units.Contains(_tokens[next].Lower);
        }

        // "14-room" and "24-crore"
        if (gap.IsEmpty && _tokens[next].Lower is "-" or "+" && next + 1 < _tokens.Length && _tokens[next + 1].Start == _tokens[next].End)
        {
            next++;
        }
        else if (next >= end || gap.Contains('\t') || gap.Contains("  ", StringComparison.Ordinal) || gap.Count('\n') > 1)
        {
            return true;
        }

        return _tokens[next].Kind switch
        {
            TokenKind.Word => IsKnown(field, next) && !IsSum(next) && !IsTimes(next) && !IsOfSome(next) && !GoesOn(next, end),
            TokenKind.Number => gap.Contains('\n') || quantity.Range == RangeEnd.Lower || _tokens[quantity.Next].Kind == TokenKind.Mark,
            _ => _tokens[next].Lower is not ("‰" or "×" or "*" or "°"),
        };
    }

    /// <summary>"two and zorp a half million": a magnitude that belongs to no other number belongs to this one.</summary>
    private bool GoesOn(int next, int end)
    {
        for (var i = next; i < _tokens.Length && i < next + LongestTail && (i < end || i == next); i++)
        {
            if (_tokens[i].Lower is "." or "," or ";" or ":" or "(" or ")")
            {
                return false;
            }

            if (Magnitudes.Of(_tokens[i].Lower, false) is not null && !mentions.IsOfQuantity(i))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"28 rooms and a hall": one more is not counted in.</summary>
    private bool IsSum(int unit) => IsFirstPart(unit) || (unit + 2 < _tokens.Length
        && _tokens[unit + 1].Lower is "and" or "plus" or "und" or "y" or "et"
            && _tokens[unit + 2].Lower is "a" or "an" or "one" or "ein" or "eine" or "un" or "une" or "una");

    /// <summary>"Two floors of 91 each", "two floors of nine rooms, so eighteen": what it comes to is not said by the first.</summary>
    private bool IsTimes(int unit) => IsTimesSo(unit) || unit + 2 < _tokens.Length && _tokens[unit + 1].Is("of")
        && _tokens[unit + 2].Kind == TokenKind.Number
        && (unit + 3 == _tokens.Length || _tokens[unit + 3].Lower is "each" or "." or "," or ";" or ")"
            || document.Text.AsSpan(_tokens[unit + 2].End, _tokens[unit + 3].Start - _tokens[unit + 2].End).Contains('\n'));

    private bool IsTimesSo(int unit)
    {
        var isTimes = unit + 2 < _tokens.Length && _tokens[unit + 1].Is("of") && mentions.QuantityAt(unit + 2) is not null;

        for (var i = unit + 3; isTimes && i + 1 < _tokens.Length && i < unit + LongestTail + 2; i++)
        {
            if (_tokens[i].Lower is "so" or "makes" or "making" or "totalling" or "=" && mentions.QuantityAt(i + 1) is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"600 on average at indoor dances": of some of them, where a word that is not known tells which.</summary>
    private bool IsOfSome(int next)
    {
        for (var i = next; i + 2 < _tokens.Length && i < next + LongestPeriod; i++)
        {
            if (_tokens[i].Kind != TokenKind.Word)
            {
                return false;
            }

            if (_tokens[i].Is("at") && _tokens[i + 1].Kind == TokenKind.Word && plan.Units.Contains(_tokens[i + 2].Lower))
            {
                return !(Wording.Fillers.Contains(_tokens[i + 1].Lower) || Wording.Attributes.Contains(_tokens[i + 1].Lower)
                    || Wording.AfterNumber.Contains(_tokens[i + 1].Lower) || plan.Neutral.Contains(Phrase.Stem(_tokens[i + 1].Lower))
                    || plan.Units.Contains(_tokens[i + 1].Lower) || _tokens[i + 1].Lower is "any" or "most");
            }
        }

        return false;
    }

    /// <summary>"12 rooms in the east and 10 in the west": parts of what there is.</summary>
    private bool IsFirstPart(int unit)
    {
        var isParted = unit + 1 < _tokens.Length && _tokens[unit + 1].Lower is "in" or "for" or "im";

        for (var i = unit + 2; isParted && i + 2 < _tokens.Length && i < unit + 9; i++)
        {
            if (_tokens[i].Lower is "and" or "und" or "y" or "et" or "," && _tokens[i + 1].Kind == TokenKind.Number
                && _tokens[i + 2].Lower is "in" or "for" or "im")
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"EUR 5,000 a month" is no yearly amount.</summary>
    public bool IsOfOtherPeriod(FieldPlan field, Quantity quantity, IReadOnlyList<string> labelWords)
    {
        if (field.Rule.Per.Count == 0)
        {
            return IsRate(quantity) || IsOfStrangePeriod(field, quantity);
        }

        if (IsOfStrangePeriod(field, quantity))
        {
            return true;
        }

        for (var i = quantity.Next; i < _tokens.Length && i < quantity.Next + LongestPeriod; i++)
        {
            if (IsOther(field, i, i > quantity.Next ? _tokens[i - 1].Lower : "") is { } isOther)
            {
                return isOther;
            }
        }

        for (var i = Math.Max(0, quantity.First - LongestPeriod); i < quantity.First; i++)
        {
            if (Adverbs.TryGetValue(_tokens[i].Lower, out var adverb) && !field.Rule.Per.Contains(adverb))
            {
                return true;
            }
        }

        for (var i = 0; i + 1 < labelWords.Count; i++)
        {
            // "Fee per show", "viewers a round"
            var isDivided = labelWords[i] is "per" or "pro" or "je" or "por" or "par" or "/"
                || (labelWords[i] is "a" or "an" or "each" or "every"
                && plan.Units.Contains(labelWords[i + 1] + "s"));

            if (isDivided && char.IsLetter(labelWords[i + 1][0]) && !field.Rule.Per.Contains(labelWords[i + 1])
                && !plan.Neutral.Contains(Phrase.Stem(labelWords[i + 1])))
            {
                return true;
            }
        }

        return labelWords.Any(word => Adverbs.TryGetValue(word, out var adverb) ? !field.Rule.Per.Contains(adverb)
            : Periods.Contains(word) && !field.Rule.Per.Contains(word));
    }

    /// <summary>"EUR 5,000 a net month", "EUR 5,000 zorp a month": a word parts the amount from its period.</summary>
    private bool IsOfStrangePeriod(FieldPlan field, Quantity quantity)
    {
        var (isDivided, isStrange) = (false, false);

        for (var i = quantity.Next; i < _tokens.Length && i < quantity.Next + LongestTail; i++)
        {
            var lower = _tokens[i].Lower;

            if (Periods.Contains(lower))
            {
                return isDivided && isStrange && !(field.Rule.Per.Count == 0 ? Wholes : field.Rule.Per).Contains(lower);
            }

            // The dot of "2,4 Mio. EUR" ends nothing.
            var isEnd = lower is "," or ";" or ":" || (lower == "." && Magnitudes.Of(_tokens[i - 1].Lower, isAttached: true) is null);

            if (isEnd || plan.Units.Contains(lower)
                || document.Text.AsSpan(_tokens[i - 1].End, _tokens[i].Start - _tokens[i - 1].End).ContainsAny('\n', '\t'))
            {
                return false;
            }

            isStrange |= _tokens[i].Kind == TokenKind.Word && (isDivided || !IsKnown(field, i));
            isDivided |= lower is "a" or "an" or "per" or "/" or "each" or "every" or "pro" or "je" or "por" or "par" or "al" or "im";
        }

        return false;
    }

    /// <summary>"two a week" says how often, and not how many.</summary>
    private bool IsRate(Quantity quantity)
    {
        for (var i = quantity.Next; i + 1 < _tokens.Length && i < quantity.Next + LongestPeriod; i++)
        {
            if (_tokens[i].Lower is "every" or "each" or "a" or "per" or "pro" or "por" or "par" or "/"
                && Periods.Contains(_tokens[i + 1].Lower) && !Wholes.Contains(_tokens[i + 1].Lower))
            {
                return true;
            }
        }

        return quantity.Next < _tokens.Length && Adverbs.ContainsKey(_tokens[quantity.Next].Lower);
    }

    /// <summary>Null when the word says nothing of a period.</summary>
    private bool? IsOther(FieldPlan field, int at, string before)
    {
        var lower = _tokens[at].Lower;

        if (Adverbs.TryGetValue(lower, out var adverb))
        {
            return !field.Rule.Per.Contains(adverb);
        }

        // "per visit" and "/head" divide as much as a period does; "a year" and "each month" only where a period follows.
        var isDivided = before is "per" or "/" or "pro" or "je" or "por" or "par";
        var isPeriod = before is "a" or "an" or "each" or "every" or "al" or "im" or "the" or "" && Periods.Contains(lower);

        return isDivided || isPeriod ? !field.Rule.Per.Contains(lower) : null;
    }

    /// <summary>A word of grammar, of the calendar or of the rules.</summary>
    public bool IsKnown(FieldPlan field, int at)
    {
        var lower = _tokens[at].Lower;

        return Wording.AfterNumber.Contains(lower) || Wording.Attributes.Contains(lower) || plan.Units.Contains(lower)
            || plan.Units.Contains(Phrase.Stem(lower)) || field.NameWords.Contains(Phrase.Stem(lower))
            || plan.Neutral.Contains(Phrase.Stem(lower)) || Adverbs.ContainsKey(lower) || Periods.Contains(lower);
    }
}
