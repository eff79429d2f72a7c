using System.Collections.Immutable;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Chooses the number of an answer that is the field's value, if one certainly is.</summary>
internal sealed class NumberReader(SourceDocument document, Mentions mentions, ExtractionPlan plan)
{
    public FieldReading? Read(FieldPlan field, Slice answer, LabelHints hints, bool isRange)
    {
        var quantities = Mentions.Within(mentions.Quantities, quantity => quantity.Start, answer)
            .Where(quantity => quantity.End <= answer.End && !IsForeign(field, quantity))
            .ToImmutableArray();

        if (Choose(field, quantities, answer) is not { } chosen || isRange != (chosen.Range != RangeEnd.None))
        {
            return null;
        }

        var first = document.TokenAt(answer.Start);

        return StanceReader.OfAnswer(document, first, SentenceEnd(chosen.Next, answer)) == Stance.Asserted
            ? Accept(field, chosen, hints)
            : null;
    }

    /// <summary>
    /// The value of a number that stands where the field's value should; null when it is inexact, of the wrong kind or out of limits.
    /// </summary>
    public FieldReading? Accept(FieldPlan field, Quantity quantity, LabelHints hints)
    {
        var isExact = !quantity.IsAmbiguous && !quantity.IsBound && (!quantity.IsApproximate || field.Rule.AcceptsApproximate)
            && (quantity.Range == RangeEnd.None || quantity.Range == field.Rule.Range);

        if (!isExact || (quantity.IsPercent && field.Kind != FieldKind.Percent) || (quantity.IsMoney && field.Rule.CurrencyField is null))
        {
            return null;
        }

        if (Scaled(field, quantity, hints) is not { } value || !field.Allows(value.Value))
        {
            return null;
        }

        var source = document.Slice(quantity.Start, value.End);
        var node = field.Kind == FieldKind.Integer ? JsonValue.Create((long)value.Value) : JsonValue.Create(Plain(value.Value));
        var isMarked = quantity.IsMoney;

        return new FieldReading(node, source)
        {
            Currency = isMarked ? quantity.Currency : hints.Currency,
            CurrencySource = isMarked ? document.Slice(quantity.CurrencyStart, quantity.CurrencyEnd) : hints.CurrencySource,
        };
    }

    public FieldReading? ReadYear(FieldPlan field, Slice answer)
    {
        var first = document.TokenAt(answer.Start);
        var end = SentenceEnd(first, answer);
        var years = Enumerable.Range(first, Math.Max(0, end - first)).Where(i => IsYear(field, i)).ToList();

        if (years.Count == 0
            || years.Any(i => document.Tokens[i].Lower != document.Tokens[years[0]].Lower)
            || StanceReader.OfAnswer(document, first, end) != Stance.Asserted
            || Approximation.Before(document.Tokens, years[0])
            || Approximation.BoundBefore(document.Tokens, years[0])
            || (years[0] > first && document.Tokens[years[0] - 1].Lower is "before" or "after"))
        {
            return null;
        }

        return Year(years[0]);
    }

    public bool IsYear(FieldPlan field, int i) =>
        document.Tokens[i] is { Kind: TokenKind.Number, Length: 4 } token
            && field.Allows(decimal.Parse(token.Lower, System.Globalization.CultureInfo.InvariantCulture))
            && mentions.QuantityAt(i) is null or { IsPlain: true, Range: RangeEnd.None };

    public FieldReading Year(int i) =>
        new(
            JsonValue.Create(int.Parse(document.Tokens[i].Lower, System.Globalization.CultureInfo.InvariantCulture)),
            document.Slice(document.Tokens[i].Start, document.Tokens[i].End));

    public FieldReading? ReadCurrency(Slice answer)
    {
        var found = new List<(string Code, Slice Source)>();
        var end = document.TokenAt(answer.End);

        for (var i = document.TokenAt(answer.Start); i < end; i++)
        {
            if (mentions.Currencies.At(document, i) is { Code: { } code } mark)
            {
                found.Add((code, document.Slice(document.Tokens[i].Start, document.Tokens[i + mark.Width - 1].End)));
                i += mark.Width - 1;
            }
        }

        var isOne = found.Count > 0
            && found.All(mark => mark.Code == found[0].Code)
            && StanceReader.OfAnswer(document, document.TokenAt(answer.Start), end) == Stance.Asserted;

        return isOne ? new FieldReading(JsonValue.Create(found[0].Code), found[0].Source) : null;
    }

