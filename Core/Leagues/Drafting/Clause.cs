using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Leagues.Drafting;

/// <summary>
/// A test of one value: a fact, what was derived from the facts, or <c>tier</c>, <c>is_exclusive</c>, <c>arbitration_clause</c>.
/// </summary>
internal sealed record ClauseCondition(string Fact, JsonElement Is)
{
    public bool Holds(IReadOnlyDictionary<string, JsonElement> values) =>
        values.TryGetValue(Fact, out JsonElement value) && JsonElement.DeepEquals(value, Is);
}

/// <summary>What a clause of the library says about itself, in its prompt's <c>config.clause</c>.</summary>
/// <param name="Part"><c>agreement</c> or <c>annex</c>.</param>
/// <param name="Order">Where in its part; ties are broken by id.</param>
/// <param name="When">It stands only when this holds.</param>
/// <param name="Unless">It stands only when this does not hold, or is unknown.</param>
/// <param name="ModelMayDraft">A language model, where there is one, writes the body; the library's text stands otherwise.</param>
internal sealed record ClauseTerms(
    string Id,
    string Title,
    string Part,
    int Order,
    ImmutableArray<string> Tiers,
    ClauseCondition? When = null,
    ClauseCondition? Unless = null,
    bool ModelMayDraft = false);

/// <summary>A pinned clause.</summary>
internal sealed record Clause(ClauseTerms Terms, EntryVersion Prompt)
{
    public static Clause Read(EntryVersion prompt)
    {
        try
        {
            return prompt.Body.Get("config")
                .Get("clause")
                .Deserialize<ClauseTerms>(LeagueJson.Strict) is { Part: "agreement" or "annex", Tiers.IsDefaultOrEmpty: false } terms
                && terms.Tiers.All(tier => Configuration.Tiers.Rank(tier) >= 0)
                ? new Clause(terms, prompt)
                : throw new LeagueConfigurationException(
                    $"{prompt.Key} version {prompt.Number}: config.clause needs id, title, part (agreement or annex), order and tiers");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            throw new LeagueConfigurationException($"{prompt.Key} version {prompt.Number}: config.clause: {exception.Message}", exception);
        }
    }

    public bool Stands(string tier, IReadOnlyDictionary<string, JsonElement> values) =>
        Terms.Tiers.Contains(tier) && (Terms.When?.Holds(values) ?? true) && !(Terms.Unless?.Holds(values) ?? false);
}
