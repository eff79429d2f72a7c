using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Reads what stands directly behind another field's value: a register's number ("Acme Ltd (8871204)"), a known name ("Acme Ltd,
/// Malta"), a place ("Acme Ltd of Valletta").
/// </summary>
/// <param name="isKnown">What a text holds is a value that another field knows: "Acme Ltd, Malta" says the country and no place.</param>
internal sealed class ValuesBehind(SourceDocument document, AnswerReader answers, Func<Slice, bool> isKnown)
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
            FieldKind.Text => Place(field, at, end) is { } found && !isKnown(found.Source) ? found : null,
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

    /// <summary>"Acme Ltd, Valletta.": one word that ends the line or sentence, for more may be a person.</summary>
    private FieldReading? Alone(FieldPlan field, int at, int end)
    {
        var isAlone = at + 1 < end && document.Tokens[at].Is(",") && NameRun.EndFrom(document, at + 1, end) == at + 2
            && document.Tokens[at + 1].Length > 3
            && (at + 2 == end || document.Tokens[at + 2].Start > document.Lines[document.LineAt(document.Tokens[at + 1].Start)].End
            || (document.Tokens[at + 2].Lower is "." && (at + 3 >= end || document.Tokens[at + 3].Start > document.Tokens[at + 2].End)));

        return isAlone && !answers.IsOffice(document.Tokens[at + 1].Lower)
            ? answers.Read(field, document.Slice(document.Tokens[at + 1].Start, document.Tokens[at + 1].End), LabelHints.None) : null;
    }

    private FieldReading? Place(FieldPlan field, int at, int end)
    {
        if (Alone(field, at, end) is { } alone)
        {
            return alone;
        }

        // "Acme Ltd, located in Valletta", "Acme GmbH mit Sitz in Kassel"
        at += at < end && document.Tokens[at].Is(",") ? 1 : 0;
        at += at + 1 < end && document.Tokens[at].Lower is "located" or "based" or "seated" && document.Tokens[at + 1].Is("in") ? 1
            : at + 2 < end && document.Tokens[at].Lower is "mit" or "con" && document.Tokens[at + 1].Lower is "sitz" or "sede" ? 2 : 0;
        var isIn = at > 0 && at < end && document.Tokens[at].Lower is "in" or "en" && document.Tokens[at - 1].Lower is "located" or "based"
            or "seated" or "sitz" or "sede";

        if (at >= end || !(isIn || document.Tokens[at].Lower is "of" or "from" or "aus"
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
