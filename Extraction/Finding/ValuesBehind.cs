using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Reads what stands directly behind another field's value: a register's number ("Acme Ltd (8871204)"), a known name ("Acme Ltd,
/// Malta"), a place ("Acme Ltd of Valletta").
/// </summary>
internal sealed class ValuesBehind(SourceDocument document, AnswerReader answers)
{
    private const int LongestLead = 6;

    public FieldReading? Read(FieldPlan field, Slice value)
    {
        var place = document.LineAt(value.Start);
        var line = document.Lines[place];
        var last = document.Wraps[place] ? document.Lines[place + 1] : line;
        var (at, end) = (document.TokenAt(value.End), document.TokenAt(last.End));

        return line.IsMuted ? null : field.Kind switch
        {
            FieldKind.Code => Code(field, at, end),
            FieldKind.Name when field.Rule.KnownBy is not null => Known(field, at, end),
            FieldKind.Text => Place(field, at, end),
            _ => null,
        };
    }

    private FieldReading? Code(FieldPlan field, int at, int end)
    {
        for (var i = at; i < end && i < at + LongestLead; i++)
        {
            var token = document.Tokens[i];
            var rest = document.Slice(token.Start, document.Tokens[end - 1].End);

            if (CodeReader.Read(document, rest) is { } code && code.Start == token.Start)
            {
                return answers.Read(field, code, LabelHints.None);
            }

            if (token.Kind == TokenKind.Number || (token.Kind == TokenKind.Word && !Wording.Fillers.Contains(token.Lower)
                && token.Lower is not ("no" or "nr" or "under" or "registered") && !field.NameWords.Contains(Phrase.Stem(token.Lower))))
            {
                return null;
            }
        }

        return null;
    }

    private FieldReading? Known(FieldPlan field, int at, int end)
    {
        var isParted = at < end && document.Tokens[at].Lower is "," or "(";

        for (var last = Math.Min(end, at + LongestLead); isParted && last > at + 1; last--)
        {
            var name = document.Slice(document.Tokens[at + 1].Start, document.Tokens[last - 1].End);
            var isClosed = last == end || document.Tokens[last].Kind == TokenKind.Mark;

            if (isClosed && answers.MayBe(field, name))
            {
                return answers.Named(field, name);
            }
        }

        return null;
    }

    private FieldReading? Place(FieldPlan field, int at, int end)
    {
        if (at >= end || !(document.Tokens[at].Lower is "of" or "from" or "aus"
            || (document.Tokens[at].Lower is "out" && at + 1 < end && document.Tokens[++at].Is("of")))
            || (at + 1 < end && MonthNames.All.ContainsKey(document.Tokens[at + 1].Lower)))
        {
            return null;
        }

        var last = at + 1;

        while (last < end && NameRun.EndFrom(document, last, end) is { } next)
        {
            last = next + 1 < end && document.Tokens[next].Is(",") && char.IsUpper(document.Text[document.Tokens[next + 1].Start])
                ? next + 1 : next;

            if (last == next)
            {
                break;
            }
        }

        return last > at + 1 ? answers.Read(field, document.Slice(document.Tokens[at + 1].Start, document.Tokens[last - 1].End),
            LabelHints.None) : null;
    }
}
