namespace PromptIntel.Adapters.Relational.Documents;

/// <summary>Takes uploads away, and documents that nobody has uploaded any more.</summary>
internal static class DocumentRemoval
{
    /// <param name="which">A condition on <c>document_uploads</c>, with what may follow one.</param>
    /// <returns>How many uploads.</returns>
    public static async Task<int> RemoveAsync(
        SqlSession session, string which, (string Name, SqlValue Value)[] arguments, CancellationToken cancellationToken)
    {
        IReadOnlyList<UploadKey> uploads = await session.QueryAsync<UploadKey>(
            $"SELECT id, document_id FROM document_uploads WHERE {which}", arguments, cancellationToken);
        string[] documents = [.. uploads.Select(upload => upload.DocumentId).Distinct().Order(StringComparer.Ordinal)];
        (string, SqlValue)[] ids = [("@documents", documents), ("@uploads", uploads.Select(upload => upload.Id).ToArray())];
        await session.LockAsync(
            $"SELECT id FROM documents WHERE {session.Dialect.IsIn("id", "@documents")} ORDER BY id {session.Dialect.RowLock}",
            ids,
            cancellationToken);
        int removed = await session.ExecuteAsync(
            $"DELETE FROM document_uploads WHERE {session.Dialect.IsIn("id", "@uploads")}", ids, cancellationToken);
        await RemoveOrphansAsync(session, documents, cancellationToken);
        return removed;
    }

    /// <summary>Of documents whose rows the transaction holds.</summary>
    public static Task RemoveOrphansAsync(SqlSession session, string[] documents, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            $"""
            DELETE FROM documents WHERE {session.Dialect.IsIn("id", "@documents")}
                AND NOT EXISTS (SELECT 1 FROM document_uploads u WHERE u.document_id = documents.id)
            """,
            [("@documents", documents)],
            cancellationToken);

    private sealed class UploadKey
    {
        public string Id { get; init; } = "";

        public string DocumentId { get; init; } = "";
    }
}
