using System.Text.Json;

using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Enrichment;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

public sealed class EnrichTests
{
    private readonly LeagueBench _bench = new();

    [Theory]
    [InlineData("Table tennis", "racket")]
    [InlineData("Ice hockey (men)", "team")]
    [InlineData("drifting", "racing")]
    [InlineData("underwater basket weaving", "other")]
    public async Task Enrich_FindsTheArchetypeByTheLongestName(string sport, string archetype) =>
        Assert.Equal(archetype, (await EnrichAsync(new { sport })).GetProperty("derived").GetProperty("archetype").GetString());

    [Theory]
    [InlineData("Austria", "europe")]
    [InlineData("United Kingdom", "united_kingdom")]
    [InlineData("Atlantis", "asia_pacific")]
    public async Task Enrich_FindsTheRegionByTheSeatBeforeTheCountriesOfPlay(string country, string region) =>
        Assert.Equal(
            region,
            (await EnrichAsync(new { country, countries = new[] { "Japan" } })).GetProperty("derived").GetProperty("region").GetString());

    [Fact]
    public async Task Enrich_WhenCountriesAreOfSeveralRegions_TakesNoSide() =>
        Assert.Equal(
            "global",
            (await EnrichAsync(new { countries = new[] { "Japan", "Spain" } })).GetProperty("derived").GetProperty("region").GetString());

    [Fact]
    public async Task Enrich_ShapesTheSeason()
    {
        JsonElement derived = (await EnrichAsync(new { season_start = "2026-09-12", season_end = "2027-04-18", events_per_season = 336 }))
            .GetProperty("derived");

        Assert.Equal(32, derived.GetProperty("season_weeks").GetInt32());
        Assert.Equal("long", derived.GetProperty("season_shape").GetString());
        Assert.Equal(10.5m, derived.GetProperty("events_per_week").GetDecimal());
    }

    [Fact]
    public async Task Enrich_WhenTheSeasonContradicts_LeavesItUnknown() =>
        Assert.Equal("unknown", (await EnrichAsync(new { season_start = "2026-09-12", season_end = "2026-04-18" }))
            .GetProperty("derived")
            .GetProperty("season_shape")
            .GetString());

    [Fact]
    public async Task Enrich_WithoutAModel_SaysThatASummaryNeedsOne() =>
        Assert.Equal("[needs a language model]", (await EnrichAsync(new { sport = "judo" })).GetProperty("summary").GetString());

    [Fact]
    public async Task Enrich_WhenTheModelRefuses_FailsWithItsCode()
    {
        var bench = new LeagueBench(new FakeStageModel(new Dictionary<string, object>()));

        Assert.Equal(
            "model_refused",
            Assert.IsType<OperationOutcome.Failed>(await bench.RunAsync("enrich_league", new { facts = LeagueSamples.Nothing })).Code);
    }

    [Fact]
    public async Task Enrich_WithoutFacts_Fails() =>
        Assert.Equal(
            "facts_missing", Assert.IsType<OperationOutcome.Failed>(await _bench.RunAsync("enrich_league", new { facts = "text" })).Code);

    [Fact]
    public void Fingerprint_IsBlindToNotationAndSeesEveryFact()
    {
        string one = Of("""{"a":"Alpine  League","n":1.0,"l":["x","Y"],"z":null}""");

        Assert.Equal(one, Of("""{"n":1,"l":["y","x"],"a":"alpine league"}"""));
        Assert.NotEqual(one, Of("""{"n":2,"l":["y","x"],"a":"alpine league"}"""));
        Assert.NotEqual(Of("""{"a":"x\nb:1:y"}"""), Of("""{"a":"x","b":"y"}"""));

        static string Of(string json) => Fingerprint.Of(new LeagueFacts(JsonElement.Parse(json)));
    }

    private Task<JsonElement> EnrichAsync(object stated) =>
        _bench.CompleteAsync("enrich_league", new { facts = LeagueSamples.With(stated) });
}
