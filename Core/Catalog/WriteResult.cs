using System.Collections.Immutable;

namespace PromptIntel.Core.Catalog;

/// <summary>
/// What a write to the catalog came to, as the store decided or as the rules before it did. All but <see cref="Written"/> have changed
/// nothing.
/// </summary>
public abstract record WriteResult
{
    private WriteResult()
    {
    }

    /// <param name="State">The entry right after the write.</param>
    /// <param name="Version">The version added, or that the write is about.</param>
    public sealed record Written(EntryState State, int Version) : WriteResult
    {
        /// <summary>Where a reader must have got to in order to see it.</summary>
        public long Position => State.Position;

        /// <summary>The one suggestion that the write was about.</summary>
        public Suggestion? Suggestion { get; init; }

        /// <summary>What the content left out and was taken for granted.</summary>
        public ImmutableArray<string> Assumed { get; init; } = [];
    }

    /// <summary>What was asked held already. No position was taken.</summary>
    public sealed record Unchanged(EntryState State, int Version) : WriteResult;

    /// <param name="What"><c>entry</c>, <c>version</c>, <c>label</c> or <c>suggestion</c>.</param>
    public sealed record NotFound(string What) : WriteResult;

    public sealed record NameTaken(EntryState State) : WriteResult;

    /// <summary>The expected version is not the latest any more.</summary>
    public sealed record VersionConflict(int LatestVersion) : WriteResult;

    /// <summary>The label does not point where <c>If-Match</c> said; null: it does not exist.</summary>
    public sealed record LabelConflict(int? CurrentVersion) : WriteResult;

    /// <summary>The suggestion was decided before.</summary>
    public sealed record AlreadyResolved(SuggestionStatus Status) : WriteResult;

    /// <summary>The request itself is wrong: names, labels, sizes.</summary>
    public sealed record BadRequest(ImmutableArray<EntryError> Errors) : WriteResult;

    /// <summary>The content does not parse, or would break an entry that depends on this one.</summary>
    public sealed record Invalid(ImmutableArray<EntryError> Errors) : WriteResult;

    /// <summary>The content is in the format of another tool, which the errors name.</summary>
    public sealed record ForeignFormat(ImmutableArray<EntryError> Errors) : WriteResult;

    /// <summary>
    /// The log has gone on since the write was validated. The store says it of each commit, the catalog when other processes write without
    /// pause, so that no validation stayed true. The same request may succeed later.
    /// </summary>
    /// <param name="Position">How far the log has got.</param>
    public sealed record Contended(long Position) : WriteResult;

    /// <summary>A label rule does not let this caller move this label, now.</summary>
    public sealed record PublishForbidden(string Label, string Reason) : WriteResult;

    /// <summary>The content names an entry of a namespace that this caller may not name.</summary>
    public sealed record ReferenceOutOfScope(EntryKey Named) : WriteResult;

    /// <summary>The label says what everybody gets: it goes to another version and not away.</summary>
    public sealed record LabelRequired(string Label) : WriteResult;

    /// <summary>The entry is archived and must be restored first.</summary>
    public sealed record Archived(EntryKey Key) : WriteResult;
}
