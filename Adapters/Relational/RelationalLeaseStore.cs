using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational;

/// <summary>Leases in one table, by the database's clock.</summary>
internal sealed class RelationalLeaseStore(RelationalDatabase database) : ILeaseStore
{
    private const string IsHeld = "name = @Name AND epoch = @Epoch AND is_held = 1";

    private readonly string _now = database.Dialect.NowMilliseconds;

    /// <summary>
    /// The fence, for the transaction that must not write after the lease was lost. True locks the lease's row until that transaction
    /// ends: nobody takes the lease before. Lock order: this row first.
    /// </summary>
    public static async Task<bool> VerifyAsync(SqlSession session, Lease<string> lease, CancellationToken cancellationToken) =>
        await session.ExecuteAsync(
            $"UPDATE named_leases SET epoch = epoch WHERE {IsHeld}",
            [("@Name", lease.Key), ("@Epoch", lease.Epoch)],
            cancellationToken) == 1;

    public Task<Lease<string>?> AcquireAsync(string name, string owner, TimeSpan duration, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                // The clock is read after the row was locked: a lease is never born older than it is.
                LeaseRow? row = await session.QuerySingleOrDefaultAsync<LeaseRow>(
                    $"""
                    INSERT INTO named_leases (name, owner, epoch, expires_at, is_held) VALUES (@name, @owner, 1, {_now} + @milliseconds, 1)
                    ON CONFLICT (name) DO UPDATE SET
                        owner = excluded.owner, epoch = named_leases.epoch + 1, expires_at = {_now} + @milliseconds, is_held = 1
                    WHERE named_leases.is_held = 0 OR named_leases.expires_at <= {_now}
                    RETURNING epoch, expires_at
                    """,
                    [("@name", name), ("@owner", owner), ("@milliseconds", Milliseconds(duration))], token);
                return row is null ? null : new Lease<string>(name, owner, row.Epoch, Instants.From(row.ExpiresAt));
            },
            cancellationToken);

    public async Task<Lease<string>?> RenewAsync(Lease<string> lease, TimeSpan duration, CancellationToken cancellationToken)
    {
        LaterRows<long> expires = await database.WriteAsync(
            (session, token) => session.AskAsync<long>(
                $"UPDATE named_leases SET expires_at = {_now} + @milliseconds WHERE {IsHeld} RETURNING expires_at",
                [("@Name", lease.Key), ("@Epoch", lease.Epoch), ("@milliseconds", Milliseconds(duration))],
                token),
            cancellationToken);
        return expires.Rows is [long end] ? lease with { ExpiresAt = Instants.From(end) } : null;
    }

    public Task ReleaseAsync(Lease<string> lease, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (session, token) => session.ExecuteAsync(
                $"UPDATE named_leases SET is_held = 0 WHERE {IsHeld}", [("@Name", lease.Key), ("@Epoch", lease.Epoch)], token),
            cancellationToken);

    private static long Milliseconds(TimeSpan duration) => (long)duration.TotalMilliseconds;

    private sealed class LeaseRow
    {
        public long Epoch { get; init; }

        public long ExpiresAt { get; init; }
    }
}
