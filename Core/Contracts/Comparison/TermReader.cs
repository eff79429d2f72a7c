using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace PromptIntel.Core.Contracts.Comparison;

/// <param name="Words">The words that state it, on one line.</param>
/// <param name="Clause">The clause it was read from.</param>
internal sealed record ReadTerm(string Name, decimal? Number, string? Text, string? Currency, string Words, ReviewedClause Clause);

/// <summary>Reads the figures of a contract by the patterns of the settings, from the clauses that may state them.</summary>
internal sealed partial class TermReader(ContractReviewRules rules)
{
    /// <summary>No figure of a contract is larger; one that is counts as not stated.</summary>
    public const decimal Largest = 1_000_000_000_000_000;

    private readonly ImmutableArray<(TermRule Rule, ImmutableArray<Regex> Patterns)> _terms =
        [.. rules.Terms.Select(term => (term, term.Patterns.Select(ContractPattern.Of).ToImmutableArray()))];

    public ImmutableDictionary<string, ReadTerm> Read(ImmutableArray<ReviewedClause> clauses)
    {
        var read = ImmutableDictionary.CreateBuilder<string, ReadTerm>(StringComparer.Ordinal);
        var texts = clauses.Select(clause => (clause, Text: Space().Replace(clause.Clause.Reading, " "))).ToList();

        foreach ((TermRule rule, ImmutableArray<Regex> patterns) in _terms)
        {
            IEnumerable<(ReviewedClause clause, string Text)> places = rule.Kinds.SelectMany(
                kind => texts.Where(text => kind == "*" || text.clause.Kind == kind));

            foreach ((ReviewedClause clause, string text) in places)
            {
                if (patterns.Select(pattern => pattern.Match(text)).FirstOrDefault(match => match.Success) is { } match
                    && Term(rule, match, clause) is { } term)
                {
                    read[rule.Name] = term;
                    break;
                }
            }
        }

        return read.ToImmutable();
    }

    private ReadTerm? Term(TermRule rule, Match match, ReviewedClause clause)
    {
        string value = match.Groups["value"].Value;
        string? currency = match.Groups["currency"] is { Success: true } group ? group.Value : null;

        if (rule.Type == "text")
        {
            return new ReadTerm(rule.Name, null, value.Trim(' ', ',', '.'), currency, match.Value, clause);
        }

        decimal factor = match.Groups["unit"] is { Success: true } unit && rule.Factors is { } factors
            ? factors.GetValueOrDefault(unit.Value.ToLowerInvariant(), 1)
            : 1;
        return Number(value) is { } number && number * factor <= Largest
            ? new ReadTerm(rule.Name, number * factor, null, CurrencyOf(currency), match.Value, clause)
            : null;
    }

    /// <summary>Null when it is none, or beyond <see cref="Largest"/>.</summary>
    private decimal? Number(string value)
    {
        string trimmed = value.Trim(' ', ',', '.');
        string plain = GroupedByPoints().IsMatch(trimmed)
            ? trimmed.Replace(".", "", StringComparison.Ordinal).Replace(',', '.')
            : trimmed.Replace(",", "", StringComparison.Ordinal);

        if (decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal number))
        {
            return number <= Largest ? number : null;
        }

        decimal sum = 0;

        foreach (string word in plain.ToLowerInvariant()
            .Split(['-', ' '], StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word != "and"))
        {
            if (!rules.Numbers.TryGetValue(word, out int part) || sum > Largest)
            {
                return null;
            }

            sum = part == 100 ? Math.Max(1, sum) * part : sum + part;
        }

        return sum;
    }

    private static string? CurrencyOf(string? printed) => printed switch
    {
        "€" => "EUR",
        "£" => "GBP",
        "US$" => "USD",
        "Euro" or "euro" or "euros" => "EUR",
        _ => printed,
    };

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant)]
    private static partial Regex Space();

    /// <summary>"25.000" and "1.250.000,50"</summary>
    [GeneratedRegex(@"\A[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?:,[0-9]{1,2})?\z", RegexOptions.CultureInvariant)]
    private static partial Regex GroupedByPoints();
}
