using System.Collections.Frozen;

using PromptIntel.Extraction.Text;

namespace PromptIntel.Extraction.Reading;

/// <summary>Legal forms of companies and associations: "Ltd", "GmbH", "S.p.A.", "e. V."</summary>
internal static class LegalForms
{
    private static readonly FrozenSet<string> Forms = FrozenSet.ToFrozenSet(
        ("inc llc ltd limited corp corporation co gmbh ag sa srl spa plc bv nv oy oyj ab as asa aps ltda lda sl slu sas sarl eurl ev " +
         "ug kg clg cic scio llp lp pte pvt private pty bhd sdn npc rf ou oü asbl vzw aisbl mbh ohg hf limitada kft zrt nyrt doo zoo sro " +
         "ooo ike epe jsc fze dmcc incorporated ggmbh gug kgaa eg gag wll cc").Split(' '), StringComparer.Ordinal);

    /// <summary>Forms that stand before the name, in capitals.</summary>
    private static readonly FrozenSet<string> LeadingForms = FrozenSet.ToFrozenSet(
        ["pt", "sia", "uab", "ooo", "tov", "zao", "pao", "sas", "sasu", "sarl", "eurl"],
        StringComparer.Ordinal);

    /// <summary>The forms that a closing dot belongs to.</summary>
    private static readonly FrozenSet<string> Abbreviated = FrozenSet.ToFrozenSet(["inc", "ltd", "ltda", "lda", "corp", "co", "pvt",
        "pte", "pty", "kft", "zrt", "bhd", "sdn"], StringComparer.Ordinal);

    /// <param name="word">In lower case.</param>
    public static bool Has(string word) => Forms.Contains(word);

    /// <summary>"Ltd." and "Inc."</summary>
    public static bool TakesDot(string word) => Abbreviated.Contains(word);

    /// <summary>The text begins with a form in letters with dots: "S.L.", "S.p.A."</summary>
    public static bool BeginDotted(string text)
    {
        var word = text.Split(' ', 2)[0];

        return word.Contains('.') && Forms.Contains(word.Replace(".", "", StringComparison.Ordinal).ToLowerInvariant());
    }

    /// <summary>"Co. No. 118842"</summary>
    public static bool NamesNumber(string text) => text.AsSpan(0, Math.Min(text.Length, 24)).ContainsAnyInRange('0', '9');

    /// <summary>The first word of the text is a form.</summary>
    public static bool Begin(string text) => Tokenizer.Split(text) is [var first, .. var rest] && Forms.Contains(first.Lower)
        // "Acme, incorporated in Malta" says where.
        && !(first.Is("incorporated") && rest is [{ Kind: TokenKind.Word }, ..]);

    /// <summary>The last word of the name is a legal form, also in letters with dots ("S.L.", "e. V."); or the first is ("PT
    /// Acme").</summary>
    public static bool EndIn(SourceDocument document, int first, int end)
    {
        if (end > first + 1 && LeadingForms.Contains(document.Tokens[first].Lower) && IsCapitals(document, first))
        {
            return true;
        }

        var joined = "";

        for (var i = end - 1; i > first && joined.Length < 12; i--)
        {
            joined = document.Tokens[i].Kind == TokenKind.Word ? document.Tokens[i].Lower + joined : joined;

            if (Forms.Contains(joined))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"Acme Ltd" before a token that is neither a mark nor a further form: the name ends here.</summary>
    public static bool Closes(SourceDocument document, int first, int end) =>
        end > first + 1 && Forms.Contains(document.Tokens[end - 1].Lower)
        && (document.Tokens[end - 1].Length > 2 || (document.Tokens[end - 1].Lower != "co" && IsCapitals(document, end - 1)))
        && document.Tokens[end].Kind != TokenKind.Mark && !Forms.Contains(document.Tokens[end].Lower);

    /// <summary>A form in letters with dots begins at a token: "S.L.", "S. A."</summary>
    public static bool IsDotted(SourceDocument document, int at, int limit)
    {
        var joined = "";

        for (var i = at; i + 1 < limit && joined.Length < 4 && document.Tokens[i].Length == 1 && document.Tokens[i + 1].Is("."); i += 2)
        {
            joined += document.Tokens[i].Lower;
        }

        return Forms.Contains(joined);
    }

    private static bool IsCapitals(SourceDocument document, int at) =>
        document.Text.AsSpan(document.Tokens[at].Start, document.Tokens[at].Length).IndexOfAnyExceptInRange('A', 'Z') < 0;
}
