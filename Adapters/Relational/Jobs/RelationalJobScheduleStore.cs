using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Relational.Jobs;

/// <summary>Schedules of jobs in one table, by the database's clock.</summary>
internal sealed class RelationalJobScheduleStore(RelationalDatabase database) : IJobScheduleStore
{
    private readonly string _now = database.Dialect.NowMilliseconds;

    public Task DeclareAsync(string job, string cron, string timeZone, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (session, token) => session.SendAsync(
                $"""
                INSERT INTO job_schedules (job, cron, time_zone, served_until) VALUES (@job, @cron, @timeZone,
                    COALESCE((SELECT MAX(requested_at) FROM job_runs WHERE job = @job), (SELECT MAX(requested_at) FROM job_runs), {_now}))
                ON CONFLICT (job) DO UPDATE SET cron = excluded.cron, time_zone = excluded.time_zone, served_until = {_now}
                WHERE job_schedules.cron <> excluded.cron OR job_schedules.time_zone <> excluded.time_zone
                """,
                [("@job", job), ("@cron", cron), ("@timeZone", timeZone)], token),
            cancellationToken);

    public Task<KeptSchedules> ReadAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                IReadOnlyList<Row> rows = await session.QueryAsync<Row>(
                    "SELECT job, cron, time_zone, served_until FROM job_schedules ORDER BY job", [], token);
                long now = await session.QuerySingleAsync<long>($"SELECT {_now}", [], token);
                return new KeptSchedules(Instants.From(now), [.. rows.Select(row => row.ToSchedule())]);
            },
            cancellationToken);

    public Task<bool> ServeAsync(KeptSchedule read, DueTime due, Guid run, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                int moved = await session.ExecuteAsync(
                    """
                    UPDATE job_schedules SET served_until = @servedUntil
                    WHERE job = @job AND cron = @cron AND time_zone = @timeZone AND served_until = @seen
                    """,
                    [
                        ("@job", read.Job), ("@cron", read.Cron), ("@timeZone", read.TimeZone),
                        ("@seen", read.ServedUntil.ToStored()), ("@servedUntil", due.ServedUntil.ToStored()),
                    ],
                    token);

                if (moved == 1)
                {
                    // A run that is open, or was queued for this time, serves it.
                    await session.SendAsync(
                        $"""
                        INSERT INTO job_runs (id, job, requested_by, status, requested_at, attempts, lease_epoch, due_at)
                        VALUES (@id, @job, 'schedule', 'queued', {_now}, 0, 0, @dueAt)
                        ON CONFLICT DO NOTHING
                        """,
                        [("@id", run.ToString()), ("@job", read.Job), ("@dueAt", due.At.ToStored())], token);
                }

                return moved == 1;
            },
            cancellationToken);

    private sealed class Row
    {
        public string Job { get; init; } = "";

        public string Cron { get; init; } = "";

        public string TimeZone { get; init; } = "";

        public long ServedUntil { get; init; }

        public KeptSchedule ToSchedule() => new(Job, Cron, TimeZone, Instants.From(ServedUntil));
    }
}
