using System.Collections.Immutable;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>
/// Which number of an answer is the field's value, if one certainly is. "fourteen (14)" says one thing twice; "12 to 14" has two ends;
/// two numbers of one kind side by side ("12 men's, 10 women's") are none.
/// </summary>
internal sealed class NumberChoice(SourceDocument document, ExtractionPlan plan)
{
    private readonly Token[] _tokens = document.Tokens;

    public Quantity? Choose(FieldPlan field, ImmutableArray<Quantity> quantities, Slice answer)
    {
        var own = quantities.Where(quantity => IsOwn(field, quantity)).ToImmutableArray();
        var candidates = own.IsEmpty ? quantities : own;

        if (candidates.Length > 1 && candidates.All(quantity => YearOf(quantity) is not null))
        {
            // "5 million (2025), 4 million (2024)"
            var newest = candidates.MaxBy(quantity => YearOf(quantity))!;

            return candidates.Count(quantity => YearOf(quantity) == YearOf(newest)) == 1 ? newest : null;
        }

        if (candidates.Length > 1 && candidates[0].Range == RangeEnd.Lower)
        {
            var wanted = candidates.FirstOrDefault(quantity => quantity.Range == field.Rule.Range && quantity.Range != RangeEnd.None);

            return candidates.Length == 2 ? wanted : null;
        }

        if (Total(quantities) is { } total)
        {
            return total;
        }

        if (!candidates.IsEmpty && (IsMultiplied(candidates[0]) || IsAdded(candidates[0])))
        {
            return null;
        }

        if (candidates.IsEmpty || (own.IsEmpty && !IsLead(field, answer, candidates[0])) || IsOfAnother(field, answer, candidates[0]))
        {
            return null;
        }

        if (quantities.IndexOf(candidates[0]) is var place and > 0 && BreaksOff(quantities[place - 1], candidates[0]))
        {
            return null;
        }

        return candidates.Skip(1).All(other => IsRemark(candidates[0], other, isRival: !own.IsEmpty)) ? candidates[0] : null;
    }

    /// <summary>"Nine single and three double, so twelve": the last number is said to be what the others come to.</summary>
    private Quantity? Total(ImmutableArray<Quantity> quantities)
    {
        if (quantities is not [.. { IsEmpty: false } others, { Value: { } value } last] || last.First < 2)
        {
            return null;
        }

        var isSo = _tokens[last.First - 1].Lower is "so" or "totalling" or "makes" or "making" or "altogether"
            && _tokens[last.First - 2].Lower is "," or ";" or "." or "-" or "–";

        return isSo && others.All(other => other.Value < value
            && (other.Currency is null || other.Currency == last.Currency)) ? last : null;
    }

    /// <summary>"3 + 2 years", "3 years + 2": what it comes to is not said.</summary>
    private bool IsAdded(Quantity quantity)
    {
        var at = quantity.Next;
        at += at < _tokens.Length && _tokens[at].Kind == TokenKind.Word ? 1 : 0;
        var isBefore = quantity.First > 1 && _tokens[quantity.First - 1].Lower is "+" or "x" or "×" or "*"
            && _tokens[quantity.First - 2].Kind == TokenKind.Number;

        return isBefore || (at + 1 < _tokens.Length && _tokens[at].Is("+") && _tokens[at + 1].Kind == TokenKind.Number
            && _tokens[at].Start > _tokens[at - 1].End);
    }

    /// <summary>"Two floors of 91 each", "2 x 91"</summary>
    private bool IsMultiplied(Quantity quantity)
    {
        var at = quantity.Next;
        at += at < _tokens.Length && _tokens[at].Kind == TokenKind.Word && !_tokens[at].Is("of") ? 1 : 0;

        return at + 1 < _tokens.Length && _tokens[at].Lower is "of" or "x" or "×"
            && (_tokens[at + 1] is { Kind: TokenKind.Number, Length: < 4 } || NumberWords.Read(_tokens, at + 1) is not null);
    }

    /// <summary>The year in a bracket behind a number.</summary>
    private int? YearOf(Quantity quantity)
    {
        var next = quantity.Next;

        return next + 2 < _tokens.Length && _tokens[next].Is("(") && _tokens[next + 2].Is(")")
            ? CalendarYears.Of(_tokens[next + 1].Lower) : null;
    }

    /// <summary>The word after a number, over a hyphen but not over the end of a line or cell.</summary>
    public Token? UnitAfter(Quantity quantity)
    {
        var next = quantity.Next;

        if (next < _tokens.Length && _tokens[next].Is("-") && _tokens[next].Start == quantity.End)
        {
            next++;
        }

        // "5 (five) years"
        if (next + 3 < _tokens.Length && _tokens[next].Is("(") && _tokens[next + 1].Kind == TokenKind.Word && _tokens[next + 2].Is(")")
            && NumberWords.Read(_tokens, next + 1) is not null)
        {
            next += 3;
        }

        // "five (5) years"
        if (next + 3 < _tokens.Length && _tokens[next].Is("(") && _tokens[next + 1] is { Kind: TokenKind.Number, Length: < 6 } said
            && _tokens[next + 2].Is(")") && int.Parse(said.Lower, System.Globalization.CultureInfo.InvariantCulture) == quantity.Value)
        {
            next += 3;
        }

        var isBeside = next < _tokens.Length
            && document.Text.AsSpan(quantity.End, _tokens[next].Start - quantity.End).IndexOfAny('\n', '\r', '\t') < 0;

        return isBeside ? _tokens[next] : null;
    }

