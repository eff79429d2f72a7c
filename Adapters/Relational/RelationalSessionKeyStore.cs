using System.Collections.Immutable;

using PromptIntel.Core.Sessions;

namespace PromptIntel.Adapters.Relational;

/// <summary>Session keys in one table.</summary>
internal sealed class RelationalSessionKeyStore(RelationalDatabase database) : ISessionKeyStore
{
    public Task<ImmutableArray<string>> ListAsync(CancellationToken cancellationToken) => database.ReadAsync(
        async (session, token) => (await session.QueryAsync<string>(
            "SELECT session_key FROM session_keys ORDER BY added_at, name", [], token)).ToImmutableArray(),
        cancellationToken);

    public Task AddAsync(string name, string key, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync(
            $"""
            INSERT INTO session_keys (name, session_key, added_at) VALUES (@name, @key, {database.Dialect.NowMilliseconds})
            ON CONFLICT (name) DO NOTHING
            """,
            [("@name", name), ("@key", key)],
            token),
        cancellationToken);
}
