using System.Collections.Immutable;

using PromptIntel.Core.Catalog.Prompts;

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

    /// <summary>
    /// Why this build cannot use the entry: what its store says, or what everybody gets is found to be, each time it is asked for; null
    /// when it can. Some 10 µs for a prompt.
    /// </summary>
    public string? BrokenReason
    {
        get => field ?? FindFault();
        init;
    }

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

    private string? FindFault()
    {
        foreach (EntryVersion version in Versions.Values)
        {
            if (!version.Content.IsValid)
            {
                return $"Version {version.Number} is not JSON.";
            }
        }

        return Kind == EntryKind.Prompt && !PromptBody.TryRead(Current.Content.Read(), out _, out ImmutableArray<EntryError> errors)
            ? string.Join("; ", errors)
            : null;
    }
}
