using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>The shipped settings and clauses agree with each other.</summary>
public sealed class LeagueContentTests
{
    private static readonly Clause[] Library = [.. ShippedContent.Entries.Values.Where(entry => entry.Key.Namespace == "legal"
        && entry.Tags.Contains("clause")).Select(Clause.Read)];

    [Fact]
    public void Settings_AreUsable()
    {
        Assert.Null(ShippedContent.Config<TierPresets>("tier_presets").FindProblem());
        Assert.Null(ShippedContent.Config<TierRules>("tier_rules").FindProblem());
        Assert.Null(ShippedContent.Config<ScoringWeights>("scoring_weights").FindProblem());
        Assert.Null(ShippedContent.Config<Archetypes>("archetypes").FindProblem());
        Assert.Null(ShippedContent.Config<Regions>("regions").FindProblem());
        Assert.Null(ShippedContent.Config<ReviewPolicy>("review_policy").FindProblem());
        Assert.Null(ShippedContent.Config<LanguageProfiles>("language_profiles").FindProblem());
        Assert.Null(ShippedContent.Config<ContractFields>("contract_fields").FindProblem());
    }

    [Fact]
    public void Scoring_HasSevenDimensionsThatSumToOne()
    {
        ScoringWeights weights = ShippedContent.Config<ScoringWeights>("scoring_weights");

        Assert.Equal(7, weights.Dimensions.Length);
        Assert.Equal(1m, weights.Dimensions.Sum(dimension => dimension.Weight));
    }

    [Fact]
    public void Scoring_WhenWeightsDoNotSumToOne_IsRefused()
    {
        ScoringWeights weights = ShippedContent.Config<ScoringWeights>("scoring_weights");

        string? problem = (weights with { Dimensions = weights.Dimensions.RemoveAt(0) }).FindProblem();

        Assert.Contains("do not sum to 1", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Fees_AreForDimensionsThatExist()
    {
        string[] dimensions = [.. ShippedContent.Config<ScoringWeights>("scoring_weights").Dimensions.Select(dimension => dimension.Id)];

        Assert.All(
            ShippedContent.Config<TierPresets>("tier_presets").Tiers.Values,
            preset => Assert.Equal(dimensions.Order(), preset.FeesByDimension.Keys.Order()));
    }

    [Fact]
    public void RequiredClauses_ExistInTheLibraryForTheirTier()
    {
        foreach ((string tier, TierPreset preset) in ShippedContent.Config<TierPresets>("tier_presets").Tiers)
        {
            string[] available = [.. Library.Where(clause => clause.Terms.Tiers.Contains(tier)).Select(clause => clause.Terms.Id)];
            Assert.All(preset.RequiredClauses.SelectMany(required => required.Split('|')), id => Assert.Contains(id, available));
        }
    }

    [Fact]
    public void ClauseLibrary_HasDistinctIdsThatAreTheirFileNames()
    {
        Assert.True(Library.Length >= 30);
        Assert.All(Library, clause => Assert.Equal(clause.Prompt.Key.Name, clause.Terms.Id));
    }

    [Fact]
    public void Regions_NameClausesThatExist() =>
        Assert.All(
            ShippedContent.Config<Regions>("regions").Items,
            region => Assert.Contains(Library, clause => clause.Terms.Id == region.ArbitrationClause));
}
