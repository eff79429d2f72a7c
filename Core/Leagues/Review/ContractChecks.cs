using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Leagues.Scoring;

namespace PromptIntel.Core.Leagues.Review;

/// <summary>
/// Reads the finished contract against the facts, as text: it does not trust how the draft was made. Every fact that belongs in the
/// contract must stand in it, and no amount or date may stand in it that is neither a fact nor part of the quotation.
/// </summary>
internal static partial class ContractChecks
{
    public const string PlaceholderCode = "placeholder_unresolved";

    public static IEnumerable<ReviewFlag> CheckFacts(string contract, LeagueFacts facts, ContractFields fields) =>
        from field in fields.Fields
        where field.Group != "company"
        let worded = ContractVariables.Word(facts, field)
        where worded is not null && !contract.Contains(worded, StringComparison.Ordinal)
        select ReviewFlag.Error("fact_differs", field.Name, $"the {field.Label} in the contract is not the extracted one");

    public static IEnumerable<ReviewFlag> CheckAmounts(string contract, Pricing pricing)
    {
        string fee = Wording.Money(pricing.AnnualFee, pricing.Currency);
        HashSet<string> allowed = [.. pricing.IsQuoted ? [fee]
            : Array.Empty<string>(), Wording.Money(pricing.InsuranceCover, pricing.Currency)];
        if (pricing.IsQuoted && !contract.Contains(fee, StringComparison.Ordinal))
        {
            yield return ReviewFlag.Error("amount_missing", "annual_fee", "the quoted annual fee does not stand in the contract");
        }

        foreach (string amount in Amount().Matches(contract).Select(match => match.Value).Distinct().Where(
            amount => !allowed.Contains(amount)))
        {
            yield return ReviewFlag.Error("amount_unknown", null, $"{amount} is neither quoted nor extracted");
        }
    }

    public static IEnumerable<ReviewFlag> CheckDates(string contract, LeagueFacts facts, DateOnly asOf)
    {
        HashSet<string> allowed =
        [
            Wording.Date(asOf),
            .. facts.Value.EnumerateObject().Select(fact => facts.Date(fact.Name)).OfType<DateOnly>().Select(Wording.Date),
        ];
        return LongDate().Matches(contract).Select(match => match.Value).Distinct().Where(date => !allowed.Contains(date))
            .Select(date => ReviewFlag.Error("date_unknown", null, $"{date} is not an extracted date"));
    }

    /// <param name="clauses">The draft's own list; each must also have its heading in the text.</param>
    public static IEnumerable<ReviewFlag> CheckClauses(string contract, JsonElement clauses, TierPreset preset)
    {
        Dictionary<string, string> headings = clauses.EnumerateArray()
            .ToDictionary(clause => clause.GetText("id")!, clause => $"## {clause.GetText("number")}. {clause.GetText("title")}");
        HashSet<string> present = [.. headings.Where(heading => contract.Contains(heading.Value + "\n", StringComparison.Ordinal)).Select(
            heading => heading.Key)];
        return preset.RequiredClauses
            .Where(required => !required.Split('|').Any(present.Contains))
            .Select(required => ReviewFlag.Error("clause_missing", required, $"{preset.Title} requires this clause"));
    }

    public static IEnumerable<ReviewFlag> CheckPlaceholders(string contract)
    {
        foreach (string found in Placeholder().Matches(contract).Select(match => match.Value).Distinct())
        {
            yield return ReviewFlag.Error(PlaceholderCode, null, $"'{found}' is left in the contract");
        }

        if (contract.Contains(Enrichment.EnrichOperation.NeedsModel, StringComparison.Ordinal))
        {
            yield return ReviewFlag.Warning("needs_language_model", null, "a passage is left for a language model");
        }
    }

    // The currency comes first in every amount that the templates word.
    [GeneratedRegex(@"\b[A-Z]{3} \d{1,3}(?:,\d{3})+(?:\.\d{2})?\b", RegexOptions.CultureInvariant)]
    private static partial Regex Amount();

    [GeneratedRegex(
        @"\b\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}\b",
        RegexOptions.CultureInvariant)]
    private static partial Regex LongDate();

    // What a fact contains is escaped, so none of these can come from one.
    [GeneratedRegex(
        @"(?<!\\)\{\{[^\n]{0,40}|(?<!\\)\$\{[^\n]{0,40}|(?<!\\)\[(?:insert|tbc|tbd|todo|name|date|amount|●|•|_+)[^\]\n]{0,40}\]?|_{4,}",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();
}