    /// <summary>Of another kind, or followed by a unit of another field only.</summary>
    public bool IsForeign(FieldPlan field, Quantity quantity) =>
        (quantity.IsPercent && field.Kind != FieldKind.Percent) || (quantity.IsMoney && field.Rule.CurrencyField is null)
        || (UnitAfter(quantity) is { } unit && plan.Units.Contains(unit.Lower) && !field.Units.Contains(unit.Lower));

    /// <summary>Money where the field is money, or before a unit of the field.</summary>
    public bool IsOwn(FieldPlan field, Quantity quantity) =>
        (field.Rule.CurrencyField is not null && quantity.IsMoney) || (UnitAfter(quantity) is { } unit && field.Units.Contains(unit.Lower));

    /// <param name="isRival">Both are of the field's kind, so that a bracket or comma alone does not make one a remark.</param>
    private bool IsRemark(Quantity chosen, Quantity other, bool isRival)
    {
        if (IsPartOf(other))
        {
            return true;
        }

        if (other.Value is { } value && value == chosen.Value && other.Currency == chosen.Currency)
        {
            return true;
        }

        if (!isRival && IsInBracket(chosen, other))
        {
            return true;
        }

        // "12 (men), 10 (women)", "12 in the east and 10 in the west": parts of one number.
        var isJoined = _tokens[other.First - 1].Lower is "and" or "or" or "," or "+" or "plus" or "&" or "und" or "y" or "et";

        for (var i = chosen.Next; i < other.First; i++)
        {
            var lower = _tokens[i].Lower;

            if (lower is "up" or "down" or "including" or "incl" or "which" or "from" or "compared" or "previous" or "previously"
                or "before" or "versus" or "vs" or "than" or "planned" or "target" or "them"
                or "davon" or "darunter" or "dont" or "cuales" or "record" or "peak" or "against")
            {
                return true;
            }

            if (!isRival && !isJoined && lower is "(" or "." or ";" or "[" or "with" or "in" or "for" or "per" or "since" or "as"
                or "across" or "over")
            {
                return true;
            }

            if (lower == "to" && (MonthNames.All.ContainsKey(_tokens[i + 1].Lower) || CalendarYears.Of(_tokens[i + 1].Lower) is not null))
            {
                continue;
            }

            // "900, of which 400 in the east"
            if (lower == "of" && _tokens[i + 1].Lower is "which" or "them" or "these" or "whom")
            {
                return true;
            }

            if (lower is "and" or "or" or "to" or "/" or "-" or "–" or "—" or "+" or "plus" or "x" or "×" or "of" or "*")
            {
                return false;
            }
        }

        return !isRival && IsApart(chosen, other);
    }

    /// <summary>"a hundred and zorp twenty rooms": a number, a word that is not known, and the rest of the number.</summary>
    private bool BreaksOff(Quantity before, Quantity chosen)
    {
        var isStrange = false;

        for (var i = before.Next; i < chosen.First; i++)
        {
            if (_tokens[i].Kind != TokenKind.Word || plan.Units.Contains(_tokens[i].Lower) || chosen.First - before.Next > 3)
            {
                return false;
            }

            isStrange |= !Wording.AfterNumber.Contains(_tokens[i].Lower) && !plan.Neutral.Contains(Phrase.Stem(_tokens[i].Lower));
        }

        return isStrange;
    }

    /// <summary>A bracket opens behind the chosen number and holds the other.</summary>
    private bool IsInBracket(Quantity chosen, Quantity other)
    {
        var isOpen = false;

        for (var i = chosen.Next; i < other.First; i++)
        {
            isOpen = _tokens[i].Lower is "(" or "[" || (isOpen && _tokens[i].Lower is not (")" or "]"));
        }

        return isOpen;
    }

    /// <summary>"three of them", "4 of which": a part of what was said before.</summary>
    private bool IsPartOf(Quantity other) =>
        other.Next + 1 < _tokens.Length && _tokens[other.Next].Is("of")
        && _tokens[other.Next + 1].Lower is "them" or "which" or "these" or "those";

    /// <summary>Two numbers without a unit that a comma parts, as in "8 North, 8 South", are parts; one that has a word of its own is
    /// not.</summary>
    private bool IsApart(Quantity chosen, Quantity other) =>
        UnitAfter(chosen) is { Kind: TokenKind.Mark } && UnitAfter(other) is { Kind: TokenKind.Word } unit
        && plan.Units.Contains(unit.Lower);

    /// <summary>"loss of EUR 5,000", "deposit EUR 5,000": one word before the amount, unknown to the field, says what it is.</summary>
    private bool IsOfAnother(FieldPlan field, Slice answer, Quantity quantity)
    {
        var first = document.TokenAt(answer.Start);
        var at = quantity.First - 1;
        at -= at > first && _tokens[at].Lower is "of" or ":" ? 1 : 0;

        return quantity.IsMoney && at == first && _tokens[at].Kind == TokenKind.Word && !Wording.AfterNumber.Contains(_tokens[at].Lower)
            && !IsLead(field, answer, quantity);
    }

    private bool IsLead(FieldPlan field, Slice answer, Quantity quantity)
    {
        for (var i = document.TokenAt(answer.Start); i < quantity.First; i++)
        {
            var token = _tokens[i];
            var isHarmless = token.Kind == TokenKind.Mark
                ? token.Lower is "," or "." or ":" or "~" or "≈" or "*" or ">" or "<"
                : Wording.Lead.Contains(token.Lower)
                    || field.NameWords.Overlaps(Phrase.Content(token.Lower)) || plan.Neutral.Overlaps(Phrase.Content(token.Lower))
                    || Approximation.Before(_tokens, i + 1) || Approximation.BoundBefore(_tokens, i + 1)
                    || token.Lower is "more" or "at" or "up" or "excess" or "close";

            if (!isHarmless)
            {
                return false;
            }
        }

        return true;
    }
}
