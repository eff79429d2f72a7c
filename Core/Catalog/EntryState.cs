using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// All that memory holds of one entry, immutable: labels, counts, and the versions that a label points to (the latest always
/// among them). Older versions are read from the store on demand. A state replaces another when its position is greater.
/// </summary>
public sealed record EntryState
{
    public required EntryKey Key { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>Position in the change log of the last change to this entry.</summary>
    public required long Position { get; init; }

    public required int LatestVersion { get; init; }

    /// <summary>Labels without the automatic <c>latest</c>.</summary>
    public required ImmutableDictionary<string, int> Labels { get; init; }

    /// <summary>The labelled versions and the latest, by number.</summary>
    public required ImmutableDictionary<int, EntryVersion> Versions { get; init; }

    /// <summary>Open suggestions: neither accepted nor rejected.</summary>
    public required int SuggestionsCount { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public bool IsArchived { get; init; }

    /// <summary>Why its store cannot read the entry whole; null when it can.</summary>
    public string? UnreadableReason { get; init; }

    /// <summary>The version number that a selector means; null for an unknown label or a number never assigned.</summary>
    public int? Resolve(VersionSelector selector)
    {
        if (selector.Version is { } version)
        {
            return version >= 1 && version <= LatestVersion ? version : null;
        }

        return selector.Label switch
        {
            null => Labels.TryGetValue(VersionSelector.ProductionLabel, out int production) ? production : LatestVersion,
            VersionSelector.LatestLabel => LatestVersion,
            string label => Labels.TryGetValue(label, out int labelled) ? labelled : null,
        };
    }

    /// <summary>The version everybody gets: production, else the latest.</summary>
    public EntryVersion Current => Versions[Resolve(default)!.Value];

    /// <summary>
    /// Why this build cannot use the entry: its store cannot read it, what it holds is not JSON, or what everybody gets is no prompt of
    /// this build; null when it can. Each version is looked at once for as long as somebody holds it.
    /// </summary>
    public string? FindFault() => UnreadableReason ?? FindFault(VersionFaults.Of);

    /// <summary>As <see cref="FindFault()"/>, with nothing kept of it: for who asks every entry once.</summary>
    internal string? FindFaultOnce() => UnreadableReason ?? FindFault(VersionFaults.Read);

    private string? FindFault(Func<EntryVersion, string?> look)
    {
        EntryVersion current = Current;
        return look(current) ?? Versions.Values
            .Where(version => version.Number != current.Number && !version.Content.IsValid)
            .Select(VersionFaults.NotJson)
            .FirstOrDefault();
    }
}
