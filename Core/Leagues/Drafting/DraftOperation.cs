using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Scoring;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Drafting;

/// <summary>
/// Operation type <c>leagues.draft</c>: term sheet, partnership agreement and technical annex from the templates and the clause library.
/// Facts enter only as worded variables; a language model writes only clauses marked for it, and that text is marked too. Settings: the
/// templates <c>agreement</c>, <c>term_sheet</c>, <c>annex</c>; <c>tier_presets</c>, <c>contract_fields</c>, <c>archetypes</c>,
/// <c>regions</c>; optionally <c>prompt</c> for special terms.
/// </summary>
internal sealed class DraftOperation(PromptRenderer renderer) : LeagueOperation
{
    public const string ClauseNamespace = "legal";
    public const string ClauseTag = "clause";
    public const string PreparedOffline = "offline extractor: prepared without a language model";

    private const string ModelMark = "*The text of this clause was drafted by a language model and is to be confirmed by counsel.*";

    private readonly ContractWriter _writer = new(renderer);

    public override string Type => "leagues.draft";

    public override string Summary => "Drafts term sheet, agreement and annex from templates and the clause library.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("agreement", EntryKind.Prompt, "contracts"),
        new("term_sheet", EntryKind.Prompt, "contracts"),
        new("annex", EntryKind.Prompt, "contracts"),
        new("tier_presets", EntryKind.Config, "components"),
        new("contract_fields", EntryKind.Config, "components"),
        new("archetypes", EntryKind.Config, "components"),
        new("regions", EntryKind.Config, "components"),
        new("prompt", EntryKind.Prompt, "workflows", IsOptional: true),
    ];

    protected override ImmutableArray<EntrySelector> Libraries { get; } =
        [new EntrySelector.Tagged(ClauseNamespace, ClauseTag, EntryKind.Prompt)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        string tier = stage.Input.GetText("tier") ?? "";
        if (Tiers.Rank(tier) < 0 || stage.Input.Get("pricing").ValueKind != JsonValueKind.Object)
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput,
                $"tier: must be one of {string.Join(", ", Tiers.Ascending)}; pricing: must be the quotation of the score stage");
        }

        Pricing pricing = stage.Input.Get("pricing").Deserialize<Pricing>(LeagueJson.Options)!;
        JsonElement derived = stage.Input.Get("enriched").Get("derived");
        Region region = stage.Config<Regions>("regions").Find(derived.GetText("region") ?? "");
        Archetype archetype = stage.Config<Archetypes>("archetypes").Find(derived.GetText("archetype") ?? "");
        TierPreset preset = stage.Config<TierPresets>("tier_presets").Tiers[tier];
        ContractVariables variables = ContractVariables.Create(
            stage.Facts, stage.Config<ContractFields>("contract_fields"), tier, preset, pricing, archetype, region, stage.Doubtful,
            stage.AsOf);
        ClauseSelection selection = ClauseSelection.Select(
            stage.Context.Tagged(ClauseNamespace, ClauseTag), tier, ConditionValues(stage.Facts, derived, tier, pricing, region));

        var written = new List<WrittenClause>();
        foreach (NumberedClause clause in selection.Clauses)
        {
            (WrittenClause? text, ModelAnswer.Refused? refused) = await WriteAsync(stage, clause, variables, selection, cancellationToken);
            if (refused is not null)
            {
                return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
            }

            written.Add(text!);
        }

        return Complete(stage, variables, selection, written, cancellationToken);
    }

    private async Task<(WrittenClause? Clause, ModelAnswer.Refused? Refused)> WriteAsync(
        LeagueStage stage,
        NumberedClause clause,
        ContractVariables variables,
        ClauseSelection selection,
        CancellationToken cancellationToken)
    {
        ClauseTerms terms = clause.Clause.Terms;
        ModelAnswer? answer = terms.ModelMayDraft
            ? await stage.AskAsync("prompt", new
            {
                facts = stage.Facts.Value,
                tier = variables.Terms["tier"],
                reasons = stage.Input.Get("reasons"),
                clause_title = terms.Title
            }, cancellationToken)
            : null;
        if (answer is ModelAnswer.Refused refused)
        {
            return (null, refused);
        }

        string? drafted = (answer as ModelAnswer.Answered)?.Value.GetText("text");
        string body = string.IsNullOrWhiteSpace(drafted)
            ? _writer.Write(
                clause.Clause.Prompt,
                LeagueJson.Write(new
                {
                    n = clause.Number,
                    league = variables.League,
                    company = variables.Company,
                    terms = variables.Terms,
                    @ref = selection.References
                }),
                cancellationToken)
            : $"{ModelMark}\n\n{string.Join("\n\n", Paragraphs(drafted).Select((paragraph, index) => $"{clause.Number}.{index
                + 1} {Wording.Plain(paragraph)}"))}";
        return (new WrittenClause(
            terms.Id,
            terms.Title,
            clause.Number,
            terms.Part,
            string.IsNullOrWhiteSpace(drafted) ? "library" : "model",
            $"## {clause.Number}. {terms.Title}\n\n{body}"), null);
    }

    private OperationOutcome.Completed Complete(
        LeagueStage stage,
        ContractVariables variables,
        ClauseSelection selection,
        List<WrittenClause> written,
        CancellationToken cancellationToken)
    {
        string preparedWith = stage.PreparedWith(written.Any(clause => clause.Origin == "model"), "prompt", PreparedOffline);
        JsonElement shared = LeagueJson.Write(new
        {
            league = variables.League,
            company = variables.Company,
            terms = variables.Terms,
            @ref = selection.References,
            clauses = written.Where(clause => clause.Part == "agreement").Select(clause => clause.Text),
            annex_clauses = written.Where(clause => clause.Part == "annex").Select(clause => clause.Text),
            open_items = variables.OpenItems,
            prepared_with = preparedWith,
        });
        string annex = _writer.Write(stage.Entry("annex")!, shared, cancellationToken);
        string termSheet = _writer.Write(stage.Entry("term_sheet")!, shared, cancellationToken);
        string contract = _writer.Write(stage.Entry("agreement")!, shared, cancellationToken) + "\n\n---\n\n" + annex + "\n";
        string title = $"Partnership agreement: {stage.Facts.Text("league_name") ?? "league"}";
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            contract,
            term_sheet = termSheet,
            annex,
            clauses = written.Select(clause => new { clause.Id, clause.Title, clause.Number, clause.Part, clause.Origin }),
            to_be_completed = variables.OpenItems,
            prepared_with = preparedWith,
        }))
        {
            Artifacts =
            [
                Text("contract.md", "text/markdown", contract),
                Text("contract.html", "text/html", ContractPage.Render(title, contract)),
                Text("term-sheet.md", "text/markdown", termSheet + "\n"),
                Text("technical-annex.md", "text/markdown", annex + "\n"),
            ],
        };
    }

    private static Dictionary<string, JsonElement> ConditionValues(
        LeagueFacts facts, JsonElement derived, string tier, Pricing pricing, Region region)
    {
        var values = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonElement source in new[] { facts.Value, derived, LeagueJson.Write(
            new { tier, pricing.IsExclusive, region.ArbitrationClause }) })
        {
            foreach (JsonProperty property in source.ValueKind == JsonValueKind.Object ? source.EnumerateObject() : default)
            {
                values[property.Name] = property.Value;
            }
        }

        return values;
    }

    private static string[] Paragraphs(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static Artifact Text(string name, string mediaType, string content) => new(name, mediaType, Encoding.UTF8.GetBytes(content));

    private sealed record WrittenClause(string Id, string Title, string Number, string Part, string Origin, string Text);
}
