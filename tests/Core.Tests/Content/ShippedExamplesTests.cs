using System.Text.Json;

using PromptIntel.Core.Schemas;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Content;

/// <summary>The league examples that a new installation compares against.</summary>
public sealed class ShippedExamplesTests
{
    private static readonly JsonElement[] Examples = [.. Lines("league_examples.jsonl")];

    [Fact]
    public void LeagueExamples_Always_AreValidAgainstTheirSchema()
    {
        using JsonDocument schema = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(SourceTree.Root, "content", "schemas", "league_example.json")));
        var validator = new JsonSchemaValidator();

        string[] wrong = [.. Examples.SelectMany(
            example => validator.Validate(schema.RootElement, example).Select(violation => $"{Text(example, "id")}: {violation}"))];

        Assert.Empty(wrong);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("league_name")]
    [InlineData("summary")]
    [InlineData("pricing_notes")]
    public void LeagueExamples_Always_DifferInWhatTheySay(string field)
    {
        string[] repeated =
            [.. Examples.GroupBy(example => Text(example, field)).Where(group => group.Count() > 1).Select(group => group.Key)];

        Assert.Empty(repeated);
    }

    [Fact]
    public void LeagueExamples_Always_CoverSportsTiersAndRegions()
    {
        Dictionary<string, int> sports = Count("sport");
        Dictionary<string, int> tiers = Count("tier");
        Dictionary<string, int> regions = Count("region");

        Assert.True(Examples.Length >= 132, $"{Examples.Length} examples");
        Assert.True(sports.Count >= 14, string.Join(", ", sports.Keys));
        Assert.All(sports, sport => Assert.True(sport.Value >= 6, $"{sport.Key}: {sport.Value}"));
        Assert.Equal(["basic", "enterprise", "premium", "standard"], tiers.Keys.Order(StringComparer.Ordinal));
        Assert.All(tiers, tier => Assert.True(tier.Value >= 25, $"{tier.Key}: {tier.Value}"));
        Assert.Equal(7, regions.Count);
    }

    [Fact]
    public void LeagueExamples_WhenTheSportIsPlayedInTeams_HaveSquadsOfPlausibleSize()
    {
        string[] odd = [.. Examples
            .Where(example => Text(example, "sport_bucket") == "team" && example.GetProperty("teams").GetInt32() > 0)
            .Where(example => example.GetProperty("athletes").GetDouble() / example.GetProperty("teams").GetDouble() is < 6 or > 50)
            .Select(example => Text(example, "id"))];

        Assert.Empty(odd);
    }

    [Fact]
    public void LeagueExamples_Always_PayAFeeInProportionToRevenue()
    {
        string[] odd = [.. Examples
            .Where(example =>
                example.GetProperty("annual_fee").GetDouble() / example.GetProperty("annual_revenue").GetDouble() is < 0.005 or > 0.15)
            .Select(example => Text(example, "id"))];

        Assert.Empty(odd);
    }

    private static Dictionary<string, int> Count(string field) => Examples.CountBy(example => Text(example, field)).ToDictionary();

    private static string Text(JsonElement example, string field) => example.GetProperty(field).GetString() ?? "";

    private static IEnumerable<JsonElement> Lines(string file)
    {
        foreach (string line in File.ReadLines(Path.Combine(SourceTree.Root, "content", "examples", file)))
        {
            using JsonDocument document = JsonDocument.Parse(line);
            yield return document.RootElement.Clone();
        }
    }
}
