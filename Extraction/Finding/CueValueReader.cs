using PromptIntel.Extraction.Numbers;
using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>A value read in running text and the tokens that it takes up.</summary>
internal readonly record struct CueValue(FieldReading Reading, int First, int End);

/// <summary>Reads the value that stands at a place of running text.</summary>
internal sealed class CueValueReader(
    SourceDocument document, Mentions mentions, NumberReader numbers, DateReader dates, AnswerReader answers, ListReader lists,
    List<(FieldPlan Field, Slice Source)> refused)
{
    private const int LongestLead = 6;
    private const int LongestText = 14;
    private const int LongestRefused = 8;

    private readonly CueListReader _lists = new(document, lists);
    private readonly BegunNumbers _begun = new(document, mentions);

    /// <param name="stop">Words of the cue that end a text.</param>
    public CueValue? ReadFrom(FieldPlan field, int at, Sentence sentence, CueElement? stop)
    {
        if (field.IsList)
        {
            return _lists.Read(field, at, sentence);
        }

        return field.Kind switch
        {
            FieldKind.Integer or FieldKind.Number or FieldKind.Percent or FieldKind.Date or FieldKind.Year =>
                ReadMeasured(field, at, sentence),
            FieldKind.Name or FieldKind.Company => ReadName(field, CueListReader.AfterArticle(document, at), sentence),
            FieldKind.Text or FieldKind.Choice or FieldKind.Boolean =>
                ReadText(field, CueListReader.AfterArticle(document, at), sentence, stop),
            _ => ReadAddress(field, at, sentence),
        };
    }

    /// <summary>The value that ends just before a token: numbers, dates and names only, for a text has no certain beginning.</summary>
    public CueValue? ReadBefore(FieldPlan field, int end, Sentence sentence)
    {
        if (field.IsNumeric
            && mentions.QuantityBefore(end) is { } quantity
            && quantity.First >= sentence.First
            && !IsOtherRow(quantity, end))
        {
            return numbers.Accept(field, quantity, LabelHints.None, sentence.End) is { } reading
                ? new CueValue(reading, quantity.First, end) : null;
        }

        if (field is { IsList: true, Kind: FieldKind.Name })
        {
            return _lists.ReadBefore(field, end, sentence, answers);
        }

        if (field.Kind is not (FieldKind.Name or FieldKind.Company) || field.IsList
            || NameRun.StartBefore(document, end, sentence.First) is not { } first)
        {
            return null;
        }

        if (field.Kind == FieldKind.Company && !LegalForms.EndIn(document, first, end))
        {
            return null;
        }

        return Of(answers.Named(field, document.Slice(document.Tokens[first].Start, document.Tokens[end - 1].End)), first, end);
    }

    /// <summary>A number set apart as a cell, with the cue on the next line: the cue names the next row's value and not this one.</summary>
    private bool IsOtherRow(Quantity quantity, int end)
    {
        if (end >= document.Tokens.Length
            || quantity.First == 0
            || !document.Text.AsSpan(quantity.End, document.Tokens[end].Start - quantity.End).Contains('\n'))
        {
            return false;
        }

        var before = document.Text.AsSpan(
            document.Tokens[quantity.First - 1].End, quantity.Start - document.Tokens[quantity.First - 1].End);

        return before.Contains('\t') || before.Contains("  ", StringComparison.Ordinal);
    }

    private CueValue? ReadMeasured(FieldPlan field, int at, Sentence sentence)
    {
        for (var i = at; i < sentence.End && i <= at + LongestLead; i++)
        {
            if (field.Kind == FieldKind.Date && mentions.DateAt(i) is { } date)
            {
                var day = dates.Accept(date);

                if (day is null)
                {
                    refused.Add((field, document.Slice(document.Tokens[i].Start, document.Tokens[date.Next - 1].End)));
                }

                return Of(day, i, date.Next);
            }

            if (field.Kind == FieldKind.Year && numbers.IsYear(field, i))
            {
                return Of(numbers.Year(i), i, i + 1);
            }

            if (field.IsNumeric && mentions.QuantityAt(i) is { } quantity)
            {
                var accepted = numbers.Accept(field, quantity, LabelHints.None, sentence.End);

                if (accepted is null)
                {
                    refused.Add((field, document.Slice(quantity.Start, quantity.End)));
                }

                return Of(accepted, i, quantity.Next);
            }

            if (!IsLead(field, i))
            {
                Refuse(field, at, i, sentence);

                return null;
            }
        }

        return null;
    }

    /// <summary>"EUR zorp 445", "17 zorp July 2030", "half a zorp million": an amount or a day begins, and is not understood.</summary>
    /// <param name="from">Where the value should have begun; between it and <paramref name="at"/> stand words that may lead to one.</param>
    private void Refuse(FieldPlan field, int from, int at, Sentence sentence)
    {
        var token = document.Tokens[at];
        var isBegun = field.Kind == FieldKind.Date ? token.Kind == TokenKind.Number || MonthNames.All.ContainsKey(token.Lower)
            : field.IsNumeric && mentions.Currencies.At(at) is not null;
        int? first = isBegun ? at : field.IsNumeric ? _begun.FirstIn(field, from, at, sentence.End) : null;

        if (first is { } start)
        {
            var end = Math.Min(sentence.End, start + LongestRefused);
            end -= end > start + 1 && document.Tokens[end - 1].Lower is "." or "!" ? 1 : 0;
            refused.Add((field, document.Slice(document.Tokens[start].Start, document.Tokens[end - 1].End)));
        }
    }

    private bool IsLead(FieldPlan field, int i) =>
        document.Tokens[i].Lower is "a" or "an" or "the" or "total" or "of" or "exactly" or "currently" or "now" or "just" or "our"
            or "about" or "around" or "approximately" or "approx" or "." or "roughly" or "circa" or "~"
                or "some" or "over" or "under" or "nearly" or "almost" or "more" or "less" or "fewer" or "than" or "at" or "least" or "most"
                    or "up" or "to" or "between" or "only" or "precisely"
        || (field.Kind is FieldKind.Year
            && mentions.DateAt(i) is null
            && document.Tokens[i].Kind == TokenKind.Word
            && Wording.Lead.Contains(document.Tokens[i].Lower));

    private CueValue? ReadName(FieldPlan field, int at, Sentence sentence)
    {
        if (NameRun.EndFrom(document, at, sentence.End) is not { } end)
        {
            return null;
        }

        var name = document.Slice(document.Tokens[at].Start, document.Tokens[end - 1].End);

        return Of(answers.Named(field, name), at, end);
    }

    private CueValue? ReadText(FieldPlan field, int at, Sentence sentence, CueElement? stop)
    {
        var end = at;

        while (end < sentence.End
            && end - at < LongestText
            && !(stop?.Words.Contains(document.Tokens[end].Lower) ?? false)
            && !EndsText(field, end, sentence))
        {
            end++;
        }

        // "rights for Malta and Gozo": cut at "and" the value would be half of what is meant.
        var isHalf = end + 1 < sentence.End && document.Tokens[end].Lower is "and" or "or" && IsProper(end + 1);

        return end == at || end - at == LongestText || isHalf
            ? null
            : Of(answers.Read(field, document.Slice(document.Tokens[at].Start, document.Tokens[end - 1].End), LabelHints.None), at, end);
    }

    private bool EndsText(FieldPlan field, int at, Sentence sentence)
    {
        var token = document.Tokens[at];

        if (token.Is(","))
        {
            var isNextProper = at + 1 < sentence.End
                && (document.Tokens[at + 1].Kind == TokenKind.Number || char.IsUpper(document.Text[document.Tokens[at + 1].Start]));

            return !(field.Rule.SpansCommas && isNextProper);
        }

        if (token.Lower is "and" && field.Rule.SpansCommas && IsProper(at + 1))
        {
            return false;
        }

        var isBreak = token.Lower is ";" or ":" or "(" or ")" or "." or "!" or "\"" or "–" or "—";
        var isInnerDot = token.Is(".") && at + 1 < sentence.End;

        return (isBreak && !isInnerDot) || (token.Kind == TokenKind.Word && Wording.ClauseStarts.Contains(token.Lower));
    }

    private bool IsProper(int at)
    {
        var first = CueListReader.AfterArticle(document, at);

        return first < document.Tokens.Length
            && char.IsUpper(document.Text[document.Tokens[first].Start])
            && !Wording.OwnParty.Contains(document.Tokens[first].Lower);
    }

    private CueValue? ReadAddress(FieldPlan field, int at, Sentence sentence)
    {
        var end = Math.Min(sentence.End, at + LongestText * 2);
        var slice = document.Slice(document.Tokens[at].Start, document.Tokens[end - 1].End);
        var reading = field.Kind == FieldKind.Currency
            ? numbers.ReadCurrency(document.Slice(slice.Start, document.Tokens[Math.Min(end, at + 3) - 1].End))
            : answers.Read(field, slice, LabelHints.None);

        return reading is not null && document.TokenAt(reading.Source.Start) <= at + LongestLead
            ? Of(reading, at, document.TokenAt(reading.Source.End))
            : null;
    }

    private static CueValue? Of(FieldReading? reading, int first, int end) => reading is null ? null : new CueValue(reading, first, end);
}
