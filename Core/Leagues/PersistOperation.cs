using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Leagues.Scoring;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues;

/// <summary>
/// Operation type <c>leagues.persist</c>: hands the league record, the contract, the figures and what it was to the user's history to the
/// transaction of the stage's result. All rows are keyed by the execution, so a repeat after a crash changes nothing. What is the league's
/// names no user, and the user's history names no league: the execution connects them.
/// </summary>
internal sealed class PersistOperation : LeagueOperation
{
    public override string Type => "leagues.persist";

    public override string Summary => "Keeps the league record, the contract and the figures with the result of the stage.";

    protected override ImmutableArray<RequiredEntry> Needs => [];

    protected override Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken) =>
        Task.FromResult(Run(stage));

    private static OperationOutcome Run(LeagueStage stage)
    {
        JsonElement scores = stage.Input.Get("scores");
        string? tier = stage.Input.Get("classification").GetText("tier");
        string? contract = stage.Input.Get("draft").GetText("contract");
        if (tier is null || contract is null || scores.Get("pricing").ValueKind != JsonValueKind.Object)
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, "draft, classification and scores: must be the outputs of their stages");
        }

        var writes = ImmutableArray.Create(
            new SideWrite("league_records", LeagueRow(stage, tier, scores)),
            new SideWrite("contracts", ContractRow(stage, tier, scores, contract)),
            new SideWrite("execution_metrics", MetricsRow(stage, scores)));
        if (stage.Context.UserId is not null)
        {
            writes = writes.Add(new SideWrite("user_history", LeagueJson.Write(new
            {
                execution_id = stage.Context.ExecutionId,
                kind = "contract",
            })));
        }

        return new OperationOutcome.Completed(LeagueJson.Write(
            new { record_id = stage.Context.ExecutionId, written = writes.Select(write => write.Target) }))
        { Writes = writes };
    }

    private static JsonElement LeagueRow(LeagueStage stage, string tier, JsonElement scores) => LeagueJson.Write(new
    {
        execution_id = stage.Context.ExecutionId,
        league_name = stage.Facts.Text("league_name"),
        sport = stage.Facts.Text("sport"),
        sport_bucket = stage.Input.Get("enriched").Get("derived").GetText("archetype"),
        region = stage.Input.Get("enriched").Get("derived").GetText("region"),
        tier,
        overall_score = new LeagueFacts(scores).Number("overall") ?? 0,
        confidence = new LeagueFacts(stage.Input.Get("review")).Number("confidence") ?? 0,
        fingerprint = stage.Input.Get("enriched").GetText("fingerprint"),
        facts = stage.Facts.Value,
        created_at = stage.Context.Time.GetUtcNow(),
    });

    private static JsonElement ContractRow(LeagueStage stage, string tier, JsonElement scores, string contract)
    {
        Pricing pricing = scores.Get("pricing").Deserialize<Pricing>(LeagueJson.Options)!;
        return LeagueJson.Write(new
        {
            execution_id = stage.Context.ExecutionId,
            league_name = stage.Facts.Text("league_name"),
            tier,
            annual_fee = pricing.IsQuoted ? pricing.AnnualFee : 0,
            currency = pricing.Currency,
            markdown = contract,
            status = stage.Input.Get("review").Get("approval").HasContent() ? "approved" : "draft",
            created_at = stage.Context.Time.GetUtcNow(),
        });
    }

    private static JsonElement MetricsRow(LeagueStage stage, JsonElement scores)
    {
        JsonElement review = stage.Input.Get("review");
        JsonElement draft = stage.Input.Get("draft");
        return LeagueJson.Write(new
        {
            execution_id = stage.Context.ExecutionId,
            completeness = new LeagueFacts(stage.Input.Get("enriched").Get("derived")).Number("completeness") ?? 0,
            score_confidence = new LeagueFacts(scores).Number("confidence") ?? 0,
            review_confidence = new LeagueFacts(review).Number("confidence") ?? 0,
            flags = Count(review.Get("flags")),
            clauses = Count(draft.Get("clauses")),
            to_be_completed = Count(draft.Get("to_be_completed")),
            created_at = stage.Context.Time.GetUtcNow(),
        });
    }

    private static int Count(JsonElement array) => array.ValueKind == JsonValueKind.Array ? array.GetArrayLength() : 0;
}
