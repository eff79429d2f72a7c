using System.Collections.Frozen;
using System.Text.Json.Nodes;

using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Reads answers that are texts.</summary>
internal static class PlainTextReader
{
    private const int LongestText = 300;

    private static readonly FrozenSet<string> Spoken = FrozenSet.ToFrozenSet(
        ["is", "are", "was", "were", "will", "would", "has", "have", "had", "does", "it", "it's", "that's", "we", "we're", "i'm", "they",
        "you", "until", "now", "then", "soon", "later", "next", "suppose", "course", "sometimes", "called", "showed"],
        StringComparer.Ordinal);

    public static FieldReading? ReadText(FieldPlan field, SourceDocument document, Slice answer)
    {
        var text = answer.TrimSentence();

        // "Long Street 4," at the end of a line goes on elsewhere.
        return IsStatement(document, text) && !IsSpoken(document, text) && HasDigitsAsRuled(field, text)
            && !answer.Trim().Span.EndsWith(",") && text.Span.Count('(') < 2 && !IsTold(field, document, text) ? Value(field, text) : null;
    }

    /// <summary>"The office moves to Valletta": a sentence, where a name of few words is wanted.</summary>
    private static bool IsTold(FieldPlan field, SourceDocument document, Slice text) => field.Rule.Digits == DigitsRule.None
        && document.TokensOf(text) is [{ Lower: "the" or "our" or "its" or "my" or "this" or "there" } first, var next,
            _, _, ..]
        && first.Kind == TokenKind.Word && char.IsLower(document.Text[next.Start]);

    /// <summary>The text ends in a word that needs another behind it: "head of".</summary>
    private static bool IsOpen(string word) => word is "of" or "and" or "&" or "the" or "for" or "to" or "with" or "or" or "der" or "für"
        or "und" or "y" or "del" or "et" or "du" or "des" or "pour";

    private static bool HasDigitsAsRuled(FieldPlan field, Slice text) => field.Rule.Digits == DigitsRule.Any
        || text.Span.ContainsAnyInRange('0', '9') == (field.Rule.Digits == DigitsRule.Some);

    public static FieldReading Value(FieldPlan field, Slice text) =>
        field.Choices.TryGetValue(Phrase.Fold(text.Flat()), out var canonical)
            ? new FieldReading(JsonNode.Parse(canonical.GetRawText())!, text)
            : new FieldReading(JsonValue.Create(text.Flat()), text);

    /// <summary>Holds words by which somebody speaks of it: "treasurer, I suppose", "it is on the way".</summary>
    public static bool IsSpoken(SourceDocument document, Slice text)
    {
        foreach (var token in document.TokensOf(text))
        {
            if (IsSpoken(token.Lower) && (!token.Is("it") || SpeaksOfIt(document, token)))
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsSpoken(string word) => Spoken.Contains(word);

    /// <summary>"IT manager" does not.</summary>
    private static bool SpeaksOfIt(SourceDocument document, Token token) =>
        token.Is("it") && document.Text.AsSpan(token.Start, token.Length) is not "IT";

    /// <summary>A value and not a sentence about it, a refusal or a doubt.</summary>
    public static bool IsStatement(SourceDocument document, Slice text)
    {
        var (first, end) = (document.TokenAt(text.Start), document.TokenAt(text.End));

        if (first >= end || text.Length > LongestText || text.Source[text.End - 1] is '?' or '-' || AnswerReader.IsBlank(text))
        {
            return false;
        }

        var tokens = document.Tokens;
        var opening = tokens[first].Lower;

        if (IsOpen(tokens[end - 1].Lower))
        {
            return false;
        }

        if (SpeaksOfIt(document, tokens[first]) || Wording.Negations.Contains(opening) || Wording.OwnParty.Contains(opening)
            || StanceReader.IsHedge(tokens, first, end)
            || opening is "they" or "you" or "he" or "she" or "this" or "that" or "there" or "if" or "yes" or "like" or "e" or "eg"
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
