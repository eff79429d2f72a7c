using System.Buffers;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads answers that are texts and proper names.</summary>
internal static class PlainTextReader
{
    private const int LongestText = 300;

    private static readonly SearchValues<char> NameEnds = SearchValues.Create("(<;|\t\n");

    public static FieldReading? ReadText(FieldPlan field, SourceDocument document, Slice answer)
    {
        var text = answer.TrimSentence();

        return IsStatement(document, text) ? Value(field, text) : null;
    }

    /// <summary>The head of the answer: without bracket, role after a comma or dash, address or number.</summary>
    public static FieldReading? ReadName(FieldPlan field, SourceDocument document, Slice answer)
    {
        var text = answer.TrimSentence();
        var cut = text.Span.IndexOfAny(NameEnds);
        var close = text.Span.IndexOf(") ", StringComparison.Ordinal);
        cut = cut >= 0 && close > cut && NameRun.IsLegalForm(text.Source[(text.Start + close + 2)..text.End]) ? -1 : cut;
        var head = (cut < 0 ? text : text.From(text.Start, text.Start + cut)).TrimSentence();
        head = CutAt(head, ", ", after => NameRun.IsLegalForm(after));
        head = CutAt(CutAt(CutAt(head, " - ", _ => false), " – ", _ => false), " — ", _ => false).TrimSentence();

        var hasCapital = head.Span.IndexOfAnyExceptInRange('a', 'z') >= 0 && head.ToString().Any(char.IsUpper);
        var isName = hasCapital && head.Span.IndexOf('@') < 0 && head.Length < LongestText && IsStatement(document, head);

        return isName ? Value(field, head) : null;
    }

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

    private static Slice CutAt(Slice text, string mark, Func<string, bool> keeps)
    {
        var at = text.Span.IndexOf(mark, StringComparison.Ordinal);

        return at <= 0 || keeps(text.Source[(text.Start + at + mark.Length)..text.End]) ? text : text.From(text.Start, text.Start + at);
    }
}
