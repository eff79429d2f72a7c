using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>A kind of sport that is bought, measured and priced alike.</summary>
/// <param name="Sports">Names of sports in lower case; the first that the text contains decides.</param>
/// <param name="FeeModifier">Multiplies the annual fee; 1 leaves it.</param>
/// <param name="LiveUnits">What is counted live, for the technical annex.</param>
internal sealed record Archetype(string Id, string Title, ImmutableArray<string> Sports, decimal FeeModifier, string LiveUnits);

internal sealed record Archetypes : ILeagueConfiguration
{
    public required ImmutableArray<Archetype> Items { get; init; }

    /// <summary>Id of the archetype for a sport that none names.</summary>
    public required string Fallback { get; init; }

    public Archetype Find(string id) => Items.FirstOrDefault(item => item.Id == id) ?? Items.First(item => item.Id == Fallback);

    public string? FindProblem() => this switch
    {
        _ when Items.All(item => item.Id != Fallback) => $"fallback '{Fallback}' is not among the items",
        _ when Items.Any(item => item.FeeModifier <= 0) => "fee_modifier must be greater than 0",
        _ => null,
    };
}
