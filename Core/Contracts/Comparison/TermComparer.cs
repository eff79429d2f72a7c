using System.Globalization;

using PromptIntel.Core.Contracts.Reference;

namespace PromptIntel.Core.Contracts.Comparison;

/// <summary>Weighs the figures of a contract beside those it should have.</summary>
internal static class TermComparer
{
    /// <summary>Beside less than this every figure has moved by the whole.</summary>
    private const decimal Nothing = 0.01m;

    /// <summary>Changes by clause.</summary>
    public static IEnumerable<(ReviewedClause Clause, Change Change)> Compare(
        ContractReviewRules rules, IReadOnlyDictionary<string, ReadTerm> read, ExpectedTerms expected)
    {
        foreach (TermRule rule in rules.Terms)
        {
            if (read.GetValueOrDefault(rule.Name) is not { } term)
            {
                continue;
            }

            if (term.Number is { } number && expected.Figures.TryGetValue(rule.Name, out decimal figure) && number != figure)
            {
                yield return (term.Clause, Weigh(rule, term, number, figure) with { IsRuled = true });
            }
            else if (term.Text is { } text && TextOf(rule.Name, expected) is { } stated && !IsSame(text, stated))
            {
                yield return (term.Clause, new Change(rule.Name, stated, term.Words, Grade.Material, Side.League) { IsRuled = true });
            }
        }
    }

    private static Change Weigh(TermRule rule, ReadTerm term, decimal number, decimal figure)
    {
        bool isBetter = rule.Better switch { "higher" => number > figure, "lower" => number < figure, _ => false };
        decimal move = figure < Nothing ? 1 : Math.Abs(number - figure) / figure;
        Grade grade = isBetter || move <= HunkGrader.SmallMove ? Grade.Minor
            : rule.UnacceptableAbove is { } times && number / times > figure ? Grade.Unacceptable
            : Grade.Material;
        return new Change(
            rule.Name,
            figure.ToString("0.##", CultureInfo.InvariantCulture),
            term.Words,
            grade,
            isBetter ? Side.Company : rule.Better is null ? Side.Neutral : Side.League);
    }

    private static string? TextOf(string name, ExpectedTerms expected) => name switch
    {
        "governing_law" => expected.Region?.GoverningLaw,
        "seat" => expected.Region?.Seat,
        _ => null,
    };

    private static bool IsSame(string left, string right) => string.Equals(Plain(left), Plain(right), StringComparison.OrdinalIgnoreCase);

    private static string Plain(string text) => text.StartsWith("the ", StringComparison.OrdinalIgnoreCase) ? text[4..] : text;
}
