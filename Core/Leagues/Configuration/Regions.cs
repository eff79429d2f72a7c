using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Configuration;

/// <summary>A region with the law and the currency that contracts with its leagues start from.</summary>
/// <param name="Names">Countries, codes and cities in lower case, matched as whole words.</param>
/// <param name="ArbitrationClause">Id of the clause variant.</param>
internal sealed record Region(
    string Id, string Title, ImmutableArray<string> Names, string Currency, string GoverningLaw, string Seat, string ArbitrationClause);

internal sealed record Regions : ILeagueConfiguration
{
    public required ImmutableArray<Region> Items { get; init; }

    /// <summary>Id of the region when none is recognised, or several.</summary>
    public required string Fallback { get; init; }

    public Region Find(string id) => Items.FirstOrDefault(item => item.Id == id) ?? Items.First(item => item.Id == Fallback);

    public string? FindProblem() => Items.Any(item => item.Id == Fallback) ? null : $"fallback '{Fallback}' is not among the items";
}
