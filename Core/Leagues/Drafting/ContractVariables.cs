using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Scoring;

namespace PromptIntel.Core.Leagues.Drafting;

/// <param name="Number">From 1; contract text refers to it.</param>
internal sealed record OpenItem(int Number, string Field, string Label, string By)
{
    /// <summary>What the questionnaire says of it without a certain value, made plain; null when it says nothing.</summary>
    public string? Stated { get; init; }
}

/// <summary>
/// What templates may insert: every value worded and made plain here, every missing one replaced by a reference to the numbered item that
/// the parties complete. Nothing is invented: terms that are not facts come from the tier's preset and the quotation.
/// </summary>
internal sealed record ContractVariables
{
    public required ImmutableSortedDictionary<string, string> League { get; init; }

    public required ImmutableSortedDictionary<string, string> Company { get; init; }

    public required ImmutableSortedDictionary<string, string> Terms { get; init; }

    public required ImmutableArray<OpenItem> OpenItems { get; init; }

    public static ContractVariables Create(
        LeagueFacts facts,
        ContractFields fields,
        string tier,
        TierPreset preset,
        Pricing pricing,
        Archetype archetype,
        Region region,
        ImmutableArray<DoubtfulFact> doubtful,
        DateOnly asOf)
    {
        var groups = new Dictionary<string, ImmutableSortedDictionary<string, string>.Builder>
        {
            ["league"] = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal),
            ["company"] = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal),
            ["terms"] = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal),
        };
        var open = ImmutableArray.CreateBuilder<OpenItem>();
        foreach (ContractField field in fields.Fields)
        {
            string? worded = field.Group == "company" ? WordCompany(fields, field) : Word(facts, field);
            if (worded is null)
            {
                worded = Leave(open, new OpenItem(open.Count + 1, field.Name, field.Label, field.By)
                {
                    Stated = doubtful.FirstOrDefault(fact => field.Facts.Contains(fact.Field)) is { } doubt ? Wording.Plain(doubt.Text)
                        : null,
                });
            }

            groups[field.Group][field.Name] = worded;
        }

        AddTerms(groups["terms"], tier, preset, pricing, archetype, region, asOf);
        groups["terms"]["annual_fee"] = pricing.IsQuoted
            ? Wording.Money(pricing.AnnualFee, pricing.Currency)
            : Leave(open, new OpenItem(open.Count + 1, "annual_fee", "annual fee", "parties"));
        return new ContractVariables
        {
            League = groups["league"].ToImmutable(),
            Company = groups["company"].ToImmutable(),
            Terms = groups["terms"].ToImmutable(),
            OpenItems = open.ToImmutable(),
        };
    }

    private static string Leave(ImmutableArray<OpenItem>.Builder open, OpenItem item)
    {
        open.Add(item);
        return $"*to be completed by the {item.By} (item {item.Number.ToString(CultureInfo.InvariantCulture)} of the Schedule)*";
    }

    /// <summary>The fact as it stands in a contract; null when it is unknown.</summary>
    public static string? Word(LeagueFacts facts, ContractField field)
    {
        string? name = field.Facts.FirstOrDefault(facts.IsKnown);
        return name is null ? null : field.Format switch
        {
            "date" => facts.Date(name) is { } date ? Wording.Date(date) : null,
            "number" => facts.Number(name) is { } number ? Wording.Number(number) : null,
            "year" => facts.Number(name)?.ToString("0", CultureInfo.InvariantCulture),
            "list" => string.Join(", ", facts.List(name).Select(Wording.Plain)),
            _ => facts.Text(name) is { } text && Wording.Plain(text) is { Length: > 0 } plain ? plain : null,
        };
    }

    private static string? WordCompany(ContractFields fields, ContractField field) =>
        fields.Company.TryGetValue(field.Name, out string? value) && !string.IsNullOrWhiteSpace(value) ? Wording.Plain(value) : null;

    private static void AddTerms(
        ImmutableSortedDictionary<string, string>.Builder terms,
        string tier,
        TierPreset preset,
        Pricing pricing,
        Archetype archetype,
        Region region,
        DateOnly asOf)
    {
        terms["tier"] = tier;
        terms["tier_title"] = preset.Title;
        terms["prepared_on"] = Wording.Date(asOf);
        terms["currency"] = pricing.Currency;
        terms["revenue_share"] = Wording.Number(pricing.RevenueSharePercent);
        terms["grant"] = pricing.IsExclusive ? "exclusive" : "non-exclusive";
        terms["term_months"] = Wording.Number(pricing.TermMonths);
        terms["payment_days"] = Wording.Number(pricing.PaymentDays);
        terms["renewal_notice_days"] = Wording.Number(preset.RenewalNoticeDays);
        terms["liability_cap_percent"] = Wording.Number(pricing.LiabilityCapPercent);
        terms["insurance_cover"] = Wording.Money(pricing.InsuranceCover, pricing.Currency);
        terms["governing_law"] = region.GoverningLaw;
        terms["seat"] = region.Seat;
        terms["live_units"] = archetype.LiveUnits;
        terms["availability_percent"] = Wording.Number(preset.ServiceLevels.AvailabilityPercent);
        terms["latency_seconds"] = Wording.Number(preset.ServiceLevels.LatencySeconds);
        terms["critical_response_minutes"] = Wording.Number(preset.ServiceLevels.CriticalResponseMinutes);
        terms["normal_response_hours"] = Wording.Number(preset.ServiceLevels.NormalResponseHours);
        terms["support_hours"] = preset.ServiceLevels.SupportHours;
        terms["credit_percent"] = Wording.Number(preset.ServiceLevels.CreditPercent);
    }
}
