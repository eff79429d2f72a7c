using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>What the technical annex promises and asks for.</summary>
/// <param name="AvailabilityPercent">Of the data service, in a calendar month.</param>
/// <param name="LatencySeconds">From the act on the field of play to delivery, for live feeds, at the 95th percentile.</param>
/// <param name="CriticalResponseMinutes">To a critical incident during an event.</param>
internal sealed record ServiceLevels(
    decimal AvailabilityPercent,
    int LatencySeconds,
    int CriticalResponseMinutes,
    int NormalResponseHours,
    string SupportHours,
    int CreditPercent);

/// <summary>One tier: fees, revenue share, service levels, term, and the clauses that a contract of this tier cannot be without.</summary>
internal sealed record TierPreset
{
    public required string Title { get; init; }

    /// <summary>A year, in the price list's currency, before dimensions and modifiers.</summary>
    public required decimal BaseFee { get; init; }

    /// <summary>A year, in the price list's currency, at a score of 100 in the dimension.</summary>
    public required ImmutableDictionary<string, decimal> FeesByDimension { get; init; }

    public required decimal RevenueSharePercent { get; init; }

    /// <summary>Liability cap as percent of the fees paid or payable in the twelve months before the claim.</summary>
    public required decimal LiabilityCapPercent { get; init; }

    /// <summary>Liability cover that the League maintains, in the price list's currency.</summary>
    public required decimal InsuranceCover { get; init; }

    public required int TermMonths { get; init; }

    public required int RenewalNoticeDays { get; init; }

    public required int PaymentDays { get; init; }

    public required ServiceLevels ServiceLevels { get; init; }

    /// <summary>Clause ids; <c>a|b</c> is satisfied by either.</summary>
    public required ImmutableArray<string> RequiredClauses { get; init; }
}

/// <summary>The four presets and the rules of pricing that they share.</summary>
internal sealed record TierPresets : ILeagueConfiguration
{
    public required PriceList PriceList { get; init; }

    /// <summary>Fees are rounded to a multiple of this, in the contract's currency.</summary>
    public required decimal RoundTo { get; init; }

    /// <summary>The annual fee never exceeds this percentage of the revenue that the league reports.</summary>
    public required decimal FeeCeilingPercentOfRevenue { get; init; }

    /// <summary>Facts that a fee is made from: while one of them is doubtful, no contract states a fee.</summary>
    public ImmutableArray<string> FeeFacts { get; init; } = [];

    /// <summary>Added to the fee for an exclusive grant.</summary>
    public required decimal ExclusivityUpliftPercent { get; init; }

    public required ImmutableDictionary<string, TierPreset> Tiers { get; init; }

    public string? FindProblem() => this switch
    {
        { RoundTo: <= 0 } => "round_to must be greater than 0",
        _ when Configuration.Tiers.Ascending.FirstOrDefault(tier => !Tiers.ContainsKey(tier)) is { } missing =>
            $"tier '{missing}' has no preset",
        _ => PriceList.FindProblem(),
    };
}
