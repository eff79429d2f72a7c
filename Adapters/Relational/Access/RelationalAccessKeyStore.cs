using PromptIntel.Adapters.Relational.Audit;
using PromptIntel.Core.Access;

namespace PromptIntel.Adapters.Relational.Access;

/// <summary>
/// Keys in one table. Every change takes the row of the change counter first and raises its revision, so that changes of keys are one after
/// the other, and every instance that reads the log learns of them with it.
/// </summary>
internal sealed class RelationalAccessKeyStore(RelationalDatabase database) : IAccessKeyStore
{
    private const string Good = "revoked_at IS NULL";

    public Task<KeyResult> ChangeAsync(KeyChange change, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await session.LockAsync($"SELECT position FROM change_counter WHERE id = 1 {database.Dialect.RowLock}", [], token);
            KeyResult result = KeyRules.Decide(
                await FindAsync(session, change.Name, token),
                await session.QuerySingleAsync<int>($"SELECT COUNT(*) FROM access_keys WHERE {Good}", [], token),
                change);

            if (result is KeyResult.Done { Key: var key })
            {
                await session.SendAsync(
                    $"""
                    INSERT INTO access_keys ({AccessKeyRow.Columns})
                    VALUES (@Name, @Role, @Namespaces, @Rate, @Hash, @FormerHash, @FormerUntil, @CreatedAt, @CreatedBy,
                        @RotatedAt, @RevokedAt)
                    ON CONFLICT (name) DO UPDATE SET hash = excluded.hash, former_hash = excluded.former_hash,
                        former_until = excluded.former_until, rotated_at = excluded.rotated_at, revoked_at = excluded.revoked_at
                    """,
                    AccessKeyRow.Of(key), token);
                await AuditRows.AppendAsync(session, [KeyRules.ToEntry(change, key)], token);
                await session.SendAsync("UPDATE change_counter SET derived_revision = derived_revision + 1 WHERE id = 1", [], token);
            }

            return result;
        },
        cancellationToken);

    public Task<IReadOnlyList<AccessKey>> ReadGoodAsync(CancellationToken cancellationToken) =>
        ReadAsync($"SELECT {AccessKeyRow.Columns} FROM access_keys WHERE {Good} ORDER BY name", [], cancellationToken);

    public Task<IReadOnlyList<AccessKey>> ListAsync(string? after, int limit, CancellationToken cancellationToken) => ReadAsync(
        $"SELECT {AccessKeyRow.Columns} FROM access_keys WHERE name > @after ORDER BY name LIMIT @limit",
        [("@after", after ?? ""), ("@limit", limit)], cancellationToken);

    public Task<AccessKey?> FindAsync(string name, CancellationToken cancellationToken) =>
        database.ReadAsync((session, token) => FindAsync(session, name, token), cancellationToken);

    public Task RecordUsesAsync(IReadOnlyCollection<KeyUse> uses, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            // In one order, so that two instances that write the same names wait for each other and do not block.
            foreach (KeyUse use in uses.OrderBy(use => use.Name, StringComparer.Ordinal))
            {
                await session.SendAsync(
                    """
                    INSERT INTO access_key_uses AS known (name, used_at) VALUES (@Name, @At)
                    ON CONFLICT (name) DO UPDATE SET used_at = excluded.used_at WHERE known.used_at < excluded.used_at
                    """,
                    [("@Name", use.Name), ("@At", use.At.ToStored())], token);
            }
        },
        cancellationToken);

    public Task<IReadOnlyDictionary<string, DateTimeOffset>> ReadUsesAsync(
        IReadOnlyCollection<string> names, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyDictionary<string, DateTimeOffset>>(
            async (session, token) => (await session.QueryAsync<UseRow>(
                $"SELECT name, used_at FROM access_key_uses WHERE {database.Dialect.IsIn("name", "@names")}",
                [("@names", names.ToArray())], token))
                .ToDictionary(row => row.Name, row => Instants.From(row.UsedAt), StringComparer.Ordinal),
            cancellationToken);

    private static async Task<AccessKey?> FindAsync(SqlSession session, string name, CancellationToken cancellationToken) =>
        (await session.QuerySingleOrDefaultAsync<AccessKeyRow>(
            $"SELECT {AccessKeyRow.Columns} FROM access_keys WHERE name = @name", [("@name", name)], cancellationToken))?.ToKey();

    private Task<IReadOnlyList<AccessKey>> ReadAsync(string sql, (string, SqlValue)[] parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<AccessKey>>(
            async (session, token) => [.. (await session.QueryAsync<AccessKeyRow>(sql, parameters, token)).Select(row => row.ToKey())],
            cancellationToken);

    private sealed class UseRow
    {
        public string Name { get; init; } = "";

        public long UsedAt { get; init; }
    }
}
