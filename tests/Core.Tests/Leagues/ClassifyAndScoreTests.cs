using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

public sealed class ClassifyAndScoreTests
{
    private readonly LeagueBench _bench = new();

    [Theory]
    [InlineData("hockey", "standard")]
    [InlineData("kickboxing", "standard")]
    [InlineData("drift", "standard")]
    public async Task Classify_OfSamples_IsByTheirSize(string sample, string tier)
    {
        LeagueRun run = await _bench.RunAllAsync(LeagueSamples.All[sample]);

        Assert.Equal(tier, run.Classified.GetProperty("tier").GetString());
        Assert.NotEmpty(run.Classified.GetProperty("reasons").EnumerateArray());
    }

    [Fact]
    public async Task Classify_WhenLittleIsKnown_ProposesBasicWithLowConfidence()
    {
        JsonElement classified = (await _bench.RunAllAsync(
            LeagueSamples.With(new { annual_revenue = 900_000_000, annual_revenue_currency = "EUR" }))).Classified;

        Assert.Equal("basic", classified.GetProperty("tier").GetString());
        Assert.True(classified.GetProperty("confidence").GetDecimal() < 0.3m);
    }

    [Theory]
    [InlineData("has_official_rules", "basic")]
    [InlineData("has_integrity_policy", "standard")]
    public async Task Classify_WhenReadinessIsDenied_IsHeld(string fact, string ceiling)
    {
        JsonElement facts = LeagueSamples.Change("hockey", new Dictionary<string, object>
        {
            ["annual_revenue"] = 900_000_000,
            ["total_reach"] = 500_000_000,
            ["average_attendance"] = 45_000,
            [fact] = false
        });

        Assert.Equal(ceiling, (await _bench.RunAllAsync(facts)).Classified.GetProperty("tier").GetString());
    }

    [Theory]
    [InlineData("premium", "premium")]
    [InlineData("enterprise", "standard")]
    public async Task Classify_WithAModelThatDisagrees_FollowsItOneTierAtMostAndRecordsIt(string proposed, string taken)
    {
        var bench = new LeagueBench(new FakeStageModel(
            new Dictionary<string, object> { ["classify_league"] = new { tier = proposed, confidence = 1, reasons = new[] { "reach" } } }));

        JsonElement classified = await bench.CompleteAsync(
            "classify_league", new { facts = LeagueSamples.All["hockey"], enriched = new { } });

        Assert.Equal(taken, classified.GetProperty("tier").GetString());
        Assert.True(classified.GetProperty("disagreement").GetBoolean());
        Assert.Equal("standard", classified.GetProperty("rule_tier").GetString());
    }

    [Fact]
    public async Task Score_WhenAFactBecomesUnknown_LowersConfidenceAndNotToZero()
    {
        JsonElement full = Dimension((await _bench.RunAllAsync(LeagueSamples.All["hockey"])).Scores, "audience_engagement");
        JsonElement partly = Dimension(
            (await _bench.RunAllAsync(LeagueSamples.Change("hockey", new { total_reach = (int?)null }))).Scores, "audience_engagement");
        JsonElement nothing = Dimension((await _bench.RunAllAsync(LeagueSamples.Nothing)).Scores, "audience_engagement");

        Assert.Equal(1m, full.GetProperty("confidence").GetDecimal());
        Assert.Equal(0.6m, partly.GetProperty("confidence").GetDecimal());
        Assert.InRange(partly.GetProperty("score").GetDecimal(), 30, 70);
        Assert.Equal((0m, 40m), (nothing.GetProperty("confidence").GetDecimal(), nothing.GetProperty("score").GetDecimal()));
    }

    [Fact]
    public async Task Price_NeverExceedsTheCeilingByRevenue()
    {
        JsonElement pricing = (await _bench.RunAllAsync(
            LeagueSamples.Change("hockey", new { annual_revenue = 50_000 }), "premium")).Scores.GetProperty("pricing");

        Assert.Equal(10_000m, pricing.GetProperty("annual_fee").GetDecimal());
        Assert.Contains(
            pricing.GetProperty("components").EnumerateArray(), component => component.GetProperty("id").GetString() == "ceiling");
    }

    [Fact]
    public async Task Price_InACurrencyThatIsNotListed_FallsBackAndSaysSo()
    {
        JsonElement pricing =
            (await _bench.RunAllAsync(LeagueSamples.Change("hockey", new { currency = "XAU" }))).Scores.GetProperty("pricing");

        Assert.Equal("EUR", pricing.GetProperty("currency").GetString());
        Assert.Contains(pricing.GetProperty("notes").EnumerateArray(), note => note.GetString()!.Contains("XAU", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Price_RisesWithExclusivity()
    {
        decimal open = Fee(await _bench.RunAllAsync(LeagueSamples.Change("hockey", new { exclusivity = false })));
        decimal exclusive = Fee(await _bench.RunAllAsync(LeagueSamples.All["hockey"]));

        Assert.True(exclusive > open);

        static decimal Fee(LeagueRun run) => run.Scores.GetProperty("pricing").GetProperty("annual_fee").GetDecimal();
    }

    [Fact]
    public async Task Score_WhenTheWeightsDoNotSumToOne_FailsNamingTheEntry()
    {
        var key = new EntryKey("components", "scoring_weights");
        EntryVersion changed = ShippedContent.Entries[key] with
        {
            Content = JsonElement.Parse(
            """{"format_version":1,"data":{"neutral_score":40,"dimensions":[{"id":"a","title":"A","weight":0.5,"factors":[]}]}}""")
        };
        var bench = new LeagueBench(changed: new Dictionary<EntryKey, EntryVersion> { [key] = changed });

        var failed = Assert.IsType<OperationOutcome.Failed>(
            await bench.RunAsync("score_league", new { facts = LeagueSamples.Nothing, enriched = new { }, tier = "basic" }));

        Assert.Equal("invalid_configuration", failed.Code);
        Assert.Contains("components/scoring_weights version 1", failed.Detail, StringComparison.Ordinal);
    }

    private static JsonElement Dimension(JsonElement scores, string id) =>
        scores.GetProperty("dimensions").EnumerateArray().Single(dimension => dimension.GetProperty("id").GetString() == id);
}
