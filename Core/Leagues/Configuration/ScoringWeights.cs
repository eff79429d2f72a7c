using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <param name="Weight">Of the dimension in the overall score; all weights sum to 1.</param>
internal sealed record ScoringDimension(string Id, string Title, decimal Weight, ImmutableArray<ScoreRule> Factors);

/// <summary>The dimensions of the score with their factors.</summary>
internal sealed record ScoringWeights : ILeagueConfiguration
{
    public required ImmutableArray<ScoringDimension> Dimensions { get; init; }

    /// <summary>What a dimension scores when none of its factors is known; its confidence is then 0.</summary>
    public required decimal NeutralScore { get; init; }

    public string? FindProblem() => this switch
    {
        _ when Dimensions.Sum(dimension => dimension.Weight) != 1 => "the weights of the dimensions do not sum to 1",
        _ when Dimensions.FirstOrDefault(dimension => dimension.Factors.Sum(factor => factor.Share) != 1) is { } uneven =>
            $"the shares of '{uneven.Id}' do not sum to 1",
        _ => Dimensions.SelectMany(dimension => dimension.Factors)
            .Select(factor => factor.FindProblem())
            .FirstOrDefault(problem => problem is not null),
    };
}
