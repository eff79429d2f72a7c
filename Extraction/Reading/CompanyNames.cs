using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Names of companies and associations in running text: capitalised words that end in a legal form.</summary>
internal static class CompanyNames
{
    private const int MostNames = 100;

    public static List<Slice> In(SourceDocument document) => Within(document, 0, document.Tokens.Length);

    /// <summary>The one company that an answer names.</summary>
    public static Slice? Only(SourceDocument document, Slice answer)
    {
        var found = Within(document, document.TokenAt(answer.Start), document.TokenAt(answer.End));

        return found.Count > 0 && found.TrueForAll(name => name.Span.SequenceEqual(found[0].Span)) ? found[0] : null;
    }

    private static List<Slice> Within(SourceDocument document, int first, int last)
    {
        var found = new List<Slice>();
        var tokens = document.Tokens;

        for (var i = first; i < last && found.Count < MostNames;)
        {
            // "Die Acme GmbH veranstaltet": the article is no part of the name.
            i += tokens[i].Lower is "die" or "der" or "das" && i + 1 < last ? 1 : 0;
            var end = NameRun.EndFrom(document, i, last) ?? i;

            if (end > i + 1 && LegalForms.EndIn(document, i, end))
            {
                found.Add(document.Slice(tokens[i].Start, tokens[WithRemark(tokens, end, last) - 1].End));
            }

            i = Math.Max(end, i + 1);
        }

        return found;
    }

    /// <summary>"UG (haftungsbeschränkt)"</summary>
    private static int WithRemark(Token[] tokens, int end, int last) =>
        end + 2 < last && tokens[end].Is("(") && tokens[end + 1].Is("haftungsbeschränkt") && tokens[end + 2].Is(")") ? end + 3 : end;
}
