using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>When a person must look at a contract before it is kept.</summary>
internal sealed record ReviewPolicy : ILeagueConfiguration
{
    /// <summary>Overall confidence (0 to 1) below which the review waits for approval.</summary>
    public required decimal ApprovalBelow { get; init; }

    public required ReviewWeights Weights { get; init; }

    /// <summary>Facts that the confidence counts; each that is missing is a flag.</summary>
    public required ImmutableArray<string> CriticalFacts { get; init; }

    /// <summary>Facts without which no contract is kept before a person was asked; null in a policy that is older than them.</summary>
    public ImmutableArray<string>? RequiredFacts { get; init; }

    /// <summary>Facts whose doubtful statements count against the confidence; of others they are noted.</summary>
    public ImmutableArray<string> DoubtfulFacts { get; init; } = [];

    /// <summary>Classification or scoring confidence below this is a flag.</summary>
    public required decimal LowConfidence { get; init; }

    /// <summary>Languages that the extraction rules are written for.</summary>
    public required ImmutableArray<string> Languages { get; init; }

    public string? FindProblem() => this switch
    {
        { ApprovalBelow: < 0 or > 1 } => "approval_below is not in 0 to 1",
        _ when Weights.Facts + Weights.Classification + Weights.Scoring + Weights.Checks != 1 => "weights do not sum to 1",
        _ => null,
    };
}

/// <summary>Parts of the overall confidence; they sum to 1.</summary>
internal sealed record ReviewWeights(decimal Facts, decimal Classification, decimal Scoring, decimal Checks);
