using System.Collections.Immutable;

namespace PromptIntel.Core.Documents;

/// <summary>Keeps documents for as long as the process lives.</summary>
public sealed class InMemoryDocumentStore : IDocumentStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, NewDocument> _documents = new(StringComparer.Ordinal);
    private readonly List<(string DocumentId, DocumentUpload Upload)> _uploads = [];

    public Task<StoredDocument?> FindAsync(string id, DocumentReach reach, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Find_NeedsLock(id, reach));
        }
    }

    public Task<DocumentReading?> ReadAsync(string id, DocumentReach reach, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Find_NeedsLock(id, reach) is null ? null : _documents[id].Reading);
        }
    }

    public Task<byte[]?> FindContentAsync(string id, DocumentReach reach, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(Find_NeedsLock(id, reach) is null ? null : _documents[id].Content.ToArray());
        }
    }

    public Task<DocumentListPage> ListAsync(DocumentReach reach, Guid? before, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            StoredDocument[] all =
                [.. Newest_NeedsLock(reach).Select(one => new StoredDocument(_documents[one.DocumentId].Facts, one.Upload))];
            StoredDocument[] rest = [.. all.Where(
                one => before is not { } last || string.CompareOrdinal(one.Upload.Id.ToString(), last.ToString()) < 0)];
            ImmutableArray<StoredDocument> items = [.. rest.Take(limit)];
            return Task.FromResult(new DocumentListPage(items, rest.Length > items.Length ? items[^1].Upload.Id : null, all.Length));
        }
    }

    public Task<UploadRecorded?> AddUploadAsync(string id, DocumentUpload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            return Task.FromResult(_documents.ContainsKey(id) ? Record_NeedsLock(id, upload) : null);
        }
    }

    public Task<UploadRecorded> PutAsync(NewDocument document, DocumentUpload upload, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            // Bytes of the store's own: the caller's buffer may be used again.
            _documents.TryAdd(document.Facts.Id, document with { Content = document.Content.ToArray() });
            return Task.FromResult(Record_NeedsLock(document.Facts.Id, upload));
        }
    }

    public Task<bool> DeleteAsync(string id, DocumentReach reach, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            int removed = _uploads.RemoveAll(one => one.DocumentId == id && reach.Holds(one.Upload.UserId));
            RemoveOrphans_NeedsLock();
            return Task.FromResult(removed > 0);
        }
    }

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            var old = _uploads.Where(one => one.Upload.UploadedAt < before).Take(limit).ToList();
            old.ForEach(one => _uploads.Remove(one));
            RemoveOrphans_NeedsLock();
            return Task.FromResult(old.Count);
        }
    }

    private StoredDocument? Find_NeedsLock(string id, DocumentReach reach)
    {
        DocumentUpload? upload = Newest_NeedsLock(reach).FirstOrDefault(one => one.DocumentId == id).Upload;
        return upload is null ? null : new StoredDocument(_documents[id].Facts, upload);
    }

    // A Guid's own order is not that of its text, which is by time.
    private IEnumerable<(string DocumentId, DocumentUpload Upload)> Newest_NeedsLock(DocumentReach reach) =>
        _uploads.Where(one => reach.Holds(one.Upload.UserId))
            .OrderByDescending(one => one.Upload.Id.ToString(), StringComparer.Ordinal);

    private UploadRecorded Record_NeedsLock(string id, DocumentUpload upload)
    {
        bool isFirst = _uploads.RemoveAll(one => one.DocumentId == id && one.Upload.UserId == upload.UserId) == 0;
        _uploads.Add((id, upload));
        return new UploadRecorded(new StoredDocument(_documents[id].Facts, upload), isFirst);
    }

    private void RemoveOrphans_NeedsLock()
    {
        foreach (string id in _documents.Keys.Except(_uploads.Select(one => one.DocumentId)).ToList())
        {
            _documents.Remove(id);
        }
    }
}
