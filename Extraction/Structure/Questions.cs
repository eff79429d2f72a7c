using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Structure;

/// <summary>Questions of one line with their answers: behind the question mark or under it; a line may ask and answer several
/// times.</summary>
internal sealed class Questions(SourceDocument document, AnswersBelow below)
{
    private const int MostQuestions = 40;

    public void Read(int i, Slice content, List<Pair> found)
    {
        var start = content.Start;

        for (var asked = 0; asked < MostQuestions && start < content.End; asked++)
        {
            var mark = content.Source.AsSpan(start, content.End - start).IndexOf('?');

            if (mark <= 0)
            {
                return;
            }

            var question = content.From(start, start + mark);
            var rest = content.From(start + mark + 1, content.End);
            var next = NextQuestion(rest);
            var answer = Trimmed(rest.From(rest.Start, next));
            start = next;

            // An answer inside a quotation is not the author's.
            if (answer.IsEmpty && next >= content.End)
            {
                if (below.Of(i, isQuestion: true) is { } under)
                {
                    found.Add(new Pair(question, under.Text) { Items = under.Items, IsQuestion = true });
                }
            }
            else if (!answer.IsEmpty && !document.Lines[i].IsMuted)
            {
                found.Add(new Pair(question, below.Continued(i, answer)) { IsQuestion = true });
            }
        }
    }

    /// <summary>Where the sentence that ends in the next question mark begins; the end when there is none.</summary>
    private static int NextQuestion(Slice rest)
    {
        var mark = rest.Span.IndexOf('?');

        if (mark < 0)
        {
            return rest.End;
        }

        var before = rest.Span[..mark];
        var stop = Math.Max(before.LastIndexOf(". ", StringComparison.Ordinal), before.LastIndexOf("! ", StringComparison.Ordinal));

        return stop < 0 ? rest.End : rest.Start + stop + 1;
    }

    private static Slice Trimmed(Slice answer)
    {
        var text = answer.Trim();
        text = text.Span.StartsWith("..") ? text.From(text.End - text.Span.TrimStart(". ").Length, text.End) : text;

        return text.From(text.End - text.Span.TrimStart("|-–—:* ").Length, text.End).Trim();
    }
}