    private Quantity? Choose(FieldPlan field, ImmutableArray<Quantity> quantities, Slice answer)
    {
        var own = quantities.Where(quantity => HasUnit(field, quantity) || (field.Rule.CurrencyField is not null && quantity.IsMoney))
            .ToImmutableArray();
        var candidates = own.IsEmpty ? quantities : own;

        // "fourteen (14)" says one thing twice; "12 to 14" has two ends; anything after the first sentence or in a bracket is a remark.
        if (candidates.Length > 1 && candidates[0].Range == RangeEnd.Lower)
        {
            var wanted = candidates.FirstOrDefault(quantity => quantity.Range == field.Rule.Range && quantity.Range != RangeEnd.None);

            return candidates.Length == 2 ? wanted : null;
        }

        if (candidates.IsEmpty || (own.IsEmpty && !IsLead(field, answer, candidates[0])))
        {
            return null;
        }

        return candidates.Skip(1).All(other => IsRemark(candidates[0], other)) ? candidates[0] : null;
    }

    private bool IsRemark(Quantity chosen, Quantity other)
    {
        if (other.Value == chosen.Value && other.Currency == chosen.Currency)
        {
            return true;
        }

        var between = document.Tokens.AsSpan(chosen.Next, Math.Max(0, other.First - chosen.Next));

        foreach (var token in between)
        {
            if (token.Lower is "(" or "." or ";" or "[" or "up" or "including" or "incl" or "which" or "with" or "in" or "for" or "per"
                or "from" or "since" or "compared" or "," or "as")
            {
                return true;
            }

            if (token.Lower is "and" or "or" or "to" or "/" or "-" or "–" or "—" or "+" or "plus" or "x")
            {
                return false;
            }
        }

        return false;
    }

    private bool IsLead(FieldPlan field, Slice answer, Quantity quantity)
    {
        for (var i = document.TokenAt(answer.Start); i < quantity.First; i++)
        {
            var token = document.Tokens[i];
            var isHarmless = token.Kind == TokenKind.Mark
                ? token.Lower is "," or "." or ":" or "~" or "≈" or "*" or ">" or "<" or "("
                : Wording.Lead.Contains(token.Lower)
                    || field.NameWords.Overlaps(Phrase.Content(token.Lower))
                    || plan.Neutral.Overlaps(Phrase.Content(token.Lower))
                    || Approximation.Before(document.Tokens, i + 1)
                    || Approximation.BoundBefore(document.Tokens, i + 1)
                    || token.Lower is "more" or "at" or "up" or "excess" or "close";

            if (!isHarmless)
            {
                return false;
            }
        }

        return true;
    }

    private (decimal Value, int End)? Scaled(FieldPlan field, Quantity quantity, LabelHints hints)
    {
        var value = quantity.Value * hints.Magnitude;

        if (field.Rule.Scale.Count == 0)
        {
            return (value, quantity.End);
        }

        if (UnitAfter(quantity) is { } unit && field.Rule.Scale.TryGetValue(unit.Lower, out var factor))
        {
            return (value * factor, unit.End);
        }

        foreach (var word in hints.Words)
        {
            if (UnitAfter(quantity) is not { Kind: TokenKind.Word } && field.Rule.Scale.TryGetValue(word, out var hinted))
            {
                return (value * hinted, quantity.End);
            }
        }

        return null;
    }

    private bool IsForeign(FieldPlan field, Quantity quantity) =>
        (quantity.IsPercent && field.Kind != FieldKind.Percent) || (quantity.IsMoney && field.Rule.CurrencyField is null)
        || (UnitAfter(quantity) is { } unit && plan.Units.Contains(unit.Lower) && !field.Units.Contains(unit.Lower));

    private bool HasUnit(FieldPlan field, Quantity quantity) => UnitAfter(quantity) is { } unit && field.Units.Contains(unit.Lower);

    private Token? UnitAfter(Quantity quantity)
    {
        var next = quantity.Next;

        if (next < document.Tokens.Length && document.Tokens[next].Is("-") && document.Tokens[next].Start == quantity.End)
        {
            next++;
        }

        var isBeside = next < document.Tokens.Length
            && document.Text.AsSpan(quantity.End, document.Tokens[next].Start - quantity.End).IndexOfAny('\n', '\r', '\t') < 0;

        return isBeside ? document.Tokens[next] : null;
    }

    /// <summary>Without the closing zeros that "1.25 million" leaves behind its point.</summary>
    private static decimal Plain(decimal value) => value / 1.0000000000000000000000000000m;

    private int SentenceEnd(int from, Slice answer)
    {
        var end = document.TokenAt(answer.End);

        for (var i = from; i < end; i++)
        {
            if (document.Tokens[i].Lower is "." or "!" && i + 1 < end && document.Tokens[i + 1].Start > document.Tokens[i].End)
            {
                return i;
            }
        }

        return end;
    }
}
