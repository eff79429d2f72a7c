using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Reads a value that stands under or behind another value and has no label, as in a signature. A line above must hold that other value
/// alone, and the value one of the words that the rule declares: what is said by a place only is too easily something else.
/// </summary>
internal sealed class LinesBelow(SourceDocument document)
{
    private const int LongestLine = 80;
    private const int MostParts = 3;

    private static readonly string[] Ends = [",", " |", " - ", " – ", " — ", " / ", " at ", "(", ")", ". ", "; "];

    /// <param name="above">The value of the field that the rule names.</param>
    public FieldReading? Read(FieldPlan field, Slice above)
    {
        var rule = field.Rule.Below!;
        var name = Phrase.Fold(above.ToString());

        if (Behind(above) is { } behind && HasWord(behind, rule))
        {
            return PlainTextReader.Value(field, behind);
        }

        FieldReading? found = BehindElsewhere(field, above);

        for (var i = 0; i + 1 < document.Lines.Count; i++)
        {
            if (!Holds(document.Lines[i], name)
                || document.Lines[i + 1].IsMuted
                || Value(document.Lines[i + 1], rule) is not { } value)
            {
                continue;
            }

            // Two signatures that differ name no one role.
            if (found is not null && Phrase.Fold(found.Source.ToString()) != Phrase.Fold(value.ToString()))
            {
                return null;
            }

            found = PlainTextReader.Value(field, value);
        }

        return found;
    }

    /// <summary>The same name at the beginning of another line, as in a signature.</summary>
    private FieldReading? BehindElsewhere(FieldPlan field, Slice above)
    {
        foreach (var line in document.Lines)
        {
            var text = document.Text.AsSpan(line.Start, line.End - line.Start);
            var indent = text.Length - text.TrimStart(" \t*-/").Length;

            if (!line.IsMuted && text[indent..].StartsWith(above.Span, StringComparison.Ordinal)
                && Behind(document.Slice(line.Start + indent, line.Start + indent + above.Length)) is { } behind
                    && HasWord(behind, field.Rule.Below!))
            {
                return PlainTextReader.Value(field, behind);
            }
        }

        return null;
    }

    /// <summary>"Ann Lee, Head of Sales", "Ann Lee (Head of Sales)", "Ann Lee | Head of Sales"</summary>
    private Slice? Behind(Slice above)
    {
        var text = document.Text.AsSpan(above.End);
        var end = text.IndexOfAny('\n', '\r') is var line and >= 0 ? line : text.Length;
        var rest = text[..end].TrimStart("\"' ");

        if (rest.IsEmpty || rest[0] is not (',' or '(' or '|' or '-' or '–' or '—' or '/' or '\\'))
        {
            return null;
        }

        var start = above.End + end - rest.TrimStart(",(|-–—/\\ ").Length;

        // A title in a bracket or after a comma need not begin with a capital.
        return Cut(document.Slice(start, above.End + end));
    }

    private bool Holds(Line line, string name)
    {
        var content = document.Slice(line.Start, line.End).TrimSentence();

        return !line.IsMuted && !content.IsEmpty && content.Length <= name.Length * 2 && Phrase.Fold(content.ToString()) == name;
    }

    /// <summary>The first part of the line that holds one of the words: "Rúnaí / Secretary, Acme".</summary>
    private Slice? Value(Line line, BelowRule rule)
    {
        var rest = document.Slice(line.Start, line.End);

        for (var part = 0; part < MostParts; part++)
        {
            // The declared word alone makes up for the capital: "treasurer, Acme".
            if (Cut(rest) is { } value && HasWord(value, rule)
                && (char.IsUpper(value.Span[0]) || !value.Span.Contains(' ')))
            {
                return value;
            }

            var mark = rest.Span.IndexOfAny("/|,");

            if (mark < 0)
            {
                return null;
            }

            rest = rest.From(rest.Start + mark + 1, rest.End);
        }

        return null;
    }

    private static Slice? Cut(Slice whole)
    {
        var content = whole.Trim();
        var end = Math.Min(content.Length, LongestLine + 1);

        foreach (var mark in Ends)
        {
            var at = content.Span[..end].IndexOf(mark, StringComparison.Ordinal);
            var isShort = at >= 0 && (mark == ". " ? Sentences.EndsInAbbreviation(content.Span[..at])
                : mark is " - " or " – " && content.Span[..at] is "Head" or "Leiter" or "Leiterin" or "Responsable" or "VP" or "Chief");
            end = at >= 0 && !isShort ? at : end;
        }

        var value = content.From(content.Start, content.Start + end).TrimSentence();

        foreach (var word in (string[])["our ", "the ", "its "])
        {
            value = value.Span.StartsWith(word, StringComparison.Ordinal) ? value.From(value.Start + word.Length, value.End) : value;
        }

        return value.IsEmpty || value.Length > LongestLine || value.Span.ContainsAny(":@?") || value.Span.ContainsAnyInRange('0', '9')
            ? null
            : value;
    }

    private bool HasWord(Slice value, BelowRule rule)
    {
        var (first, end) = (document.TokenAt(value.Start), document.TokenAt(value.End));
        var tokens = document.Tokens.AsSpan(first..end);
        var hasWord = false;

        foreach (var token in tokens)
        {
            hasWord |= rule.Words.Contains(token.Lower);
        }

        return hasWord && PlainTextReader.IsStatement(document, value) && StanceReader.OfAnswer(document, first, end) == Stance.Asserted;
    }
}
