using System.Collections.Immutable;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Chooses the number of an answer that is the field's value, if one certainly is.</summary>
internal sealed class NumberReader(SourceDocument document, Mentions mentions, ExtractionPlan plan)
{
    private readonly NumberChoice _choice = new(document, plan);
    private readonly NumberTail _tail = new(document, mentions, plan);
    private readonly BrokenNumbers _broken = new(document, mentions, plan);

    public FieldReading? Read(FieldPlan field, Slice answer, LabelHints hints, bool isRange)
    {
        var quantities = Mentions.Within(mentions.Quantities, quantity => quantity.Start, answer)
            .Where(quantity => quantity.End <= answer.End && !_choice.IsForeign(field, quantity))
            .ToImmutableArray();

        if (_choice.Choose(field, quantities, answer) is not { } chosen || (hints.IsShared && !_choice.IsOwn(field, chosen))
            || isRange != (chosen.Range != RangeEnd.None))
        {
            return null;
        }

        var first = document.TokenAt(answer.Start);

        if (IsRivalled(field, chosen, answer))
        {
            return null;
        }

        return StanceReader.OfAnswer(document, first, SentenceEnd(chosen.Next, answer)) == Stance.Asserted
            ? Accept(field, chosen, hints, document.TokenAt(answer.End))
            : null;
    }

    /// <summary>"Twenty in the annexe. Ninety over the whole year.": a further sentence begins with another number.</summary>
    private bool IsRivalled(FieldPlan field, Quantity chosen, Slice answer)
    {
        var next = SentenceEnd(chosen.Next, answer) + 1;

        return next < document.TokenAt(answer.End) && mentions.QuantityAt(next) is { } other && !_choice.IsForeign(field, other)
            && other.Value != chosen.Value && (other.IsMoney == chosen.IsMoney)
            && !(other.Next < document.Tokens.Length && document.Tokens[other.Next].Lower is "of" or "more" or "fewer" or "less");
    }

    /// <summary>
    /// The value of a number that stands where the field's value should; null when it is inexact, of the wrong kind or out of limits.
    /// </summary>
    /// <param name="end">Token where the answer or sentence ends.</param>
    public FieldReading? Accept(FieldPlan field, Quantity quantity, LabelHints hints, int end)
    {
        if (quantity is { IsAmbiguous: true, Grouped: { } count } && field.Kind == FieldKind.Integer && field.Rule.Scale.Count == 0
            && hints.Magnitude == 1)
        {
            quantity = quantity with { Value = count, IsAmbiguous = false };
        }

        var isExact = _tail.IsWhole(field, quantity, end) && !_tail.IsOfOtherPeriod(field, quantity, hints.Words)
            && !_broken.IsBroken(field, quantity, end)
            && !quantity.IsAmbiguous && !quantity.IsBound && (!quantity.IsApproximate || field.Rule.AcceptsApproximate)
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

        // "2008 (company since 2013)", "2016; registered 2018": what stands behind is something else's.
        for (var i = first + 1; i < end; i++)
        {
            end = document.Tokens[i].Lower is "(" or ";" && IsYear(field, first) ? i : end;
        }

        // "Eight winters, the house since 1973": the clause before has a number of its own, and this one another subject.
        for (var i = first + 1; i + 1 < end; i++)
        {
            if (document.Tokens[i].Is(",") && document.Tokens[i + 1].Lower is "the" or "its" or "their" or "der" or "die" or "das" or "el"
                or "la"
                && mentions.QuantityAt(first) is not null && !IsYear(field, first))
            {
                return null;
            }
        }

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
            if (mentions.Currencies.At(i) is { Code: { } code } mark)
            {
                found.Add((code, document.Slice(document.Tokens[i].Start, document.Tokens[mark.Next - 1].End)));
                i = mark.Next - 1;
            }
        }

        var isOne = found.Count > 0
            && found.All(mark => mark.Code == found[0].Code)
            && StanceReader.OfAnswer(document, document.TokenAt(answer.Start), end) == Stance.Asserted;

        return isOne ? new FieldReading(JsonValue.Create(found[0].Code), found[0].Source) : null;
    }

    private (decimal Value, int End)? Scaled(FieldPlan field, Quantity quantity, LabelHints hints)
    {
        // "Revenue (EUR million): 2.4 million" may say the scale twice, or mean both.
        if (quantity.Value is not { } said || hints.IsUnread || (hints.Magnitude > 1 && quantity.HasMagnitude))
        {
            return null;
        }

        var value = said * hints.Magnitude;

        if (field.Rule.Scale.Count == 0)
        {
            return (value, quantity.End);
        }

        if (_choice.UnitAfter(quantity) is { } unit && field.Rule.Scale.TryGetValue(unit.Lower, out var factor))
        {
            return (value * factor, unit.End);
        }

        // "Year: 2026" is no length of time.
        if (quantity.IsPlain && CalendarYears.Of(document.Text.AsSpan(quantity.Start, 4)) is not null)
        {
            return null;
        }

        foreach (var word in hints.Words)
        {
            if (_choice.UnitAfter(quantity) is not { Kind: TokenKind.Word } && field.Rule.Scale.TryGetValue(word, out var hinted))
            {
                return (value * hinted, quantity.End);
            }
        }

        return null;
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
