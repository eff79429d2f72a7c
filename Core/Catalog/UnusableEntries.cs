using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// The listed entries of which everybody gets a version that this build cannot use. They stay readable; whoever
/// renders or executes one is told why.
/// </summary>
public sealed class UnusableEntries(PromptCatalog catalog, VersionChecks checks)
{
    /// <summary>By key, as the catalog stands now.</summary>
    public ImmutableArray<UnusableEntry> List() =>
    [
        .. from state in catalog.Entries
           let reason = state.FindFault() ?? string.Join("; ", checks.Check(state.Current))
           where reason.Length > 0
           orderby state.Key
           select new UnusableEntry(state.Key, state.Current.Number, reason),
    ];
}

/// <param name="Version">What everybody gets.</param>
public sealed record UnusableEntry(EntryKey Key, int Version, string Reason);
