using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

public sealed class ReviewAndPersistTests
{
    private readonly LeagueBench _bench = new();

    [Theory]
    [InlineData("Alpine Ice Hockey League Betriebs GmbH", "Another GmbH", "fact_differs")]
    [InlineData("Worldwide excluding Austria", "Mars", "fact_differs")]
    [InlineData("1 July 2026", "2 July 2026", "date_unknown")]
    [InlineData("## 2. Grant of data rights", "## 2. Something", "clause_missing")]
    [InlineData("Between", "{{league.name}} [insert name]", "placeholder_unresolved")]
    public async Task Review_OfAContractThatWasChanged_FindsItAndWaits(string from, string to, string code)
    {
        LeagueRun run = await _bench.RunAllAsync(LeagueSamples.All["hockey"]);

        OperationOutcome reviewed = await ReviewAsync(run, run.Contract.Replace(from, to, StringComparison.Ordinal));

        var waiting = Assert.IsType<OperationOutcome.Waiting>(reviewed);
        Assert.Contains(
            waiting.Output.GetProperty("flags").EnumerateArray(),
            flag => flag.GetProperty("code").GetString() == code && flag.GetProperty("severity").GetString() == "error");
    }

    [Fact]
    public async Task Review_OfAnotherFee_FindsItMissingAndUnknown()
    {
        LeagueRun run = await _bench.RunAllAsync(LeagueSamples.All["hockey"]);
        decimal fee = run.Scores.GetProperty("pricing").GetProperty("annual_fee").GetDecimal();
        string worded = Core.Leagues.Drafting.Wording.Money(fee, "EUR");

        var waiting = Assert.IsType<OperationOutcome.Waiting>(
            await ReviewAsync(run, run.Contract.Replace(worded, "EUR 7,777,777", StringComparison.Ordinal)));

        string[] codes = [.. waiting.Output.GetProperty("flags").EnumerateArray().Select(flag => flag.GetProperty("code").GetString()!)];
        Assert.Contains("amount_missing", codes);
        Assert.Contains("amount_unknown", codes);
    }

    [Fact]
    public async Task Review_NamesTheGapBetweenAskedAndQuoted()
    {
        LeagueRun run = await _bench.RunAllAsync(LeagueSamples.All["hockey"]);

        Assert.Contains("fee_expectation:proposed_fee", run.Flags("warning"));
        Assert.Contains("share_expectation:proposed_revenue_share_percent", run.Flags("warning"));
    }

    [Fact]
    public async Task Persist_WritesOneRowForEachTableAndHistoryOnlyForAUser()
    {
        LeagueRun run = await _bench.RunAllAsync(LeagueSamples.All["hockey"]);

        OperationOutcome.Completed anonymous = await PersistAsync(new LeagueBench(), run, run.Review);
        OperationOutcome.Completed known = await PersistAsync(new LeagueBench { UserId = "u-1" }, run, run.Review);

        Assert.Equal(["league_records", "contracts", "execution_metrics"], anonymous.Writes.Select(write => write.Target));
        Assert.Equal("user_history", known.Writes[^1].Target);
        Assert.Equal("contract", known.Writes[^1].Row.GetProperty("kind").GetString());
        Assert.DoesNotContain("u-1", string.Concat(known.Writes.Select(write => write.Row.GetRawText())), StringComparison.Ordinal);
        Assert.Equal(run.Contract, known.Writes[1].Row.GetProperty("markdown").GetString());
        Assert.Equal("draft", known.Writes[1].Row.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Persist_AfterAnApproval_KeepsTheContractAsApproved()
    {
        LeagueRun run = await _bench.RunAllAsync(LeagueSamples.All["hockey"]);
        var review = (JsonObject)JsonNode.Parse(run.Review.GetRawText())!;
        review["approval"] = new JsonObject { ["by"] = "u-2" };

        OperationOutcome.Completed persisted = await PersistAsync(_bench, run, JsonSerializer.SerializeToElement(review));

        Assert.Equal("approved", persisted.Writes[1].Row.GetProperty("status").GetString());
    }

    private Task<OperationOutcome> ReviewAsync(LeagueRun run, string contract)
    {
        var draft = (JsonObject)JsonNode.Parse(run.Drafted.Output.GetRawText())!;
        draft["contract"] = contract;
        return _bench.RunAsync(
            "review_contract",
            new { facts = run.Facts, draft, classification = run.Classified, scores = run.Scores, as_of_date = "2026-04-01" });
    }

    private static async Task<OperationOutcome.Completed> PersistAsync(LeagueBench bench, LeagueRun run, JsonElement review) =>
        Assert.IsType<OperationOutcome.Completed>(await bench.RunAsync("persist_league", new
        {
            facts = run.Facts,
            enriched = run.Enriched,
            classification = run.Classified,
            scores = run.Scores,
            draft = run.Drafted.Output,
            review
        }));
}
