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
            var end = NameRun.EndFrom(document, i, last) ?? i;

            if (end > i + 1 && LegalForms.EndIn(document, i, end))
            {
                found.Add(document.Slice(tokens[i].Start, tokens[end - 1].End));
            }

            i = Math.Max(end, i + 1);
        }

        return found;
    }
}
