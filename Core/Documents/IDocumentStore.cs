namespace PromptIntel.Core.Documents;

/// <summary>
/// Keeps documents by the hash of their bytes, each once, and who uploaded them; a document goes with its last upload. A missing value is
/// null; what lies outside the reach is missing. Committed means durable. Safe for concurrent use: of an upload and a deletion at the same
/// time either comes first. Cancellation leaves nothing half written. An outage throws an <see cref="IOException"/> or a
/// <see cref="TimeoutException"/>.
/// </summary>
public interface IDocumentStore
{
    /// <summary>As its newest upload within the reach shows it.</summary>
    Task<StoredDocument?> FindAsync(string id, DocumentReach reach, CancellationToken cancellationToken);

    Task<DocumentReading?> ReadAsync(string id, DocumentReach reach, CancellationToken cancellationToken);

    /// <summary>The bytes that were uploaded.</summary>
    Task<byte[]?> FindContentAsync(string id, DocumentReach reach, CancellationToken cancellationToken);

    /// <summary>The uploads within the reach, newest first.</summary>
    /// <param name="before">The last upload of the page before; null starts.</param>
    Task<DocumentListPage> ListAsync(DocumentReach reach, Guid? before, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Records the upload of a document that is kept already; one of the same user is replaced. Null when it is not kept.
    /// </summary>
    Task<UploadRecorded?> AddUploadAsync(string id, DocumentUpload upload, CancellationToken cancellationToken);

    /// <summary>Keeps the document unless it is kept already, and records the upload in the same transaction.</summary>
    Task<UploadRecorded> PutAsync(NewDocument document, DocumentUpload upload, CancellationToken cancellationToken);

    /// <summary>Removes the uploads within the reach, and the document when none is left; false when there was none.</summary>
    Task<bool> DeleteAsync(string id, DocumentReach reach, CancellationToken cancellationToken);

    /// <summary>
    /// Removes up to <paramref name="limit"/> uploads from before the instant, and documents that have none left. Gives how many uploads.
    /// </summary>
    Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken);
}

/// <param name="IsFirst">Whether it is this user's first of these bytes.</param>
public sealed record UploadRecorded(StoredDocument Document, bool IsFirst);
