namespace PromptIntel.Core.Catalog.Storage;

/// <summary>What one change of a commit came to.</summary>
public abstract record CommitResult
{
    private CommitResult()
    {
    }

    /// <param name="State">The entry right after the change; its position is that of the change.</param>
    /// <param name="Version">The version that was added or that the change is about.</param>
    public sealed record Applied(EntryState State, int Version) : CommitResult
    {
        public long Position => State.Position;
    }

    /// <summary>Nothing to do: what was asked holds already. No position was taken.</summary>
    public sealed record Unchanged(EntryState State, int Version) : CommitResult;

    /// <summary>There is no such entry (or version, or suggestion), or it is archived.</summary>
    public sealed record NotFound(string What) : CommitResult;

    public sealed record NameTaken(EntryState State) : CommitResult;

    /// <summary>The expected version is not the latest any more.</summary>
    public sealed record VersionConflict(int LatestVersion) : CommitResult;

    /// <summary>The label does not point where the writer thought; null: it does not exist.</summary>
    public sealed record LabelConflict(int? CurrentVersion) : CommitResult;

    /// <summary>An entry never changes its kind.</summary>
    public sealed record KindConflict(EntryKind Kind) : CommitResult;

    /// <summary>Another change came after the position that this one was validated at.</summary>
    public sealed record Outdated(long Position) : CommitResult;

    /// <summary>The suggestion was decided before.</summary>
    public sealed record AlreadyResolved(SuggestionStatus Status) : CommitResult;
}
