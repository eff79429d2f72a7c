using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Leagues.Drafting;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>An example league beside the one that is analysed.</summary>
/// <param name="Score">Similarity by the search.</param>
/// <param name="HoldsOn">Points that hold.</param>
internal sealed record Comparable(string Id, LeagueFacts Example, JsonElement Score, ImmutableArray<string> HoldsOn)
{
    /// <summary>In the order of the search, nearest first.</summary>
    public static ImmutableArray<Comparable> ReadAll(JsonElement items, LeaguePicture league, ComparisonRules rules) =>
        items.ValueKind != JsonValueKind.Array
            ? []
            : [.. items.EnumerateArray().Select(item =>
            {
                var example = new LeagueFacts(item.Get("value"));
                return new Comparable(item.GetText("id") ?? "", example, item.Get("score"), ComparablePoints.Of(league, example, rules));
            })];

    public string? Tier => Example.Text("tier");

    public string? Currency => Example.Text("currency");

    public decimal? AnnualFee => Example.Number("annual_fee");

    /// <summary>The sentences of the points, with both values.</summary>
    public ImmutableArray<string> Sentences(FactWords league, IEnumerable<string> points, ComparisonRules rules)
    {
        FactWords both = league.Copy();
        both.Add("their_sport", Example.Text("sport"));
        both.Add("their_betting", FactWords.Word(Example.Flag("interested_in_betting")));
        both.Add("their_annual_revenue", FactWords.Money(Example.Number("annual_revenue"), Currency));
        both.Add("their_audience", Example.Number("audience") is { } audience ? Wording.Number(audience) : null);
        both.Add("their_region", Example.Text("region")?.Replace('_', ' '));
        both.Add("their_data_feeds", string.Join(", ", Example.List("data_feeds")));
        both.Add("their_outcome", Example.Text("outcome"));
        return [.. points.Select(point => both.Fill(rules.Sentences[point]))];
    }
}
