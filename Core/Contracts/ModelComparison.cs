using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Contracts.Comparison;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Phrases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Contracts;

/// <summary>
/// Has a language model weigh wording. What rules know stays: a figure and a lost protection keep their grade, whatever it says.
/// </summary>
internal static class ModelComparison
{
    private const string Wording = "wording";

    public static async Task<(ImmutableArray<ComparedClause> Compared, ModelAnswer.Refused? Refused)> AskAsync(
        LeagueStage stage, ContractReviewRules rules, ImmutableArray<ComparedClause> compared, CancellationToken cancellationToken)
    {
        ImmutableArray<ComparedClause>.Builder weighed = compared.ToBuilder();

        for (int i = 0; i < weighed.Count; i++)
        {
            ComparedClause item = weighed[i];

            if (item.IsExtra || item.Changes.IsEmpty || item.Reviewed.Template is not { } template)
            {
                continue;
            }

            ModelAnswer? answer = await stage.AskAsync(
                "prompt",
                new
                {
                    topic = item.Reviewed.Kind,
                    received_clause = item.Reviewed.Clause.Text,
                    template_clause = string.Join("\n\n", template.Paragraphs.Select(paragraph => paragraph.Text)),
                    our_role = "licensee",
                },
                cancellationToken);

            switch (answer)
            {
                case null:
                    return (compared, null);
                case ModelAnswer.Refused refused:
                    return (compared, refused);
                case ModelAnswer.Answered answered:
                    weighed[i] = Reconcile(rules, item, answered.Value);
                    break;
            }
        }

        return (weighed.ToImmutable(), null);
    }

    private static ComparedClause Reconcile(ContractReviewRules rules, ComparedClause item, JsonElement answer)
    {
        ImmutableArray<Change> known = [.. item.Changes.Where(change => change.IsRuled)];
        Grade? grade = answer.GetText("deviation") switch
        {
            "acceptable" => Grade.Minor,
            "negotiate" => Grade.Material,
            "reject" => rules.Find(item.Reviewed.Kind)?.IsEssential ?? false ? Grade.Unacceptable : Grade.Material,
            _ => null,
        };

        if (grade is not { } weight)
        {
            return item with { Changes = known };
        }

        Side favours = answer.GetText("favours") switch { "us" => Side.Company, "them" => Side.League, _ => Side.Neutral };
        string source = Words.OneLine(item.Reviewed.Clause.Text);
        IEnumerable<Change> said = (answer.Get("changes") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : default)
            .Select(change => new Change(
                change.GetText("what") ?? Wording,
                change.GetText("template_says"),
                Verbatim(change.GetText("received_says"), source),
                weight,
                favours,
                change.GetText("effect")));
        ImmutableArray<Change> changes = [.. known, .. said];
        return item with { Changes = changes.IsEmpty ? [new Change(Wording, null, null, weight, favours)] : changes };
    }

    /// <summary>Words that the model says stand in the contract, if they do.</summary>
    private static string? Verbatim(string? words, string source) =>
        words is not null && source.Contains(Words.OneLine(words), StringComparison.OrdinalIgnoreCase) ? words : null;
}
