using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Leagues.Drafting;

/// <param name="Number"><c>7</c> in the agreement, <c>A3</c> in the annex.</param>
internal sealed record NumberedClause(string Number, Clause Clause)
{
    /// <summary>How other clauses refer to it.</summary>
    public string Reference => Clause.Terms.Part == "annex" ? $"paragraph {Number} of the Technical Annex" : $"clause {Number}";
}

/// <summary>The clauses of one contract, in order, numbered through each part.</summary>
internal sealed class ClauseSelection
{
    private ClauseSelection(ImmutableArray<NumberedClause> clauses) => Clauses = clauses;

    public ImmutableArray<NumberedClause> Clauses { get; }

    /// <summary>References by clause id, for templates.</summary>
    public ImmutableDictionary<string, string> References =>
        Clauses.ToImmutableDictionary(clause => clause.Clause.Terms.Id, clause => clause.Reference);

    public static ClauseSelection Select(IEnumerable<EntryVersion> library, string tier, IReadOnlyDictionary<string, JsonElement> values)
    {
        Clause[] standing = [.. library.Select(Clause.Read)
            .Where(clause => clause.Stands(tier, values))
            .OrderBy(clause => clause.Terms.Order)
            .ThenBy(clause => clause.Terms.Id, StringComparer.Ordinal)];
        if (standing.GroupBy(clause => clause.Terms.Id).FirstOrDefault(group => group.Count() > 1) is { } twice)
        {
            throw new LeagueConfigurationException(
                $"clause '{twice.Key}' stands twice: {string.Join(", ", twice.Select(clause => clause.Prompt.Key))}");
        }

        return new ClauseSelection([.. Number(standing, "agreement", ""), .. Number(standing, "annex", "A")]);
    }

    private static IEnumerable<NumberedClause> Number(IEnumerable<Clause> clauses, string part, string prefix) =>
        clauses.Where(clause => clause.Terms.Part == part)
            .Select((clause, index) => new NumberedClause(prefix + (index + 1).ToString(CultureInfo.InvariantCulture), clause));
}
