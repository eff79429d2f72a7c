using System.Collections.Immutable;

using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts.Structure;

/// <summary>
/// Clauses of a contract that numbers none: at headings that stand alone, where three of them are those of clauses, else its paragraphs
/// from the first that regulates something.
/// </summary>
internal static class UnnumberedClauses
{
    private const int FewestHeadings = 3;
    private const int LongestHeading = 60;
    private const int MostWords = 8;
    private const int ShortestParagraph = 20;

    private static readonly char[] Endings = ['.', ',', ';', ':', '?', '!'];

    public static List<ContractClause> Cut(ContractLines lines, ContractReviewRules rules)
    {
        var known = new PhraseSet(rules.Kinds.SelectMany(kind => kind.Headings));
        int end = Enumerable.Range(1, Math.Max(0, lines.Count - 1)).FirstOrDefault(
            line => lines.Heading(line) is { Kind: HeadingKind.End }, lines.Count);
        int[] alone = [.. Enumerable.Range(0, end).Where(line => IsAlone(lines, line))];
        int[] named = [.. alone.Where(line => known.IsIn(Words.Of(lines[line])))];

        if (named.Length < FewestHeadings)
        {
            return Paragraphs(lines, end, rules);
        }

        bool areCapitals = 2 * named.Count(line => IsCapitals(lines[line])) > named.Length;
        int[] headings = areCapitals ? [.. alone.Where(line => line >= named[0] && IsCapitals(lines[line]))] : named;
        return
        [
            .. headings.Zip([.. headings[1..], end]).Take(ClauseCutter.MostClauses)
                .Select(pair => Clause(lines, pair.First, pair.Second - 1, lines[pair.First].Trim('#', '*', ' ', '\t', '\f'))),
        ];
    }

    private static List<ContractClause> Paragraphs(ContractLines lines, int end, ContractReviewRules rules)
    {
        var signs = new PhraseSet(rules.Kinds.SelectMany(kind => kind.Signs));
        var clauses = new List<ContractClause>();

        for (int first = 0; first < end && clauses.Count < ClauseCutter.MostClauses;)
        {
            int next = first;

            while (next < end && !lines.IsEmpty(next))
            {
                next++;
            }

            string text = next > first ? lines.Read(first, next - 1).Trim() : "";

            if (text.Length >= ShortestParagraph && text.EndsWith('.')
                && (clauses.Count > 0 || Sentences.Of(text).Any(sentence => signs.IsIn(sentence.Words))))
            {
                clauses.Add(Clause(lines, first, next - 1, null));
            }

            first = next + 1;
        }

        return clauses;
    }

    private static ContractClause Clause(ContractLines lines, int first, int last, string? heading)
    {
        while (last > first && lines.IsEmpty(last))
        {
            last--;
        }

        return ContractClause.Of(lines, first, last, null, heading, isAnnex: false);
    }

    private static bool IsAlone(ContractLines lines, int line)
    {
        string text = lines[line].Trim('#', '*', ' ', '\t', '\f');
        return text.Length is > 2 and <= LongestHeading && char.IsUpper(text[0]) && !Endings.Contains(text[^1]) && !text.Contains(':')
            && (line == 0 || lines.IsEmpty(line - 1)) && Words.Of(text).Length <= MostWords;
    }

    private static bool IsCapitals(string line) => !line.Any(char.IsLower);
}
