using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.Relational.Documents;

/// <summary>
/// Documents in tables. Whoever adds or removes an upload holds the document's row, so that none is added to one that goes.
/// </summary>
internal sealed class RelationalDocumentStore(RelationalDatabase database) : IDocumentStore
{
    private const string Reached = "(@everybodys OR u.user_id = @userId)";
    private const string Joined = "FROM documents d JOIN document_uploads u ON u.document_id = d.id";

    public Task<StoredDocument?> FindAsync(string id, DocumentReach reach, CancellationToken cancellationToken) => database.ReadAsync(
        (session, token) => FindAsync(session, id, reach, token), cancellationToken);

    public async Task<DocumentReading?> ReadAsync(string id, DocumentReach reach, CancellationToken cancellationToken) =>
        await FindBytesAsync("reading", id, reach, cancellationToken) is { } packed ? DocumentJson.Unpack(packed) : null;

    public Task<byte[]?> FindContentAsync(string id, DocumentReach reach, CancellationToken cancellationToken) =>
        FindBytesAsync("content", id, reach, cancellationToken);

    public Task<DocumentListPage> ListAsync(DocumentReach reach, Guid? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                (string, SqlValue)[] parameters = [.. Arguments("", reach), ("@before", before?.ToString()), ("@limit", limit)];
                long total = await session.QuerySingleAsync<long>(
                    $"SELECT COUNT(*) FROM document_uploads u WHERE {Reached}", parameters, token);

                // One more than asked for tells whether there is another page.
                IReadOnlyList<DocumentRow> rows = await session.QueryAsync<DocumentRow>(
                    $"""
                    SELECT {DocumentRow.Columns} {Joined} WHERE {Reached}{(before is null ? "" : " AND u.id < @before")}
                    ORDER BY u.id DESC LIMIT @limit + 1
                    """,
                    parameters,
                    token);
                ImmutableArray<StoredDocument> items = [.. rows.Take(limit).Select(row => row.ToDocument())];
                return new DocumentListPage(items, rows.Count > limit ? items[^1].Upload.Id : null, total);
            },
            cancellationToken);

    public Task<UploadRecorded?> AddUploadAsync(string id, DocumentUpload upload, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) => await LockAsync(session, id, token) ? await RecordAsync(session, id, upload, token) : null,
            cancellationToken);

    public Task<UploadRecorded> PutAsync(NewDocument document, DocumentUpload upload, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                // The update that changes nothing waits for a deletion in flight, and holds the row.
                await session.ExecuteAsync(
                    """
                    INSERT INTO documents (id, media_type, encoding, length, pages, characters, notes, content, reading)
                    VALUES (@id, @mediaType, @encoding, @length, @pages, @characters, @notes, @content, @reading)
                    ON CONFLICT (id) DO UPDATE SET length = excluded.length
                    """,
                    [
                        ("@id", document.Facts.Id), ("@mediaType", document.Facts.MediaType), ("@encoding", document.Facts.Encoding),
                        ("@length", document.Facts.Length), ("@pages", document.Facts.Pages), ("@characters", document.Facts.Characters),
                        ("@notes", JsonSerializer.Serialize(document.Facts.Notes, DocumentJsonContext.Own.Options)),
                        ("@content", document.Content.ToArray()), ("@reading", DocumentJson.Pack(document.Reading)),
                    ],
                    token);
                return await RecordAsync(session, document.Facts.Id, upload, token);
            },
            cancellationToken);

    public Task<bool> DeleteAsync(string id, DocumentReach reach, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await LockAsync(session, id, token);
            int removed = await session.ExecuteAsync(
                "DELETE FROM document_uploads WHERE document_id = @id AND (@everybodys OR user_id = @userId)", Arguments(id, reach), token);
            await DocumentRemoval.RemoveOrphansAsync(session, [id], token);
            return removed > 0;
        },
        cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset before, int limit, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => DocumentRemoval.RemoveAsync(
            session,
            "uploaded_at < @before ORDER BY uploaded_at LIMIT @limit",
            [("@before", before.ToStored()), ("@limit", limit)],
            token),
        cancellationToken);

    private static (string Name, SqlValue Value)[] Arguments(string id, DocumentReach reach) =>
        [("@id", id), ("@everybodys", reach.IsEverybodys), ("@userId", reach.UserId ?? "")];

    private static async Task<StoredDocument?> FindAsync(
        SqlSession session, string id, DocumentReach reach, CancellationToken cancellationToken) =>
        (await session.QuerySingleOrDefaultAsync<DocumentRow>(
            $"SELECT {DocumentRow.Columns} {Joined} WHERE d.id = @id AND {Reached} ORDER BY u.id DESC LIMIT 1",
            Arguments(id, reach),
            cancellationToken))?.ToDocument();

    private Task<byte[]?> FindBytesAsync(string column, string id, DocumentReach reach, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) => (await session.QuerySingleOrDefaultAsync<BytesRow>(
                $"""
                SELECT d.{column} AS bytes FROM documents d
                WHERE d.id = @id AND EXISTS (SELECT 1 FROM document_uploads u WHERE u.document_id = d.id AND {Reached})
                """,
                Arguments(id, reach),
                token))?.Bytes,
            cancellationToken);

    private static async Task<bool> LockAsync(SqlSession session, string id, CancellationToken cancellationToken) =>
        await session.QuerySingleOrDefaultAsync<string>(
            $"SELECT id FROM documents WHERE id = @id {session.Dialect.RowLock}", [("@id", id)], cancellationToken) is not null;

    private static async Task<UploadRecorded> RecordAsync(
        SqlSession session, string id, DocumentUpload upload, CancellationToken cancellationToken)
    {
        (string, SqlValue)[] parameters =
        [
            ("@upload", upload.Id.ToString()), ("@id", id), ("@userId", upload.UserId ?? ""), ("@fileName", upload.FileName),
            ("@uploadedAt", upload.UploadedAt.ToStored()),
        ];
        int replaced = await session.ExecuteAsync(
            "DELETE FROM document_uploads WHERE document_id = @id AND user_id = @userId", parameters, cancellationToken);
        await session.ExecuteAsync(
            """
            INSERT INTO document_uploads (id, document_id, user_id, file_name, uploaded_at)
            VALUES (@upload, @id, @userId, @fileName, @uploadedAt)
            """,
            parameters,
            cancellationToken);
        StoredDocument? recorded = await FindAsync(session, id, DocumentReach.Of(upload.UserId), cancellationToken);
        return new UploadRecorded(recorded!, replaced == 0);
    }

    private sealed class BytesRow
    {
        public byte[] Bytes { get; init; } = [];
    }
}
