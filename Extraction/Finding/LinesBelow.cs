using PromptIntel.Extraction.Reading;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Finding;

/// <summary>
/// Reads a value that stands under another value and has no label, as in a signature. The line above must hold that other value alone,
/// and the line itself one of the words that the rule declares: what a line says by its place only is too easily something else.
/// </summary>
internal sealed class LinesBelow(SourceDocument document)
{
    private const int LongestLine = 80;

    private static readonly string[] Ends = [",", " | ", " - ", " – ", " — ", " / ", " at ", "("];

    /// <param name="above">The value of the field that the rule names.</param>
    public FieldReading? Read(FieldPlan field, string above)
    {
        var rule = field.Rule.Below!;
        var name = Phrase.Fold(above);
        FieldReading? found = null;

        for (var i = 0; i + 1 < document.Lines.Count; i++)
        {
            if (!Holds(document.Lines[i], name)
                || document.Lines[i + 1].IsMuted
                || Value(document.Lines[i + 1]) is not { } value
                || !HasWord(value, rule))
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

    private bool Holds(Line line, string name)
    {
        var content = document.Slice(line.Start, line.End).TrimSentence();

        return !line.IsMuted && !content.IsEmpty && content.Length <= name.Length * 2 && Phrase.Fold(content.ToString()) == name;
    }

    private Slice? Value(Line line)
    {
        var content = document.Slice(line.Start, line.End).Trim();
        var end = content.Length > LongestLine ? 0 : content.Length;

        foreach (var mark in Ends)
        {
            var at = content.Span[..end].IndexOf(mark, StringComparison.Ordinal);
            end = at >= 0 ? at : end;
        }

        var value = content.From(content.Start, content.Start + end).TrimSentence();

        return value.IsEmpty || !char.IsUpper(value.Span[0]) || value.Span.ContainsAny(":@?") || value.Span.ContainsAnyInRange('0', '9')
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

        return hasWord && StanceReader.OfAnswer(document, first, end) == Stance.Asserted;
    }
}
