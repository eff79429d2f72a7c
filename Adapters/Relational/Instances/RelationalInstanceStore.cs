using PromptIntel.Core.Instances;

namespace PromptIntel.Adapters.Relational.Instances;

/// <summary>Reports in one table, by the database's clock.</summary>
internal sealed class RelationalInstanceStore(RelationalDatabase database) : IInstanceStore
{
    private readonly string _now = database.Dialect.NowMilliseconds;

    public Task ReportAsync(InstanceReport report, TimeSpan forgetAfter, CancellationToken cancellationToken) => database.WriteAsync(
        async (session, token) =>
        {
            await session.SendAsync(
                $"""
                INSERT INTO instances (id, name, serves, started_at, position, caught_up_at, reported_at)
                VALUES (@Id, @Name, @Serves, @StartedAt, @Position, @CaughtUpAt, {_now})
                ON CONFLICT (id) DO UPDATE SET
                    position = excluded.position, caught_up_at = excluded.caught_up_at, reported_at = excluded.reported_at
                """,
                [
                    ("@Id", report.Id.ToString()), ("@Name", report.Name), ("@Serves", report.Serves ? 1 : 0),
                    ("@StartedAt", report.StartedAt.ToStored()), ("@Position", report.Position),
                    ("@CaughtUpAt", report.CaughtUpAt?.ToStored()),
                ],
                token);
            await session.SendAsync(
                $"DELETE FROM instances WHERE reported_at < {_now} - @forget", [("@forget", (long)forgetAfter.TotalMilliseconds)], token);
        },
        cancellationToken);

    public Task RemoveAsync(Guid id, CancellationToken cancellationToken) => database.WriteAsync(
        (session, token) => session.ExecuteAsync("DELETE FROM instances WHERE id = @id", [("@id", id.ToString())], token),
        cancellationToken);

    public Task<IReadOnlyList<KnownInstance>> ListAsync(CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<KnownInstance>>(
            async (session, token) =>
            [
                .. (await session.QueryAsync<Row>(
                    $"""
                    SELECT id, name, serves, started_at, position, caught_up_at, {_now} - reported_at AS age FROM instances
                    ORDER BY started_at, id
                    """,
                    [], token)).Select(row => row.ToInstance()),
            ],
            cancellationToken);

    private sealed class Row
    {
        public string Id { get; init; } = "";

        public string Name { get; init; } = "";

        public int Serves { get; init; }

        public long StartedAt { get; init; }

        public long Position { get; init; }

        public long? CaughtUpAt { get; init; }

        public long Age { get; init; }

        public KnownInstance ToInstance() => new(
            new InstanceReport(Guid.Parse(Id), Name, Serves == 1, Instants.From(StartedAt), Position, Instants.From(CaughtUpAt)),
            TimeSpan.FromMilliseconds(Math.Max(0, Age)));
    }
}
