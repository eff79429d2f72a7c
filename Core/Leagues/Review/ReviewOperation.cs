using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Scoring;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Review;

/// <summary>
/// Operation type <c>leagues.review</c>: reads the contract against the facts, lists flags, states the overall confidence. An error, or
/// confidence below the policy's threshold, waits for a person. Settings: <c>policy</c>, <c>tier_presets</c>, <c>contract_fields</c>,
/// optionally <c>prompt</c> for remarks of a language model, which never remove a flag.
/// </summary>
internal sealed class ReviewOperation : LeagueOperation
{
    private const decimal ErrorCost = 0.25m;
    private const decimal WarningCost = 0.04m;

    public override string Type => "leagues.review";

    public override string Summary => "Reads a contract against the facts and lists flags; waits for a person where confidence is low.";

    public override bool CanWait => true;

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("policy", EntryKind.Config, "components"),
        new("tier_presets", EntryKind.Config, "components"),
        new("contract_fields", EntryKind.Config, "components"),
        new("prompt", EntryKind.Prompt, "workflows", IsOptional: true),
    ];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        string? contract = stage.Input.Get("draft").GetText("contract");
        JsonElement classification = stage.Input.Get("classification");
        JsonElement scores = stage.Input.Get("scores");
        if (string.IsNullOrWhiteSpace(contract)
            || Tiers.Rank(classification.GetText("tier") ?? "") < 0
            || scores.Get("pricing").ValueKind != JsonValueKind.Object)
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, "draft, classification and scores: must be the outputs of their stages");
        }

        ReviewPolicy policy = stage.Config<ReviewPolicy>("policy");
        List<ReviewFlag> flags = Check(stage, contract, classification, scores, policy);
        ModelAnswer? answer = await stage.AskAsync(
            "prompt", new { contract, facts = stage.Facts.Value, flags = flags.Select(flag => flag.Detail) }, cancellationToken);
        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        decimal confidence = Confidence(stage.Facts, classification, scores, flags, policy);
        ImmutableArray<string> missing = [.. (policy.RequiredFacts ?? []).Where(fact => !stage.Facts.IsKnown(fact))];
        string? question = ReviewQuestion.Ask(flags, missing, confidence, policy, stage.Context.ExecutionId, stage.Context.StagePath);
        Dictionary<string, object?> result = new()
        {
            ["confidence"] = confidence,
            ["threshold"] = policy.ApprovalBelow,
            ["needs_approval"] = question is not null,
            ["flags"] = flags,
            ["remarks"] = answer is ModelAnswer.Answered answered ? new LeagueFacts(answered.Value).List("remarks") : [],
        };

        // A run that was pinned before there were required facts has a schema that does not know the question either.
        if (policy.RequiredFacts is not null)
        {
            result["question"] = question;
        }

        JsonElement output = LeagueJson.Write(result);
        return question is null ? new OperationOutcome.Completed(output) : new OperationOutcome.Waiting(output, question);
    }

    private static List<ReviewFlag> Check(
        LeagueStage stage, string contract, JsonElement classification, JsonElement scores, ReviewPolicy policy)
    {
        Pricing pricing = scores.Get("pricing").Deserialize<Pricing>(LeagueJson.Options)!;
        TierPreset preset = stage.Config<TierPresets>("tier_presets").Tiers[classification.GetText("tier")!];
        JsonElement draft = stage.Input.Get("draft");
        return
        [
            .. ContractChecks.CheckFacts(contract, stage.Facts, stage.Config<ContractFields>("contract_fields")),
            .. ContractChecks.CheckAmounts(contract, pricing),
            .. ContractChecks.CheckDates(contract, stage.Facts, stage.AsOf),
            .. ContractChecks.CheckClauses(contract, draft.Get("clauses"), preset),
            .. ContractChecks.CheckPlaceholders(contract),
            .. FactChecks.CheckCritical(stage.Facts, policy),
            .. FactChecks.CheckDoubtful(stage.Doubtful, policy),
            .. FactChecks.CheckConsistency(stage.Facts, stage.AsOf),
            .. FactChecks.CheckExpectations(stage.Facts, pricing),
            .. FactChecks.CheckDecisions(
                classification, new LeagueFacts(scores).Number("confidence") ?? 0, stage.Input.GetText("language"), policy),
            .. OpenItems(draft),
        ];
    }

    private static IEnumerable<ReviewFlag> OpenItems(JsonElement draft) =>
        draft.Get("to_be_completed") is { ValueKind: JsonValueKind.Array } items
            ? items.EnumerateArray().Select(item => ReviewFlag.Note(
                "to_be_completed", item.GetText("field"), $"{item.GetText("label")}: to be completed by the {item.GetText("by")}"))
            : [];

    private static decimal Confidence(
        LeagueFacts facts, JsonElement classification, JsonElement scores, List<ReviewFlag> flags, ReviewPolicy policy)
    {
        decimal known = policy.CriticalFacts.IsEmpty ? 1 : (decimal)policy.CriticalFacts.Count(facts.IsKnown) / policy.CriticalFacts.Length;
        decimal cost =
            (flags.Count(flag => flag.Severity == "error") * ErrorCost) + (flags.Count(flag => flag.Severity == "warning") * WarningCost);
        decimal sum = (policy.Weights.Facts * known)
            + (policy.Weights.Classification * (new LeagueFacts(classification).Number("confidence") ?? 0))
            + (policy.Weights.Scoring * (new LeagueFacts(scores).Number("confidence") ?? 0))
            + (policy.Weights.Checks * Math.Max(0, 1 - cost));
        return decimal.Round(Math.Clamp(sum, 0, 1), 2);
    }
}
