using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Contracts.Wording;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Drafting;

namespace PromptIntel.Core.Contracts.Reference;

/// <summary>A clause of the library as it stands in a tier's contract; what a contract fills in is a slot.</summary>
internal sealed record TemplateClause(string Id, string Kind, string Key, ImmutableArray<Paragraph> Paragraphs)
{
    public const string SlotMark = "zzslot";

    public static bool IsSlot(string word) => word.StartsWith(SlotMark, StringComparison.Ordinal);

    /// <summary>Whether a paragraph is one of the template with its slots filled, and no other word of it gone.</summary>
    public static bool IsFilled(Paragraph template, Paragraph contract) =>
        template.Words.Any(word => IsSlot(word.Lower))
        && WordDifference.Find(template.Words, contract.Words).All(hunk => hunk.Gone.All(word => IsSlot(word.Lower)));
}

/// <summary>Renders the clauses of the library with slots in the place of everything that differs between contracts.</summary>
internal sealed partial class TemplateClauses(ContractWriter writer)
{
    public ImmutableArray<TemplateClause> Read(
        ImmutableArray<EntryVersion> library, string tier, ContractReviewRules rules, CancellationToken cancellationToken) =>
        Read([.. library.Select(Clause.Read).Where(clause => clause.Terms.Tiers.Contains(tier))], tier, rules, cancellationToken);

    private ImmutableArray<TemplateClause> Read(
        ImmutableArray<Clause> standing, string tier, ContractReviewRules rules, CancellationToken cancellationToken) =>
        [.. standing
            .Select(clause => new TemplateClause(
                clause.Terms.Id,
                rules.KindsOfClauses.GetValueOrDefault(clause.Terms.Id, clause.Terms.Id),
                clause.Prompt.Key.ToString(),
                Paragraph.Split(writer.Write(clause.Prompt, Slots(clause.Prompt, tier, standing), cancellationToken), rules)))];

    /// <summary>A variable for every path that the clause inserts or asks for, named by the path.</summary>
    private static JsonElement Slots(EntryVersion prompt, string tier, ImmutableArray<Clause> standing)
    {
        // A sentence that depends on another clause stands where the tier has that clause.
        string text = string.Join('\n', prompt.Body.Get("messages").EnumerateArray().Select(message => message.GetText("content")));
        var groups = new Dictionary<string, Dictionary<string, string>>(StringComparer.Ordinal);

        foreach (string path in Paths().Matches(text).Select(match => match.Groups["path"].Value).Append("terms.tier"))
        {
            string[] parts = path.Split('.');

            if (parts[0] == "ref" && !standing.Any(clause => clause.Terms.Id == parts[1]))
            {
                continue;
            }

            groups.TryAdd(parts[0], []);
            groups[parts[0]][parts[1]] = path == "terms.tier"
                ? tier
                : TemplateClause.SlotMark + path.Replace(".", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal);
        }

        Dictionary<string, object> variables = groups.ToDictionary(group => group.Key, group => (object)group.Value);
        variables["n"] = TemplateClause.SlotMark + "n";
        foreach (string group in new[] { "league", "company", "terms", "ref" })
        {
            variables.TryAdd(group, new Dictionary<string, string>());
        }

        return LeagueJson.Write(variables);
    }

    [GeneratedRegex(@"\{\{\s*(?:#if\s+)?(?<path>[a-z_]+\.[a-z_0-9]+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Paths();
}
