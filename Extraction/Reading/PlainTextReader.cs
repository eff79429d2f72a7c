using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads answers that are texts.</summary>
internal static class PlainTextReader
{
    private const int LongestText = 300;

    public static FieldReading? ReadText(FieldPlan field, SourceDocument document, Slice answer)
    {
        var text = answer.TrimSentence();

        return IsStatement(document, text) && HasDigitsAsRuled(field, text) ? Value(field, text) : null;
    }

    private static bool HasDigitsAsRuled(FieldPlan field, Slice text) => field.Rule.Digits == DigitsRule.Any
        || text.Span.ContainsAnyInRange('0', '9') == (field.Rule.Digits == DigitsRule.Some);

    public static FieldReading Value(FieldPlan field, Slice text) =>
        field.Choices.TryGetValue(Phrase.Fold(text.Flat()), out var canonical)
            ? new FieldReading(JsonNode.Parse(canonical.GetRawText())!, text)
            : new FieldReading(JsonValue.Create(text.Flat()), text);

    /// <summary>A value and not a sentence about it, a refusal or a doubt.</summary>
    public static bool IsStatement(SourceDocument document, Slice text)
    {
        var (first, end) = (document.TokenAt(text.Start), document.TokenAt(text.End));

        if (first >= end || text.Length > LongestText || text.Source[text.End - 1] == '?' || AnswerReader.IsBlank(text))
        {
            return false;
        }

        var tokens = document.Tokens;
        var opening = tokens[first].Lower;

        if (Wording.Negations.Contains(opening) || Wording.OwnParty.Contains(opening) || StanceReader.IsHedge(tokens, first, end)
            || opening is "it" or "they" or "you" or "he" or "she" or "this" or "that" or "there" or "if" or "yes" or "like" or "e" or "eg"
                or "either" or "whatever" or "depends" or "same" or "ideally")
        {
            return false;
        }

        for (var i = first; i < end; i++)
        {
            if (tokens[i].Lower is "tbc" or "tbd" or "probably" or "perhaps" or "maybe" or "undecided" or "unsure" || (i + 2 < end
                && tokens[i].Is("to")
                && tokens[i + 1].Is("be")
                && tokens[i + 2].Lower is "confirmed" or "decided" or "agreed")
                || (i + 1 < end && (tokens[i].Lower, tokens[i + 1].Lower) is ("not", "yet") or ("not", "sure")))
            {
                return false;
            }
        }

        return true;
    }
}
