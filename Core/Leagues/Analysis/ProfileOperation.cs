using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Leagues.Analysis;

/// <summary>
/// Operation type <c>leagues.profile</c>: who a league is, by its own facts. Ratios, gaps and what does not fit come from the rules; the
/// paragraphs from a language model, else from sentences whose values are all stated. Settings: <c>rules</c>, optionally <c>prompt</c>.
/// </summary>
internal sealed class ProfileOperation : LeagueOperation
{
    private const int LongestHeadline = 160;

    public override string Type => "leagues.profile";

    public override string Summary => "Says who a league is by its own facts.";

    protected override ImmutableArray<RequiredEntry> Needs { get; } =
        [new("rules", EntryKind.Config, "components"), new("prompt", EntryKind.Prompt, "workflows", IsOptional: true)];

    protected override async Task<OperationOutcome> RunAsync(LeagueStage stage, CancellationToken cancellationToken)
    {
        AnalysisRules rules = stage.Config<AnalysisRules>("rules");
        var league = new LeaguePicture(stage, rules);
        ModelAnswer? answer = await stage.AskAsync(
            "prompt", new { facts = league.Facts.Value, reader = stage.Input.Get("reader") }, cancellationToken);

        if (answer is ModelAnswer.Refused refused)
        {
            return new OperationOutcome.Failed(refused.Code, refused.Detail, refused.Kind);
        }

        JsonElement written = (answer as ModelAnswer.Answered)?.Value ?? default;
        return new OperationOutcome.Completed(LeagueJson.Write(new
        {
            profile = new
            {
                headline = written.GetText("headline") ?? Headline(league, rules),
                who_they_are = Paragraph(ProfileParagraphs.WhoTheyAre),
                scale = Paragraph(ProfileParagraphs.Scale),
                commercial_position = Paragraph(ProfileParagraphs.CommercialPosition),
                data_position = Paragraph(ProfileParagraphs.DataPosition),
                figures = league.Figures,
                unknowns = league.Unstated,
                inconsistencies = league.Inconsistencies.Select(found => new
                {
                    found.Code,
                    found.Fields,
                    detail = league.Words.Fill(rules.Inconsistencies[found.Code]),
                }),
            },
            prepared_with = stage.PreparedWith(answer is not null, "prompt", DraftOperation.PreparedOffline),
        }));

        string Paragraph(string name) => written.GetText(name) ?? Written(league, rules, name);
    }

    /// <summary>The paragraph as the facts alone give it.</summary>
    public static string Written(LeaguePicture league, AnalysisRules rules, string name) =>
        league.Words.CompleteAll(rules.Paragraphs[name]) is { IsEmpty: false } sentences
            ? string.Join(' ', sentences)
            : rules.NothingStated;

    private static string Headline(LeaguePicture league, AnalysisRules rules) =>
        league.Words.CompleteAll(rules.Headlines).FirstOrDefault(headline => headline.Length <= LongestHeadline) ?? rules.NothingStated;
}
