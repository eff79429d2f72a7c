using System.Collections.Immutable;
using System.Text.RegularExpressions;

using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Phrases;

namespace PromptIntel.Core.Contracts;

/// <summary>
/// Tells a contract from texts that speak of contracts: it binds, and it names itself, its parties, what makes it binding, or who signs; an
/// excerpt has nothing but its clauses, and is known by their headings.
/// </summary>
internal static partial class ContractSigns
{
    private const int FewestSigns = 2;
    private const int FewestHeadings = 3;
    private const int HeadLines = 4;
    private const int MailLines = 8;
    private const int FewestMailFields = 2;

    public static bool AreIn(ContractLines lines, List<ContractClause> clauses, bool namesParties, ContractReviewRules rules)
    {
        int[] head = [.. Enumerable.Range(0, lines.Count).Where(line => !lines.IsEmpty(line)).Take(HeadLines)];

        if (head.Any(line => Has(rules.OtherDocuments, lines[line]))
            || Enumerable.Range(0, Math.Min(lines.Count, MailLines)).Count(line => MailField().IsMatch(lines[line])) >= FewestMailFields)
        {
            return false;
        }

        ImmutableArray<Sentence> sentences = Sentences.Of(lines.Read(0, lines.Count - 1));
        var binding = new PhraseSet(rules.Binding);
        int binds = sentences.SelectMany(sentence => binding.Find(sentence.Words)).Select(match => match.Phrase.Source).Distinct().Count();
        var operative = new PhraseSet(rules.Operative);
        Regex title = ContractPattern.Of(rules.Title);
        bool[] signs =
        [
            namesParties,
            head.Any(line => title.IsMatch(lines[line])),
            sentences.Any(sentence => operative.IsIn(sentence.Words)),
            Enumerable.Range(clauses[^1].LastLine, lines.Count - clauses[^1].LastLine).Any(
                line => lines.Heading(line) is { Kind: HeadingKind.End }),
        ];
        var headings = new PhraseSet(rules.Kinds.SelectMany(kind => kind.Headings));
        return binds >= rules.LeastBinding
            && (signs.Count(sign => sign) >= FewestSigns
                || (binds >= 2 * rules.LeastBinding
                    && clauses.Count(clause => clause.Heading is { } heading && headings.IsIn(Words.Of(heading))) >= FewestHeadings));
    }

    private static bool Has(IEnumerable<string> phrases, string line) => new PhraseSet(phrases).IsIn(Words.Of(line));

    [GeneratedRegex(@"\A(?:From|Subject|Sent|Von|Betreff|De|Objet|Asunto) ?:", RegexOptions.CultureInvariant)]
    private static partial Regex MailField();
}
