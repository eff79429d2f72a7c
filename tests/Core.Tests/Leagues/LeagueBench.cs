using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Contracts;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Analysis;
using PromptIntel.Core.Leagues.Classification;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Leagues.Enrichment;
using PromptIntel.Core.Leagues.Intake;
using PromptIntel.Core.Leagues.Review;
using PromptIntel.Core.Leagues.Scoring;
using PromptIntel.Core.Mail.Asks;
using PromptIntel.Core.Mail.Classification;
using PromptIntel.Core.Mail.Replies;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Tests.Leagues;

/// <summary>
/// Runs shipped operations with the shipped entries, as the engine would: pinned by <c>Require</c>, settings merged into the input.
/// </summary>
internal sealed class LeagueBench(FakeStageModel? model = null, IReadOnlyDictionary<EntryKey, EntryVersion>? changed = null)
{
    private static readonly ImmutableDictionary<string, IOperation> Operations = new IOperation[]
    {
        new IntakeOperation(new InMemoryDocumentStore()),
        new EnrichOperation(),
        new ClassifyOperation(),
        new ScoreOperation(),
        new DraftOperation(Checks.Renderer()),
        new ReviewOperation(),
        new PersistOperation(),
        new ProfileOperation(),
        new CompareOperation(),
        new AppraiseOperation(),
        new MarketViewOperation(),
        new ClassifyMailOperation(),
        new FindAsksOperation(),
        new DraftReplyOperation(Checks.Renderer()),
        new CompareContractOperation(Checks.Renderer()),
    }.ToImmutableDictionary(operation => operation.Type);

    public string? UserId { get; init; }

    public async Task<OperationOutcome> RunAsync(string operation, object input)
    {
        JsonElement definition = ShippedContent.Operation(operation);
        JsonElement settings = definition.TryGetProperty("with", out JsonElement with) ? with : JsonSerializer.SerializeToElement(new { });
        IOperation type = Operations[definition.GetProperty("type").GetString()!];
        OperationRequirements requirements = type.Require(settings);
        Assert.Empty(requirements.Errors);
        var context = new FakeOperationContext(requirements, changed ?? ImmutableDictionary<EntryKey, EntryVersion>.Empty)
        {
            Settings = settings,
            Input = Merge(settings, JsonSerializer.SerializeToElement(input, LeagueJson.Options)),
            Model = model ?? new FakeStageModel(),
            UserId = UserId,
        };
        return await type.ExecuteAsync(context, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> CompleteAsync(string operation, object input) => Completed(await RunAsync(operation, input)).Output;

    /// <summary>Enrich to review over one set of facts; <paramref name="tier"/> overrides the classified one.</summary>
    public async Task<LeagueRun> RunAllAsync(JsonElement facts, string? tier = null)
    {
        const string asOf = "2026-04-01";
        JsonElement enriched = await CompleteAsync("enrich_league", new { facts, as_of_date = asOf });
        JsonElement classified = await CompleteAsync("classify_league", new { facts, enriched, as_of_date = asOf });
        tier ??= classified.GetProperty("tier").GetString()!;
        JsonElement scores = await CompleteAsync("score_league", new { facts, enriched, tier, as_of_date = asOf });
        OperationOutcome.Completed drafted = Completed(
            await RunAsync("draft_contract", new { facts, enriched, tier, pricing = scores.GetProperty("pricing"), as_of_date = asOf }));
        var classification = new { tier, confidence = classified.GetProperty("confidence"), disagreement = false };
        OperationOutcome reviewed = await RunAsync(
            "review_contract", new { facts, draft = drafted.Output, classification, scores, language = "en", as_of_date = asOf });
        return new LeagueRun(facts, enriched, classified, scores, drafted, reviewed);
    }

    private static OperationOutcome.Completed Completed(OperationOutcome outcome) =>
        outcome as OperationOutcome.Completed ?? throw new InvalidOperationException($"{outcome}");

    private static JsonElement Merge(JsonElement settings, JsonElement input)
    {
        var merged = settings.EnumerateObject().Concat(input.EnumerateObject()).GroupBy(property => property.Name).ToDictionary(
            group => group.Key, group => group.Last().Value);
        return JsonSerializer.SerializeToElement(merged);
    }
}

internal sealed record LeagueRun(
    JsonElement Facts,
    JsonElement Enriched,
    JsonElement Classified,
    JsonElement Scores,
    OperationOutcome.Completed Drafted,
    OperationOutcome Reviewed)
{
    public string Contract => Drafted.Output.GetProperty("contract").GetString()!;

    public JsonElement Review => Reviewed switch
    {
        OperationOutcome.Completed completed => completed.Output,
        OperationOutcome.Waiting waiting => waiting.Output,
        _ => throw new InvalidOperationException($"{Reviewed}"),
    };

    public IEnumerable<string> Flags(string severity) =>
        Review.GetProperty("flags").EnumerateArray().Where(flag => flag.GetProperty("severity").GetString() == severity)
            .Select(flag => $"{flag.GetProperty("code").GetString()}:{flag.GetProperty("field").GetString()}");

    public IEnumerable<string> ClauseIds =>
        Drafted.Output.GetProperty("clauses").EnumerateArray().Select(clause => clause.GetProperty("id").GetString()!);
}
