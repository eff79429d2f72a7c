using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog.Storage;

/// <summary>
/// One wish to change one entry. What becomes of it is decided by <see cref="ChangeRules"/> inside the store's transaction.
/// </summary>
public abstract record CatalogChange
{
    private CatalogChange()
    {
    }

    public required EntryKey Key { get; init; }

    /// <summary>When it was asked for, in whole milliseconds.</summary>
    public required DateTimeOffset At { get; init; }

    public string? Author { get; init; }

    /// <summary>Version 1 of a new entry. An archived entry of this name keeps the name.</summary>
    public sealed record Create(EntryDraft Draft) : CatalogChange
    {
        public VersionSource Source { get; init; } = VersionSource.Api;

        public string? ChangeNote { get; init; }

        /// <summary>Labels that point to the new version.</summary>
        public ImmutableArray<string> Labels { get; init; } = [VersionSelector.ProductionLabel];

        public ImmutableArray<NewSuggestion> Suggestions { get; init; } = [];
    }

    /// <summary>The next version. Without a draft it has the content of the current one.</summary>
    public sealed record Append(EntryDraft? Draft) : CatalogChange
    {
        public VersionSource Source { get; init; } = VersionSource.Api;

        public string? ChangeNote { get; init; }

        /// <summary>Labels that move to the new version.</summary>
        public ImmutableArray<string> Labels { get; init; } = [VersionSelector.ProductionLabel];

        public ImmutableArray<NewSuggestion> Suggestions { get; init; } = [];

        /// <summary>Refused unless this is the latest version; null does not ask.</summary>
        public int? ExpectedVersion { get; init; }

        /// <summary>An archived entry comes back with this version; otherwise it takes none.</summary>
        public bool IsUnarchiving { get; init; }
    }

    /// <summary>A content file: imported once by its hash, and never over an improvement that came from elsewhere.</summary>
    public sealed record ImportContent(EntryDraft Draft, string FileHash) : CatalogChange
    {
        /// <summary>The file's version becomes <c>candidate</c>, also where <c>production</c> would follow the file.</summary>
        public bool IsStaged { get; init; }
    }

    /// <summary>Puts an exported entry in place, as it was; what is there already stays.</summary>
    public sealed record Restore(EntryArchive Entry) : CatalogChange;

    /// <summary>Hides the entry from lists and labels; its versions stay readable by number.</summary>
    public sealed record ArchiveEntry : CatalogChange;

    /// <summary>Undoes the archiving: lists and labels show the entry as they did.</summary>
    public sealed record UnarchiveEntry : CatalogChange;

    /// <param name="Condition">Where the label must point now.</param>
    public sealed record SetLabel(string Label, int Version, LabelCondition Condition) : CatalogChange
    {
        /// <summary>Why it moves, for the audit log.</summary>
        public string? ChangeNote { get; init; }
    }

    public sealed record RemoveLabel(string Label, LabelCondition Condition) : CatalogChange;

    public sealed record AddSuggestions(ImmutableArray<NewSuggestion> Suggestions) : CatalogChange;

    public sealed record ResolveSuggestion(Guid Id, SuggestionStatus Status) : CatalogChange;
}

/// <summary>A suggestion before it is written.</summary>
public sealed record NewSuggestion(Guid Id, string Text);

/// <summary>What a writer demands of a label before it moves it (<c>If-Match</c>).</summary>
/// <param name="IsRequired">False: no demand.</param>
/// <param name="Version">The version it must point to; null: it must not exist.</param>
public readonly record struct LabelCondition(bool IsRequired, int? Version)
{
    public static LabelCondition None => default;

    public static LabelCondition PointsTo(int version) => new(true, version);

    public static LabelCondition Absent => new(true, null);

    public bool IsMetBy(int? current) => !IsRequired || current == Version;
}

/// <summary>All there is of one entry, as export writes it and import restores it.</summary>
public sealed record EntryArchive
{
    public required EntryKey Key { get; init; }

    public required EntryKind Kind { get; init; }

    /// <summary>From number 1, without gaps.</summary>
    public required ImmutableArray<EntryVersion> Versions { get; init; }

    public required ImmutableDictionary<string, int> Labels { get; init; }

    public required ImmutableArray<Suggestion> Suggestions { get; init; }

    public bool IsArchived { get; init; }
}
