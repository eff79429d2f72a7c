using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;
using PromptIntel.Core.Contracts.Comparison;
using PromptIntel.Core.Contracts.Reference;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Contracts;

/// <summary>
/// Operation type <c>contracts.compare</c>: figures, kinds of clauses, deviations from the library's clauses and what is missing.
/// Figures and essential protections are weighed by rules; a language model, where there is one, reads wording that rules cannot.
/// Settings: <c>rules</c>, <c>template</c>, <c>tier_presets</c>, <c>regions</c>, optionally <c>prompt</c>.
/// </summary>
internal sealed class CompareContractOperation(PromptRenderer renderer) : LeagueOperation
{
    private const string DefaultTier = "standard";
    private const string ClauseNamespace = "legal";
    private const string ClauseTag = "clause";
    private const string PreparedByRules = "rules: prepared without a language model";

    private readonly TemplateClauses _library = new(new ContractWriter(renderer));

    public override string Type => "contracts.compare";

    public override string Summary =>
        "Compares the clauses and terms of a received contract with the template, and says what deviates or is missing.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
    [
        new("rules", EntryKind.Config, "components"),
        new("template", EntryKind.Prompt, "contracts"),
        new("tier_presets", EntryKind.Config, "components"),
        new("regions", EntryKind.Config, "components"),
        new("prompt", EntryKind.Prompt, "workflows", IsOptional: true),
    ];

    protected override ImmutableArray<EntrySelector> Libraries { get; } =
        [new EntrySelector.Tagged(ClauseNamespace, ClauseTag, EntryKind.Prompt)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        EntryVersion template = stage.Entry("template")!;
        string? asked = stage.Input.GetText("template_name");
        Regions regions = stage.Config<Regions>("regions");
        string? region = stage.Input.Get("agreed").GetText("region");
        TierPresets presets = stage.Config<TierPresets>("tier_presets");
        string tier = stage.Input.GetText("tier") ?? DefaultTier;

        if (asked is not null && asked != template.Key.ToString())
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, $"template: only {template.Key} has a clause library to compare with");
        }

        if (region is not null && !regions.Items.Any(item => item.Id == region))
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, $"agreed.region: must be one of {string.Join(", ", regions.Items.Select(item => item.Id))}");
        }

        if (!presets.Tiers.TryGetValue(tier, out TierPreset? preset))
        {
            return new OperationOutcome.Failed(
                ErrorCodes.InvalidInput, $"tier: must be one of {string.Join(", ", presets.Tiers.Keys.Order(StringComparer.Ordinal))}");
        }

        JsonElement contract = stage.Input.Get("contract");
        ContractReviewRules rules = stage.Config<ContractReviewRules>("rules");
        ImmutableArray<TemplateClause> templates = _library.Read(
            stage.Context.Tagged(ClauseNamespace, ClauseTag), tier, rules, cancellationToken);
        var comparison = new ContractComparison(rules, templates, preset);
        ImmutableArray<ReviewedClause> clauses = comparison.Review(
            contract.Get("clauses").Deserialize<ImmutableArray<ContractClause>>(LeagueJson.Options), cancellationToken);
        ImmutableDictionary<string, ReadTerm> terms = new TermReader(rules).Read(clauses);
        var expected = ExpectedTerms.Of(
            tier, presets, regions, stage.Input.Get("agreed"), terms.GetValueOrDefault("annual_fee")?.Currency);
        ImmutableArray<ComparedClause> compared = comparison.Compare(clauses, terms, expected, cancellationToken);
        bool isContract = contract.Get("is_contract").ValueKind == JsonValueKind.True;
        (compared, ModelAnswer.Refused? refused) = await ModelComparison.AskAsync(stage, rules, compared, cancellationToken);

        if (refused is not null)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        bool hasModel = stage.Entry("prompt") is { } prompt && stage.Context.Model.CanGenerate(prompt);
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            document = new
            {
                title = contract.GetText("title"),
                parties = contract.Get("parties"),
                language = contract.GetText("language"),
                template = $"{template.Key}@{template.Number}",
                tier,
            },
            terms = ReviewOutput.Terms(terms, clauses),
            clauses = ReviewOutput.Clauses(compared),
            deviations = ReviewOutput.Deviations(rules, compared),
            missing = isContract ? ReviewOutput.Missing(rules, comparison.Missing(clauses, expected)) : [],
            prepared_with = stage.PreparedWith(hasModel, "prompt", PreparedByRules),
        }));
    }
}
