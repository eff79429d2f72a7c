using System.Runtime.InteropServices;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Relational;

/// <summary>Embedding generations and vectors in two tables.</summary>
internal sealed class RelationalEmbeddingStore(RelationalDatabase database) : IEmbeddingStore
{
    public Task<EmbeddingGeneration?> FindActiveAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                GenerationRow? row = await session.QuerySingleOrDefaultAsync<GenerationRow>(
                    """
                    SELECT id, embedder, dimensions, trained_entries, created_at, artifact FROM embedding_generations
                    WHERE activation > 0
                    ORDER BY activation DESC, epoch DESC LIMIT 1
                    """,
                    [], token);
                return row?.ToGeneration();
            },
            cancellationToken);

    public Task PrepareAsync(EmbeddingGeneration generation, CancellationToken cancellationToken) =>
        database.WriteAsync((session, token) => PrepareAsync(session, generation, token), cancellationToken);

    public Task<bool> ActivateAsync(EmbeddingGeneration generation, long epoch, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                await PrepareAsync(session, generation, token);
                int activated = await session.ExecuteAsync(
                    """
                    UPDATE embedding_generations SET dimensions = @Dimensions, epoch = @epoch,
                        activation = (SELECT COALESCE(MAX(activation), 0) + 1 FROM embedding_generations)
                    WHERE id = @Id AND NOT EXISTS (SELECT 1 FROM embedding_generations WHERE epoch > @epoch)
                    """,
                    [("@Id", generation.Id), ("@Dimensions", generation.Dimensions), ("@epoch", epoch)], token);

                if (activated == 1)
                {
                    await session.ExecuteAsync(
                        """
                        DELETE FROM embedding_generations WHERE dimensions > 0
                            AND id NOT IN (SELECT id FROM embedding_generations ORDER BY activation DESC, epoch DESC LIMIT 2)
                        """,
                        [], token);
                    await session.ExecuteAsync("UPDATE change_counter SET derived_revision = derived_revision + 1 WHERE id = 1", [], token);
                }

                return activated == 1;
            },
            cancellationToken);

    public Task AddAsync(string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                int known = await session.QuerySingleAsync<int>(
                    "SELECT COUNT(*) FROM embedding_generations WHERE id = @generation", [("@generation", generation)], token);
                if (known > 0)
                {
                    await UpsertAsync(session, generation, vectors, token);
                }
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredVector>> FindAsync(
        string generation, IReadOnlyCollection<(EntryKey Entry, int Version)> versions, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredVector>>(
            async (session, token) =>
            {
                List<StoredVector> found = [];
                foreach ((EntryKey entry, int version) in versions)
                {
                    VectorRow? row = await session.QuerySingleOrDefaultAsync<VectorRow>(
                        """
                        SELECT entry, version, vector FROM embeddings
                        WHERE generation = @generation AND entry = @entry AND version = @version
                        """,
                        [("@generation", generation), ("@entry", entry.ToString()), ("@version", version)], token);
                    if (row is not null)
                    {
                        found.Add(row.ToVector());
                    }
                }

                return found;
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredVector>> ReadAsync(string generation, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredVector>>(
            async (session, token) =>
            {
                IReadOnlyList<VectorRow> rows = await session.QueryAsync<VectorRow>(
                    "SELECT entry, version, vector FROM embeddings WHERE generation = @generation", [("@generation", generation)], token);
                return [.. rows.Select(row => row.ToVector())];
            },
            cancellationToken);

    private static Task<int> PrepareAsync(SqlSession session, EmbeddingGeneration generation, CancellationToken cancellationToken) =>
        session.ExecuteAsync(
            """
            INSERT INTO embedding_generations (id, embedder, dimensions, trained_entries, created_at, activation, artifact)
            VALUES (@Id, @Embedder, @Dimensions, @TrainedEntries, @CreatedAt, 0, @Artifact)
            ON CONFLICT (id) DO NOTHING
            """,
            [
                ("@Id", generation.Id), ("@Embedder", generation.Embedder), ("@Dimensions", generation.Dimensions),
                ("@TrainedEntries", generation.TrainedEntries), (
                    "@CreatedAt", generation.CreatedAt.ToStored()), ("@Artifact", generation.Artifact.ToArray()),
            ],
            cancellationToken);

    private static async Task UpsertAsync(
        SqlSession session, string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
    {
        foreach (StoredVector vector in vectors)
        {
            await session.SendAsync(
                """
                INSERT INTO embeddings (generation, entry, version, vector) VALUES (@generation, @entry, @version, @bytes)
                ON CONFLICT (generation, entry, version) DO UPDATE SET vector = excluded.vector
                """,
                [
                    ("@generation", generation),
                    ("@entry", vector.Entry.ToString()),
                    ("@version", vector.Version),
                    ("@bytes", MemoryMarshal.AsBytes(vector.Vector.Span).ToArray())
                ],
                cancellationToken);
        }
    }

    private sealed class GenerationRow
    {
        public string Id { get; init; } = "";

        public string Embedder { get; init; } = "";

        public long Dimensions { get; init; }

        public long TrainedEntries { get; init; }

        public long CreatedAt { get; init; }

        public byte[] Artifact { get; init; } = [];

        public EmbeddingGeneration ToGeneration() =>
            new(Id, Embedder, (int)Dimensions, (int)TrainedEntries, DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), Artifact);
    }

    private sealed class VectorRow
    {
        public string Entry { get; init; } = "";

        public long Version { get; init; }

        public byte[] Vector { get; init; } = [];

        public StoredVector ToVector()
        {
            bool isKey = EntryKey.TryParse(Entry, null, out EntryKey key);
            return isKey
                ? new StoredVector(key, (int)Version, MemoryMarshal.Cast<byte, float>(Vector).ToArray())
                : throw new InvalidDataException($"`{Entry}` in the table embeddings is not the key of an entry.");
        }
    }
}
