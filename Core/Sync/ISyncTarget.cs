using System.Collections.Immutable;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Sync;

/// <summary>
/// A place that holds documents for others to read live. Deliveries are idempotent and may be late or repeated: a target reads the
/// document's current state from the source only after it has made sure that no other delivery to the document can come between, and
/// never replaces a document of an equal or greater position.
/// </summary>
public interface ISyncTarget
{
    /// <summary>Names it in tables, metrics and answers.</summary>
    string Name { get; }

    /// <summary>
    /// Brings the rows' documents to their current state, in order of the rows. Gives the refusals by row, with
    /// their reasons; all other rows are delivered.
    /// </summary>
    /// <exception cref="SyncTargetUnavailableException">It could not be reached or did not do its work: nothing is
    /// said about any row.</exception>
    Task<IReadOnlyDictionary<Guid, string>> DeliverAsync(
        IReadOnlyList<OutboxRow> rows, ISyncSource source, CancellationToken cancellationToken);

    /// <summary>Mirrors entries of the catalog. Gives the refusals by entry.</summary>
    /// <exception cref="SyncTargetUnavailableException">It could not be reached; nothing is said about any entry.</exception>
    Task<IReadOnlyDictionary<EntryKey, string>> MirrorAsync(IReadOnlyList<EntryState> entries, CancellationToken cancellationToken);

    /// <summary>Ends well when it answers and lets us in.</summary>
    /// <exception cref="SyncTargetUnavailableException">It does not, for the reason given.</exception>
    Task ProbeAsync(CancellationToken cancellationToken);
}

/// <summary>The current state of documents, from the system of record.</summary>
public interface ISyncSource
{
    /// <summary>In the order of the documents; null where there must be none. Not asked for <see cref="SyncCollection.User"/>.</summary>
    Task<ImmutableArray<SyncState?>> ReadAsync(IReadOnlyList<SyncDocument> documents, CancellationToken cancellationToken);
}

/// <summary>What a document is to hold.</summary>
/// <param name="Fields">Values are texts, numbers, booleans, instants, JSON elements, lists and maps of these, or null.</param>
/// <param name="Position">Of this state; rises with each change of the document.</param>
public sealed record SyncState(ImmutableDictionary<string, object?> Fields, long Position);

/// <summary>A target is out of reach as a whole, whatever is delivered.</summary>
public sealed class SyncTargetUnavailableException : Exception
{
    public SyncTargetUnavailableException()
    {
    }

    public SyncTargetUnavailableException(string message)
        : base(message)
    {
    }

    public SyncTargetUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
