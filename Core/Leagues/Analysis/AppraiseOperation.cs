using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>
/// Operation type <c>leagues.appraise</c>: strengths, risks and deal breakers, each with the facts that show it. The rules decide which
/// there are; a language model words what is done about them and may add others, which count only with stated facts behind them.
/// Settings: <c>rules</c>, optionally <c>prompt</c>. Input beside the facts: <c>source_spans</c>, to quote from.
/// </summary>
internal sealed class AppraiseOperation : LeagueOperation
{
    private static readonly ImmutableArray<string> Levels = ["high", "medium", "low"];

    public override string Type => "leagues.appraise";

    public override string Summary => "Names strengths, risks and deal breakers with the facts that show them.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("rules", EntryKind.Config, "components"), new("prompt", EntryKind.Prompt, "workflows", IsOptional: true)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        AnalysisRules rules = stage.Config<AnalysisRules>("rules");
        var league = new LeaguePicture(stage, rules);
        ImmutableArray<AnalysisRule> strengths = RuleConditions.Holding(rules.Strengths, league);
        ImmutableArray<AnalysisRule> risks =
            [.. RuleConditions.Holding(rules.Risks, league)
                .OrderBy(risk => Levels.IndexOf(risk.Impact!))
                .ThenBy(risk => Levels.IndexOf(risk.Likelihood!))];
        ModelAnswer? answer = await stage.AskAsync("prompt", new
        {
            facts = league.Facts.Value,
            strengths = strengths.Select(rule => new { rule.Code, point = league.Words.Fill(rule.Point) }),
            risks = risks.Select(rule => new { rule.Code, point = league.Words.Fill(rule.Point) }),
        }, cancellationToken);

        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        var evidence = new EvidenceWriter(league, stage.Input.Get("source_spans"));
        var opinion = new AppraisalAnswer((answer as ModelAnswer.Answered)?.Value ?? default);
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            strengths = strengths.Select(rule => (object)new
            {
                rule.Code,
                point = league.Words.Fill(rule.Point),
                evidence = evidence.Of(rule.Evidence),
                use_in_deal = opinion.Advice("strengths", rule.Code) ?? rule.Advice,
            }).Concat(opinion.OtherStrengths(evidence)),
            risks = risks.Select(rule => (object)new
            {
                rule.Code,
                rule.Kind,
                point = league.Words.Fill(rule.Point),
                evidence = evidence.Of(rule.Evidence),
                rule.Likelihood,
                rule.Impact,
                countermeasure = opinion.Advice("risks", rule.Code) ?? rule.Advice,
            }).Concat(opinion.OtherRisks(evidence)),
            deal_breakers = RuleConditions.Holding(rules.DealBreakers, league).Select(
                rule => new { rule.Code, why = league.Words.Fill(rule.Point) }),
        }));
    }
}
