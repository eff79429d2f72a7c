using System.Globalization;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads the one date of an answer, or the asked end of its one range.</summary>
internal sealed class DateReader(SourceDocument document, Mentions mentions)
{
    public FieldReading? Read(FieldPlan field, Slice answer, bool isRange)
    {
        var dates = Mentions.Within(mentions.Dates, date => date.Start, answer);
        var tokens = (First: document.TokenAt(answer.Start), End: document.TokenAt(answer.End));

        if (dates.IsEmpty || StanceReader.OfAnswer(document, tokens.First, tokens.End) != Stance.Asserted)
        {
            return null;
        }

        if (isRange)
        {
            var end = dates.FirstOrDefault(date => date.Range == field.Rule.Range && date.Range != RangeEnd.None);

            // "opens on 11 June 2027 and closes on 29 August 2027"
            var isPlain = dates is [{ Range: RangeEnd.None, Value: { } from }, { Range: RangeEnd.None, Value: { } to }] && from < to;

            return dates.Length == 2 && end is not null ? Accept(end) : isPlain ? Accept(dates[field.Rule.Range == RangeEnd.Lower ? 0
                : 1]) : null;
        }

        var hasComparison = dates[0].First > tokens.First
            && document.Tokens[dates[0].First - 1].Lower is "before" or "after" or "around" or "about" or "circa" or "by";

        return dates.Length == 1 && !hasComparison ? Accept(dates[0]) : null;
    }

    public FieldReading? Accept(DateMention date) => date.Value is { } value
        ? new FieldReading(
            JsonValue.Create(value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)), document.Slice(date.Start, date.End))
        : null;
}
