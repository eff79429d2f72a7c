using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Enrichment;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>
/// Operation type <c>leagues.market</c>: demand, competition and timing. The figures count the examples of the league's family of sport and
/// region; the rest is what the team's own notes say, and needs a language model. Settings: <c>rules</c>, optionally <c>prompt</c>.
/// </summary>
internal sealed class MarketViewOperation : LeagueOperation
{
    public override string Type => "leagues.market";

    public override string Summary => "Describes demand, competition and timing in the market of a league.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("rules", EntryKind.Config, "components"), new("prompt", EntryKind.Prompt, "workflows", IsOptional: true)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        AnalysisRules rules = stage.Config<AnalysisRules>("rules");
        var league = new LeaguePicture(stage, rules);
        JsonElement notes = stage.Input.Get("market_notes");
        ModelAnswer? answer = await stage.AskAsync("prompt", new
        {
            sport = league.Facts.Text("sport") ?? league.Archetype,
            region = league.Region ?? "not stated",
            facts = league.Facts.Value,
            market_notes = notes.ValueKind == JsonValueKind.Array ? notes : JsonElement.Parse("[]"),
        }, cancellationToken);

        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        JsonElement written = (answer as ModelAnswer.Answered)?.Value ?? default;
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            who_buys = written.GetText("who_buys") ?? EnrichOperation.NeedsModel,
            who_else_sells = written.GetText("who_else_sells") ?? EnrichOperation.NeedsModel,
            when = written.GetText("when") ?? ProfileOperation.Written(league, rules, ProfileParagraphs.When),
            what_would_change_our_mind = written.GetText("what_would_change_our_mind") ?? EnrichOperation.NeedsModel,
            figures = Count(stage.Input.Get("examples"), league, rules.Comparison),
        }));
    }

    private static object Count(JsonElement examples, LeaguePicture league, ComparisonRules rules)
    {
        LeagueFacts[] market = examples.ValueKind != JsonValueKind.Array ? [] : [.. examples.EnumerateArray()
            .Select(item => new LeagueFacts(item.Get("value")))
            .Where(example => example.Text("sport_bucket") == league.Archetype && example.Text("region") == league.Region)];
        double[] shares = [.. market
            .Where(example => example.Number("annual_fee") is not null && example.Number("annual_revenue") > 0)
            .Select(example => 100 * (double)example.Number("annual_fee")! / (double)example.Number("annual_revenue")!)
            .Order()];
        return new
        {
            examples = market.Length,
            agreed_percent = market.Length == 0
                ? (double?)null
                : Figure.Round(100.0 * market.Count(example => rules.Agreed.Contains(example.Text("outcome") ?? "")) / market.Length),
            median_fee_percent_of_revenue = shares.Length == 0
                ? (double?)null
                : Figure.Round((shares[(shares.Length - 1) / 2] + shares[shares.Length / 2]) / 2),
        };
    }
}
