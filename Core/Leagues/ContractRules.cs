using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Configuration;
using PromptIntel.Core.Leagues.Drafting;
using PromptIntel.Core.Leagues.Review;

namespace PromptIntel.Core.Leagues;

/// <summary>What must hold of the clause library and of every finished contract, for checks of an installation.</summary>
public static class ContractRules
{
    private const string ClauseNamespace = "legal";

    private static readonly EntryKey Presets = new("components", "tier_presets");
    private static readonly EntryKey RegionSettings = new("components", "regions");

    /// <summary>
    /// The required clauses that the catalog's current versions do not offer, as <c>tier: clause</c> or <c>region: clause</c>; empty
    /// when every contract can have what its tier asks for.
    /// </summary>
    /// <exception cref="LeagueConfigurationException">The presets, the regions or a clause cannot be read.</exception>
    public static ImmutableArray<string> FindMissingClauses(ICatalogReader catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Clause[] library = [.. catalog.Entries.Where(IsClause).Select(entry => Clause.Read(entry.Current))];
        var tiers = Read<TierPresets>(catalog, Presets).Tiers;
        var missing = ImmutableArray.CreateBuilder<string>();

        foreach ((string tier, TierPreset preset) in tiers.OrderBy(pair => Tiers.Rank(pair.Key)))
        {
            HashSet<string> offered = [.. library.Where(clause => clause.Terms.Tiers.Contains(tier)).Select(clause => clause.Terms.Id)];
            missing.AddRange(preset.RequiredClauses.Where(required => !required.Split('|').Any(offered.Contains)).Select(
                required => $"{tier}: {required}"));
        }

        missing.AddRange(Read<Regions>(catalog, RegionSettings).Items
            .Where(region => !Array.Exists(library, clause => clause.Terms.Id == region.ArbitrationClause))
            .Select(region => $"{region.Id}: {region.ArbitrationClause}"));
        return missing.ToImmutable();
    }

    /// <summary>How many clauses the library has.</summary>
    public static int CountClauses(ICatalogReader catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog.Entries.Count(IsClause);
    }

    /// <summary>What is left to fill in a contract, each once, in words.</summary>
    public static ImmutableArray<string> FindPlaceholders(string contract) =>
        [.. ContractChecks.CheckPlaceholders(contract)
            .Where(flag => flag.Code == ContractChecks.PlaceholderCode)
            .Select(flag => flag.Detail)];

    private static bool IsClause(EntryState entry) =>
        entry.Key.Namespace == ClauseNamespace && entry.Current.Tags.Contains(DraftOperation.ClauseTag);

    private static T Read<T>(ICatalogReader catalog, EntryKey key)
        where T : class, ILeagueConfiguration =>
        catalog.Find(key) is { IsArchived: false } entry
            ? ConfigurationReader.Read<T>(entry.Current)
            : throw new LeagueConfigurationException($"{key} is not in the catalog");
}
