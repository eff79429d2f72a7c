using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>When a person is asked before a contract is kept, and in what words.</summary>
public sealed class ReviewQuestionTests
{
    private const string Execution = "01890000-0000-7000-8000-000000000001";

    /// <summary>Within a solver the stage has the solver's path before it; an answer to another is refused.</summary>
    private const string HowToAnswer = ": say whether the draft may be kept as it is, "
        + $"by POST /api/executions/{Execution}/stages/run%2F2%2Fstage/approve, "
        + "or reject it (.../reject) and send the questionnaire again with what is missing";

    private static readonly object Enough = new
    {
        league_name = "Pier League",
        legal_entity = "Pier League Ltd",
        sport = "futsal",
        contact_name = "Ann Lee",
        contact_email = "ann@pier.example",
        events_per_season = 12,
    };

    [Fact]
    public async Task Review_WhenAllThatAContractNeedsIsStated_AsksNobody()
    {
        LeagueRun run = await new LeagueBench().RunAllAsync(LeagueSamples.With(Enough));

        Assert.IsType<OperationOutcome.Completed>(run.Reviewed);
        Assert.False(run.Review.GetProperty("needs_approval").GetBoolean());
        Assert.Equal(JsonValueKind.Null, run.Review.GetProperty("question").ValueKind);
    }

    [Theory]
    [InlineData("league_name")]
    [InlineData("legal_entity")]
    [InlineData("contact_email")]
    public async Task Review_WithoutOneOfTheRequiredFacts_AsksAndNamesIt(string fact)
    {
        var facts = (JsonObject)JsonNode.Parse(LeagueSamples.All["hockey"].GetRawText())!;
        facts[fact] = null;

        Assert.Equal($"Waits because the questionnaire does not state {fact}{HowToAnswer}", await AskedAsync(facts));
    }

    [Fact]
    public async Task Review_WithoutSeveral_NamesThemAll() => Assert.Equal(
        $"Waits because the questionnaire does not state league_name, legal_entity, contact_email{HowToAnswer}",
        await AskedAsync(JsonNode.Parse(LeagueSamples.Nothing.GetRawText())!));

    [Fact]
    public async Task Review_BelowTheThreshold_SaysBothNumbers()
    {
        // The policy as it is shipped; of little that is known the confidence is low.
        JsonElement facts = LeagueSamples.With(
            new { league_name = "Pier League", legal_entity = "Pier League Ltd", contact_email = "a@pier.example" });

        string question = await AskedAsync(JsonNode.Parse(facts.GetRawText())!);

        Assert.Matches(@"^Waits because the confidence of 0\.[0-5]\d is below 0\.60 \([\w, ]+\): say whether ", question);
        Assert.EndsWith(HowToAnswer, question, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Threshold_AndRequiredFacts_AreContent()
    {
        LeagueBench strict = With(policy => policy["approval_below"] = 1.0), lax = With(policy =>
        {
            policy["approval_below"] = 0.0;
            policy["required_facts"] = new JsonArray();
        });

        LeagueRun asked = await strict.RunAllAsync(LeagueSamples.All["hockey"]);
        LeagueRun passed = await lax.RunAllAsync(LeagueSamples.Nothing);

        Assert.Contains("is below 1.00", Assert.IsType<OperationOutcome.Waiting>(asked.Reviewed).Reason, StringComparison.Ordinal);
        Assert.IsType<OperationOutcome.Completed>(passed.Reviewed);
    }

    /// <summary>What the stage waits with and what its output says are one sentence.</summary>
    private static async Task<string> AskedAsync(JsonNode facts)
    {
        LeagueRun run = await new LeagueBench().RunAllAsync(JsonSerializer.SerializeToElement(facts));
        var waiting = Assert.IsType<OperationOutcome.Waiting>(run.Reviewed);
        Assert.Equal(waiting.Reason, run.Review.GetProperty("question").GetString());
        Assert.DoesNotContain(". ", waiting.Reason, StringComparison.Ordinal);
        return waiting.Reason;
    }

    private static LeagueBench With(Action<JsonNode> change)
    {
        var key = new EntryKey("components", "review_policy");
        JsonNode body = JsonNode.Parse(ShippedContent.Entries[key].Body.GetRawText())!;
        change(body["data"]!);
        EntryVersion changed = ShippedContent.Entries[key] with { Content = JsonSerializer.SerializeToElement(body) };
        return new LeagueBench(changed: new Dictionary<EntryKey, EntryVersion> { [key] = changed });
    }
}
