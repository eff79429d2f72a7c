using System.Data.Common;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Relational;

/// <summary>Writes the rows of one decided change.</summary>
internal static class CatalogRowWriter
{
    public static async Task WriteAsync(DbTransaction transaction, CatalogChange change, CommitResult result, EntryWrites? writes, CancellationToken cancellationToken)
    {
        if (writes is null)
        {
            return;
        }

        if (result is CommitResult.Applied applied)
        {
            await WriteEntryAsync(transaction, applied.State, writes.IsNewEntry, cancellationToken);
            await WriteVersionsAsync(transaction, writes, cancellationToken);
            await WriteLabelsAsync(transaction, change.Key, writes, cancellationToken);
            await WriteSuggestionsAsync(transaction, writes, cancellationToken);
            await transaction.SendAsync(
                "INSERT INTO change_log (position, namespace, name, created_at) VALUES (@Position, @Space, @Name, @At)",
                new { applied.Position, Space = change.Key.Namespace, change.Key.Name, At = change.At.ToStored() },
                cancellationToken);
        }

        if (writes.ImportedHash is { } hash)
        {
            await transaction.SendAsync(
                "INSERT INTO content_imports (namespace, name, hash, imported_at) VALUES (@Space, @Name, @hash, @At) ON CONFLICT DO NOTHING",
                new { Space = change.Key.Namespace, change.Key.Name, hash, At = change.At.ToStored() },
                cancellationToken);
        }
    }

    private static Task WriteEntryAsync(DbTransaction transaction, EntryState state, bool isNew, CancellationToken cancellationToken) =>
        // A new entry is a plain insert, so that of two creators the primary key refuses one.
        transaction.SendAsync(
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
            new
            {
                Space = state.Key.Namespace,
                state.Key.Name,
                Kind = state.Kind.ToText(),
                state.LatestVersion,
                state.Position,
                state.SuggestionsCount,
                At = state.UpdatedAt.ToStored(),
                IsArchived = state.IsArchived ? 1 : 0,
            },
            cancellationToken);

    private static async Task WriteVersionsAsync(DbTransaction transaction, EntryWrites writes, CancellationToken cancellationToken)
    {
        foreach (EntryVersion version in writes.NewVersions)
        {
            await transaction.SendAsync(
                """
                INSERT INTO entry_versions (namespace, name, number, kind, description, tags, body, content_hash, source, created_at, author, change_note)
                VALUES (@Space, @Name, @Number, @Kind, @Description, @Tags, @Body, @ContentHash, @Source, @At, @Author, @ChangeNote)
                """,
                new
                {
                    Space = version.Key.Namespace,
                    version.Key.Name,
                    version.Number,
                    Kind = version.Kind.ToText(),
                    version.Description,
                    Tags = JsonSerializer.Serialize(version.Tags),
                    Body = version.Body.GetRawText(),
                    version.ContentHash,
                    Source = version.Source.ToText(),
                    At = version.CreatedAt.ToStored(),
                    version.Author,
                    version.ChangeNote,
                },
                cancellationToken);
        }
    }

    private static async Task WriteLabelsAsync(DbTransaction transaction, EntryKey key, EntryWrites writes, CancellationToken cancellationToken)
    {
        foreach ((string label, int number) in writes.SetLabels)
        {
            await transaction.SendAsync(
                """
                INSERT INTO entry_labels (namespace, name, label, number) VALUES (@Space, @Name, @label, @number)
                ON CONFLICT (namespace, name, label) DO UPDATE SET number = excluded.number
                """,
                new { Space = key.Namespace, key.Name, label, number },
                cancellationToken);
        }

        foreach (string label in writes.RemovedLabels)
        {
            await transaction.SendAsync(
                "DELETE FROM entry_labels WHERE namespace = @Space AND name = @Name AND label = @label", new { Space = key.Namespace, key.Name, label }, cancellationToken);
        }
    }

    private static async Task WriteSuggestionsAsync(DbTransaction transaction, EntryWrites writes, CancellationToken cancellationToken)
    {
        foreach (Suggestion suggestion in writes.Suggestions)
        {
            await transaction.SendAsync(
                """
                INSERT INTO suggestions (id, namespace, name, number, text, author, status, created_at, resolved_at, resolved_by)
                VALUES (@Id, @Space, @Name, @Version, @Text, @Author, @Status, @CreatedAt, @ResolvedAt, @ResolvedBy)
                ON CONFLICT (id) DO UPDATE SET status = excluded.status, resolved_at = excluded.resolved_at, resolved_by = excluded.resolved_by
                """,
                new
                {
                    Id = suggestion.Id.ToString(),
                    Space = suggestion.Key.Namespace,
                    suggestion.Key.Name,
                    suggestion.Version,
                    suggestion.Text,
                    suggestion.Author,
                    Status = suggestion.Status.ToText(),
                    CreatedAt = suggestion.CreatedAt.ToStored(),
                    ResolvedAt = suggestion.ResolvedAt?.ToStored(),
                    suggestion.ResolvedBy,
                },
                cancellationToken);
        }
    }
}
