using System.Collections.Immutable;

using PromptIntel.Core.Contracts.Comparison;

namespace PromptIntel.Core.Contracts;

/// <summary>A comparison as the records of <c>contract_review_report</c>.</summary>
internal static class ReviewOutput
{
    private const int MostWhole = 1_000_000;

    public static Dictionary<string, object?> Terms(
        IReadOnlyDictionary<string, ReadTerm> terms, ImmutableArray<ReviewedClause> clauses)
    {
        decimal? Number(string name) => terms.GetValueOrDefault(name)?.Number;
        bool Has(string kind) => clauses.Any(clause => clause.Kind == kind);
        string? grant = terms.GetValueOrDefault("grant")?.Text;
        return new Dictionary<string, object?>
        {
            ["annual_fee"] = Number("annual_fee"),
            ["currency"] = terms.GetValueOrDefault("annual_fee")?.Currency,
            ["revenue_share_percent"] = Number("revenue_share_percent"),
            ["payment_days"] = Whole(Number("payment_days")),
            ["liability_cap_percent"] = Number("liability_cap_percent"),
            ["insurance_cover"] = Number("insurance_cover"),
            ["term_months"] = Whole(Number("term_months")),
            ["renewal_notice_days"] = Whole(Number("renewal_notice_days")),
            ["governing_law"] = terms.GetValueOrDefault("governing_law")?.Text is { } law
                ? law.StartsWith("the ", StringComparison.OrdinalIgnoreCase) ? law[4..] : law
                : null,
            ["is_exclusive"] = Has("exclusivity") ? true : Has("non_exclusivity") ? false : grant is null ? null
                : !(grant.StartsWith("non", StringComparison.OrdinalIgnoreCase)
                    || grant.StartsWith("nicht", StringComparison.OrdinalIgnoreCase)),
            ["allows_betting"] = Has("official_betting_data") ? true : Has("betting_restriction") ? false : null,
        };
    }

    public static IEnumerable<object> Clauses(ImmutableArray<ComparedClause> compared) => compared.Select(item => new
    {
        item.Reviewed.Clause.Number,
        item.Reviewed.Clause.Heading,
        item.Reviewed.Kind,
        item.Reviewed.Clause.FirstLine,
        item.Reviewed.Clause.LastLine,
        item.Reviewed.Clause.Text,
        comparison = ComparisonOf(item),
        template_clause = item.Reviewed.Template?.Key,
    });

    public static IEnumerable<object> Deviations(ContractReviewRules rules, ImmutableArray<ComparedClause> compared) => compared
        .Where(item => !item.Changes.IsEmpty)
        .Select(item => (item, Result: new Comparison.Comparison(item.Changes)))
        .OrderByDescending(pair => pair.Result.Grade)
        .Select(pair => new
        {
            pair.item.Reviewed.Clause.Number,
            pair.item.Reviewed.Kind,
            comparison = ComparisonOf(pair.item),
            grade = Name(pair.Result.Grade),
            favours = Name(pair.Result.Favours),
            changes = pair.item.Changes.Select(change => new { change.What, change.TemplateSays, change.ContractSays }),
            why = string.Join(
                ' ',
                pair.item.Changes.OrderByDescending(change => change.Grade)
                    .Select(change => change.Why ?? rules.Reasons[ReasonOf(change.Favours)])
                    .Distinct()
                    .Take(2)),
        });

    public static IEnumerable<object> Missing(ContractReviewRules rules, IEnumerable<(string Kind, bool IsEssential)> missing) =>
        missing.OrderByDescending(item => item.IsEssential).Select(item => new
        {
            item.Kind,
            grade = Name(item.IsEssential ? Grade.Unacceptable : Grade.Material),
            why = rules.Reasons["missing"],
        });

    private static string ComparisonOf(ComparedClause item) => item.IsExtra ? "extra" : item.Changes.IsEmpty ? "same" : "changed";

    private static string ReasonOf(Side side) => side switch
    {
        Side.Company => "favours",
        Side.League => "against",
        _ => "neutral",
    };

    private static string Name<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();

    /// <summary>Days or months; null when it is no whole number, or more than any contract means.</summary>
    private static int? Whole(decimal? number) =>
        number is { } value and >= 0 and <= MostWhole && value == decimal.Truncate(value) ? (int)value : null;
}
