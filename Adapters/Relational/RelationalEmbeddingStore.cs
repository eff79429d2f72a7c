using System.Data.Common;
using System.Runtime.InteropServices;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Relational;

/// <summary>Embedding generations and vectors in two tables.</summary>
internal sealed class RelationalEmbeddingStore(RelationalDatabase database) : IEmbeddingStore
{
    public Task<EmbeddingGeneration?> FindActiveAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (transaction, token) =>
            {
                GenerationRow? row = await transaction.QuerySingleOrDefaultAsync<GenerationRow>(
                    "SELECT id, embedder, dimensions, trained_entries, created_at, artifact FROM embedding_generations WHERE activation > 0 ORDER BY activation DESC, epoch DESC LIMIT 1",
                    null, token);
                return row?.ToGeneration();
            },
            cancellationToken);

    public Task PrepareAsync(EmbeddingGeneration generation, CancellationToken cancellationToken) =>
        database.WriteAsync((transaction, token) => PrepareAsync(transaction, generation, token), cancellationToken);

    public Task<bool> ActivateAsync(EmbeddingGeneration generation, long epoch, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (transaction, token) =>
            {
                await PrepareAsync(transaction, generation, token);
                int activated = await transaction.ExecuteAsync(
                    """
                    UPDATE embedding_generations SET dimensions = @Dimensions, epoch = @epoch,
                        activation = (SELECT COALESCE(MAX(activation), 0) + 1 FROM embedding_generations)
                    WHERE id = @Id AND NOT EXISTS (SELECT 1 FROM embedding_generations WHERE epoch > @epoch)
                    """,
                    new { generation.Id, generation.Dimensions, epoch }, token);

                if (activated == 1)
                {
                    await transaction.ExecuteAsync(
                        "DELETE FROM embedding_generations WHERE id NOT IN (SELECT id FROM embedding_generations ORDER BY activation DESC, epoch DESC LIMIT 2)", null, token);
                    await transaction.ExecuteAsync("UPDATE change_counter SET derived_revision = derived_revision + 1 WHERE id = 1", null, token);
                }

                return activated == 1;
            },
            cancellationToken);

    public Task AddAsync(string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (transaction, token) =>
            {
                int known = await transaction.QuerySingleAsync<int>("SELECT COUNT(*) FROM embedding_generations WHERE id = @generation", new { generation }, token);
                if (known > 0)
                {
                    await UpsertAsync(transaction, generation, vectors, token);
                }
            },
            cancellationToken);

    public Task<IReadOnlyList<StoredVector>> FindAsync(
        string generation, IReadOnlyCollection<(EntryKey Entry, int Version)> versions, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<StoredVector>>(
            async (transaction, token) =>
            {
                List<StoredVector> found = [];
                foreach ((EntryKey entry, int version) in versions)
                {
                    VectorRow? row = await transaction.QuerySingleOrDefaultAsync<VectorRow>(
                        "SELECT entry, version, vector FROM embeddings WHERE generation = @generation AND entry = @entry AND version = @version",
                        new { generation, entry = entry.ToString(), version }, token);
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
            async (transaction, token) =>
            {
                IReadOnlyList<VectorRow> rows = await transaction.QueryAsync<VectorRow>(
                    "SELECT entry, version, vector FROM embeddings WHERE generation = @generation", new { generation }, token);
                return [.. rows.Select(row => row.ToVector())];
            },
            cancellationToken);

    private static Task<int> PrepareAsync(DbTransaction transaction, EmbeddingGeneration generation, CancellationToken cancellationToken) =>
        transaction.ExecuteAsync(
            """
            INSERT INTO embedding_generations (id, embedder, dimensions, trained_entries, created_at, activation, artifact)
            VALUES (@Id, @Embedder, @Dimensions, @TrainedEntries, @CreatedAt, 0, @Artifact)
            ON CONFLICT (id) DO NOTHING
            """,
            GenerationRow.Of(generation), cancellationToken);

    private static async Task UpsertAsync(DbTransaction transaction, string generation, IReadOnlyList<StoredVector> vectors, CancellationToken cancellationToken)
    {
        foreach (StoredVector vector in vectors)
        {
            await transaction.SendAsync(
                """
                INSERT INTO embeddings (generation, entry, version, vector) VALUES (@generation, @entry, @version, @bytes)
                ON CONFLICT (generation, entry, version) DO UPDATE SET vector = excluded.vector
                """,
                new { generation, entry = vector.Entry.ToString(), version = vector.Version, bytes = MemoryMarshal.AsBytes(vector.Vector.Span).ToArray() },
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

        public static GenerationRow Of(EmbeddingGeneration generation) => new()
        {
            Id = generation.Id,
            Embedder = generation.Embedder,
            Dimensions = generation.Dimensions,
            TrainedEntries = generation.TrainedEntries,
            CreatedAt = generation.CreatedAt.ToUnixTimeMilliseconds(),
            Artifact = generation.Artifact.ToArray(),
        };

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
