using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads enumerations by the schema's values and the rule's synonyms, and yes-or-no answers.</summary>
internal sealed class ChoiceReader(SourceDocument document)
{
    private const int LongestPhrase = 8;

    public FieldReading? Read(FieldPlan field, Slice answer)
    {
        var text = answer.TrimSentence();

        if (text.Length < 200 && field.Choices.TryGetValue(Phrase.Fold(text.ToString()), out var exact))
        {
            return new FieldReading(JsonNode.Parse(exact.GetRawText())!, text);
        }

        var found = Mentioned(field, text);
        var isOne = found.Count > 0 && found.All(item => item.Value.GetRawText() == found[0].Value.GetRawText());
        var isAsserted = StanceReader.OfAnswer(document, document.TokenAt(text.Start), document.TokenAt(text.End)) == Stance.Asserted;

        return isOne && isAsserted ? new FieldReading(JsonNode.Parse(found[0].Value.GetRawText())!, found[0].Source) : null;
    }

    public FieldReading? ReadBoolean(FieldPlan field, Slice answer)
    {
        var text = FirstSentence(answer.Trim());
        var (first, end) = (document.TokenAt(text.Start), document.TokenAt(text.End));

        if (first >= end)
        {
            return null;
        }

        var source = text.TrimSentence();

        if (source.Length < 200
            && field.Choices.TryGetValue(Phrase.Fold(source.ToString()), out var declared)
            && declared.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return new FieldReading(JsonValue.Create(declared.GetBoolean()), source);
        }

        if (Head(field, source) is { } head)
        {
            return head;
        }

        var stance = StanceReader.OfAnswer(document, first, end);

        if (stance == Stance.Unasserted)
        {
            return null;
        }

        return YesNo.Of(document, first, end, document.TokenAt(answer.End)) switch
        {
            true when stance == Stance.Asserted => new FieldReading(JsonValue.Create(true), source),
            false => new FieldReading(JsonValue.Create(false), source),
            null when stance == Stance.Asserted && field.Rule.StatedMeansYes && YesNo.IsStated(document, field, first, end) =>
                new FieldReading(JsonValue.Create(true), source),
            null when stance == Stance.Asserted => Declared(field, text),
            _ => null,
        };
    }

    /// <summary>"Not for us, thanks": before the comma stands a declared phrase, and behind it nothing but thanks.</summary>
    private static FieldReading? Head(FieldPlan field, Slice text)
    {
        var comma = text.Span.IndexOf(',');

        return comma > 0 && text.Length < 80 && text.Span[(comma + 1)..].Trim().TrimEnd(".!") is "thanks" or "thank you" or "danke"
            or "merci" or "gracias" or "please" or "really" or "honestly"
            && field.Choices.TryGetValue(Phrase.Fold(text.Span[..comma].ToString()), out var declared)
            && declared.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? new FieldReading(JsonValue.Create(declared.GetBoolean()), text) : null;
    }

    /// <summary>The declared phrases in the answer, if all of them say the same.</summary>
    private FieldReading? Declared(FieldPlan field, Slice text)
    {
        var found = Mentioned(field, text);

        return found.Count > 0 && found.All(item => item.Value.ValueKind == found[0].Value.ValueKind
            && item.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            ? new FieldReading(JsonValue.Create(found[0].Value.GetBoolean()), found[0].Source)
            : null;
    }

    private List<(JsonElement Value, Slice Source)> Mentioned(FieldPlan field, Slice text)
    {
        var found = new List<(JsonElement Value, Slice Source)>();
        var (first, end) = (document.TokenAt(text.Start), document.TokenAt(text.End));

        for (var i = first; i < end;)
        {
            var (choice, width) = LongestAt(field, i, end);

            if (width > 0)
            {
                found.Add((choice, document.Slice(document.Tokens[i].Start, document.Tokens[i + width - 1].End)));
            }

            i += Math.Max(1, width);
        }

        return found;
    }

    private (JsonElement Choice, int Width) LongestAt(FieldPlan field, int first, int end)
    {
        for (var width = Math.Min(LongestPhrase, end - first); width > 0; width--)
        {
            var phrase = document.Slice(document.Tokens[first].Start, document.Tokens[first + width - 1].End);

            if (phrase.Length < 200 && field.Choices.TryGetValue(Phrase.Fold(document.Tokens.AsSpan(first, width)), out var choice))
            {
                return (choice, width);
            }
        }

        return (default, 0);
    }

    private static Slice FirstSentence(Slice answer)
    {
        for (var at = answer.Start; at + 1 < answer.End; at++)
        {
            if (answer.Source[at] is '.' or '!' or ';' && char.IsWhiteSpace(answer.Source[at + 1]))
            {
                return answer.From(answer.Start, at + 1);
            }
        }

        return answer;
    }
}
