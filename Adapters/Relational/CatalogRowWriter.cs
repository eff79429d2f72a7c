using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Relational;

/// <summary>Writes the rows of one decided change.</summary>
internal static class CatalogRowWriter
{
    public static async Task WriteAsync(
        SqlSession session, CatalogChange change, WriteResult result, EntryWrites? writes, CancellationToken cancellationToken)
    {
        if (writes is null)
        {
            return;
        }

        if (result is WriteResult.Written applied)
        {
            await WriteEntryAsync(session, applied.State, writes.IsNewEntry, cancellationToken);
            await WriteVersionsAsync(session, writes, cancellationToken);
            await WriteLabelsAsync(session, change.Key, writes, cancellationToken);
            await WriteSuggestionsAsync(session, writes, cancellationToken);
            await session.SendAsync(
                "INSERT INTO change_log (position, namespace, name, created_at) VALUES (@Position, @Space, @Name, @At)",
                [
                    ("@Position", applied.Position), (
                        "@Space", change.Key.Namespace), ("@Name", change.Key.Name), ("@At", change.At.ToStored()),
                ],
                cancellationToken);
        }

        if (writes.ImportedHash is { } hash)
        {
            await session.SendAsync(
                """
                INSERT INTO content_imports (namespace, name, hash, imported_at) VALUES (@Space, @Name, @hash, @At)
                ON CONFLICT DO NOTHING
                """,
                [("@Space", change.Key.Namespace), ("@Name", change.Key.Name), ("@hash", hash), ("@At", change.At.ToStored())],
                cancellationToken);
        }
    }

    private static Task WriteEntryAsync(SqlSession session, EntryState state, bool isNew, CancellationToken cancellationToken) =>
        // A new entry is a plain insert, so that of two creators the primary key refuses one.
        session.SendAsync(
            isNew
                ? """
                  INSERT INTO entries (namespace, name, kind, latest_version, position, suggestions_count, updated_at, is_archived)
                  VALUES (@Space, @Name, @Kind, @LatestVersion, @Position, @SuggestionsCount, @At, @IsArchived)
                  """
                : """
                  UPDATE entries SET latest_version = @LatestVersion, position = @Position, suggestions_count = @SuggestionsCount,
                      updated_at = @At, is_archived = @IsArchived
                  WHERE namespace = @Space AND name = @Name
                  """,
            [
                ("@Space", state.Key.Namespace), ("@Name", state.Key.Name), ("@Kind", state.Kind.ToText()),
                ("@LatestVersion", state.LatestVersion), ("@Position", state.Position), ("@SuggestionsCount", state.SuggestionsCount),
                ("@At", state.UpdatedAt.ToStored()), ("@IsArchived", state.IsArchived ? 1 : 0),
            ],
            cancellationToken);

    private static async Task WriteVersionsAsync(SqlSession session, EntryWrites writes, CancellationToken cancellationToken)
    {
        foreach (EntryVersion version in writes.NewVersions)
        {
            await session.SendAsync(
                """
                INSERT INTO entry_versions (
                    namespace, name, number, kind, description, tags, body, content_hash, source, created_at, author, change_note)
                VALUES (@Space, @Name, @Number, @Kind, @Description, @Tags, @Body, @ContentHash, @Source, @At, @Author, @ChangeNote)
                """,
                [
                    ("@Space", version.Key.Namespace), ("@Name", version.Key.Name), ("@Number", version.Number),
                    ("@Kind", version.Kind.ToText()), ("@Description", version.Description),
                    ("@Tags", JsonSerializer.Serialize(version.Tags)), ("@Body", version.Body.GetRawText()),
                    ("@ContentHash", version.ContentHash), ("@Source", version.Source.ToText()), ("@At", version.CreatedAt.ToStored()),
                    ("@Author", version.Author), ("@ChangeNote", version.ChangeNote),
                ],
                cancellationToken);
        }
    }

    private static async Task WriteLabelsAsync(SqlSession session, EntryKey key, EntryWrites writes, CancellationToken cancellationToken)
    {
        foreach ((string label, int number) in writes.SetLabels)
        {
            await session.SendAsync(
                """
                INSERT INTO entry_labels (namespace, name, label, number) VALUES (@Space, @Name, @label, @number)
                ON CONFLICT (namespace, name, label) DO UPDATE SET number = excluded.number
                """,
                [("@Space", key.Namespace), ("@Name", key.Name), ("@label", label), ("@number", number)],
                cancellationToken);
        }

        foreach (string label in writes.RemovedLabels)
        {
            await session.SendAsync(
                "DELETE FROM entry_labels WHERE namespace = @Space AND name = @Name AND label = @label",
                [("@Space", key.Namespace), ("@Name", key.Name), ("@label", label)], cancellationToken);
        }
    }

    private static async Task WriteSuggestionsAsync(SqlSession session, EntryWrites writes, CancellationToken cancellationToken)
    {
        foreach (Suggestion suggestion in writes.Suggestions)
        {
            await session.SendAsync(
                """
                INSERT INTO suggestions (id, namespace, name, number, text, author, status, created_at, resolved_at, resolved_by)
                VALUES (@Id, @Space, @Name, @Version, @Text, @Author, @Status, @CreatedAt, @ResolvedAt, @ResolvedBy)
                ON CONFLICT (id) DO UPDATE SET
                    status = excluded.status, resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by
                """,
                [
                    ("@Id", suggestion.Id.ToString()), ("@Space", suggestion.Key.Namespace), ("@Name", suggestion.Key.Name),
                    ("@Version", suggestion.Version), ("@Text", suggestion.Text), ("@Author", suggestion.Author),
                    ("@Status", suggestion.Status.ToText()), ("@CreatedAt", suggestion.CreatedAt.ToStored()),
                    ("@ResolvedAt", suggestion.ResolvedAt?.ToStored()), ("@ResolvedBy", suggestion.ResolvedBy),
                ],
                cancellationToken);
        }
    }
}
