using System.Text.Json;

using PromptIntel.Core.Leagues.Analysis;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues.Analysis;

/// <summary>The operations of the analysis by themselves: what a language model may add, and the settings.</summary>
public sealed class AnalysisOperationTests
{
    private static readonly JsonElement Facts = LeagueSamples.With(new
    {
        sport = "Handball",
        country = "Norway",
        average_attendance = 6000,
        interested_in_betting = true,
    });

    [Fact]
    public void Settings_AreUsable() => Assert.Null(ShippedContent.Config<AnalysisRules>("league_analysis_rules").FindProblem());

    [Fact]
    public void Settings_WhoseConditionHasNoBound_AreRefused()
    {
        AnalysisRules rules = ShippedContent.Config<AnalysisRules>("league_analysis_rules");
        AnalysisRule open = rules.Strengths[0] with { When = [new FactCondition("sport")] };

        Assert.Contains("wide_reach", (rules with { Strengths = [open] }).FindProblem(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Appraise_TakesAModelsAdviceAndItsOpinionsWithFactsBehindThem()
    {
        var bench = Answering("strengths_and_risks", new
        {
            strengths = new object[]
            {
                new { code = "strong_attendance", point = "-", facts = new[] { "average_attendance" }, advice = "Sell the arena." },
                new { code = "other", point = "Norway bets on handball.", facts = new[] { "country" }, advice = "Offer it." },
                new { code = "other", point = "A sponsor is near.", facts = Array.Empty<string>(), advice = "Wait." },
            },
            risks = new[] { Risk("other", "total_reach"), Risk("other", "sponsor"), Risk("no_data", "data_feeds") },
        });

        JsonElement output = await bench.CompleteAsync("appraise_league", new { facts = Facts, enriched = await EnrichedAsync() });

        JsonElement[] strengths = [.. output.GetProperty("strengths").EnumerateArray()];
        Assert.Equal(["strong_attendance", "other"], strengths.Select(item => item.GetProperty("code").GetString()));
        Assert.Equal("Sell the arena.", strengths[0].GetProperty("use_in_deal").GetString());
        Assert.Equal("Norway", strengths[1].GetProperty("evidence")[0].GetProperty("value").GetString());
        JsonElement[] risks = [.. output.GetProperty("risks").EnumerateArray()];
        Assert.DoesNotContain(risks, risk => risk.GetProperty("code").GetString() == "other");
        Assert.Equal(
            "A person.", risks.Single(risk => risk.GetProperty("code").GetString() == "no_data").GetProperty("countermeasure").GetString());
    }

    [Fact]
    public async Task Profile_TakesAModelsParagraphsAndKeepsTheRulesFigures()
    {
        var bench = Answering("profile_league", new
        {
            headline = "Handball in Norway",
            who_they_are = "Who.",
            scale = "Scale.",
            commercial_position = "Money.",
            data_position = "Data.",
            unknowns = Array.Empty<string>(),
        });

        JsonElement output = await bench.CompleteAsync("profile_league", new { facts = Facts, enriched = await EnrichedAsync() });

        Assert.Equal("Who.", output.GetProperty("profile").GetProperty("who_they_are").GetString());
        Assert.Equal(14, output.GetProperty("profile").GetProperty("unknowns").GetArrayLength());
        Assert.StartsWith("language model", output.GetProperty("prepared_with").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("profile_league")]
    [InlineData("appraise_league")]
    [InlineData("view_league_market")]
    public async Task Stages_WhenTheModelRefuses_FailWithItsCode(string operation)
    {
        var bench = new LeagueBench(new FakeStageModel(new Dictionary<string, object>()));

        OperationOutcome outcome = await bench.RunAsync(
            operation, new { facts = Facts, enriched = await EnrichedAsync(), examples = Array.Empty<object>() });

        Assert.Equal("model_refused", Assert.IsType<OperationOutcome.Failed>(outcome).Code);
    }

    [Theory]
    [InlineData(1666.6666666666667, 1666.67)]
    [InlineData(123456789, 123457000)]
    [InlineData(0.00012345678, 0.000123457)]
    [InlineData(0, 0)]
    public void Figures_HaveSixSignificantDigits(double value, double rounded) => Assert.Equal(rounded, Figure.Round(value), 12);

    private static object Risk(string code, string fact) => new
    {
        code,
        kind = "rights",
        point = "A risk.",
        facts = new[] { fact },
        likelihood = "low",
        impact = "low",
        advice = "A person.",
    };

    private static LeagueBench Answering(string prompt, object answer) =>
        new(new FakeStageModel(new Dictionary<string, object> { [prompt] = answer }));

    private static Task<JsonElement> EnrichedAsync() => new LeagueBench().CompleteAsync("enrich_league", new { facts = Facts });
}
