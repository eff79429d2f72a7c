using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Relational.Jobs;

/// <summary>Runs of jobs in one table, by the database's clock.</summary>
internal sealed class RelationalJobRunStore(RelationalDatabase database) : IJobRunStore
{
    private const string IsOpen = "status IN ('queued', 'running')";
    private const string IsOwn = "id = @id AND lease_epoch = @epoch AND status = 'running'";

    private readonly string _now = database.Dialect.NowMilliseconds;

    public async Task<JobRequest> RequestAsync(Guid id, string job, JobTrigger trigger, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await InsertAsync(id, job, trigger, cancellationToken) is { } inserted)
            {
                return new JobRequest(inserted, IsNew: true);
            }

            // The one that was in the way may have ended since; then the next attempt has room.
            if (await ReadOpenAsync([job], cancellationToken) is [var open, ..])
            {
                return new JobRequest(open, IsNew: false);
            }
        }
    }

    public Task<IReadOnlyList<JobRun>> ReadOpenAsync(IReadOnlyCollection<string> jobs, CancellationToken cancellationToken) =>
        ReadAsync(
            $"SELECT {JobRunRow.Columns} FROM job_runs WHERE {IsOpen} AND {database.Dialect.IsIn("job", "@jobs")} ORDER BY id",
            [("@jobs", jobs.ToArray())],
            cancellationToken);

    public Task<JobRun?> StartAsync(JobStart start, CancellationToken cancellationToken) =>
        database.WriteAsync(
            async (session, token) =>
            {
                JobRunRow? row = await session.QuerySingleOrDefaultAsync<JobRunRow>(
                    $"""
                    UPDATE job_runs SET lease_epoch = @Epoch,
                        status = CASE WHEN attempts >= @MaxAttempts THEN 'failed' ELSE 'running' END,
                        ended_at = CASE WHEN attempts >= @MaxAttempts THEN {_now} END,
                        started_at = CASE WHEN attempts >= @MaxAttempts THEN started_at ELSE {_now} END,
                        instance = CASE WHEN attempts >= @MaxAttempts THEN instance ELSE @Instance END,
                        attempts = CASE WHEN attempts >= @MaxAttempts THEN attempts ELSE attempts + 1 END
                    WHERE id = @id AND {IsOpen} AND lease_epoch < @Epoch
                    RETURNING {JobRunRow.Columns}
                    """,
                    [
                        ("@id", start.Id.ToString()),
                        ("@Epoch", start.Epoch),
                        ("@Instance", start.Instance),
                        ("@MaxAttempts", start.MaxAttempts)
                    ],
                    token);

                if (row?.ToRun() is not { Status: JobRunStatus.Failed } failed)
                {
                    return row?.ToRun();
                }

                await session.ExecuteAsync(
                    "UPDATE job_runs SET error = @Error WHERE id = @Id",
                    [("@Error", JobOutcome.BegunTooOften(failed.Attempts).Error), ("@Id", row.Id)],
                    token);
                return null;
            },
            cancellationToken);

    public Task<bool> EndAsync(Guid id, long epoch, JobOutcome outcome, CancellationToken cancellationToken) => ChangeAsync(
        $"UPDATE job_runs SET status = @status, ended_at = {_now}, summary = @summary, error = @Error WHERE {IsOwn}",
        [
            ("@id", id.ToString()), ("@epoch", epoch), ("@status", outcome.Status.ToText()),
            ("@summary", outcome.Summary is null ? null : JsonSerializer.Serialize(outcome.Summary)), ("@Error", outcome.Error),
        ],
        cancellationToken);

    public Task<bool> ReleaseAsync(Guid id, long epoch, CancellationToken cancellationToken) =>
        ChangeAsync(
            $"UPDATE job_runs SET status = 'queued', attempts = attempts - 1 WHERE {IsOwn}",
            [("@id", id.ToString()), ("@epoch", epoch)],
            cancellationToken);

    public async Task<JobRun?> FindAsync(Guid id, CancellationToken cancellationToken) =>
        await ReadAsync(
            $"SELECT {JobRunRow.Columns} FROM job_runs WHERE id = @id",
            [("@id", id.ToString())],
            cancellationToken) is [var run] ? run : null;

    public Task<(ImmutableArray<JobRun> Runs, long Total)> ListAsync(
        string job, Guid? before, int limit, CancellationToken cancellationToken) =>
        database.ReadAsync(
            async (session, token) =>
            {
                (string, SqlValue)[] parameters = [("@job", job), ("@before", before?.ToString()), ("@limit", limit)];
                long total = await session.QuerySingleAsync<long>("SELECT COUNT(*) FROM job_runs WHERE job = @job", parameters, token);
                IReadOnlyList<JobRunRow> rows = await session.QueryAsync<JobRunRow>(
                    $"""
                    SELECT {JobRunRow.Columns} FROM job_runs WHERE job = @job{(before is null ? "" : " AND id < @before")}
                    ORDER BY id DESC LIMIT @limit
                    """,
                    parameters, token);
                return (rows.Select(row => row.ToRun()).ToImmutableArray(), total);
            },
            cancellationToken);

    public Task<IReadOnlyList<JobRun>> ReadLatestAsync(CancellationToken cancellationToken) =>
        ReadAsync(
            $"SELECT {JobRunRow.Columns} FROM job_runs WHERE id IN (SELECT MAX(id) FROM job_runs GROUP BY job)", [], cancellationToken);

    public Task<int> PruneAsync(DateTimeOffset endedBefore, int limit, CancellationToken cancellationToken) =>
        database.WriteAsync(
            (session, token) => session.ExecuteAsync(
                """
                DELETE FROM job_runs WHERE id IN (
                    SELECT id FROM job_runs WHERE ended_at < @before AND id NOT IN (SELECT MAX(id) FROM job_runs GROUP BY job)
                    ORDER BY id LIMIT @limit)
                """,
                [("@before", endedBefore.ToStored()), ("@limit", limit)], token),
            cancellationToken);

    /// <summary>Null when a run of this job is open.</summary>
    private async Task<JobRun?> InsertAsync(Guid id, string job, JobTrigger trigger, CancellationToken cancellationToken)
    {
        JobRunRow? row = await database.WriteAsync(
            (session, token) => session.QuerySingleOrDefaultAsync<JobRunRow>(
                $"""
                INSERT INTO job_runs (id, job, requested_by, status, requested_at, attempts, lease_epoch)
                VALUES (@id, @job, @trigger, 'queued', {_now}, 0, 0)
                ON CONFLICT (job) WHERE {IsOpen} DO NOTHING
                RETURNING {JobRunRow.Columns}
                """,
                [("@id", id.ToString()), ("@job", job), ("@trigger", trigger.ToText())], token),
            cancellationToken);
        return row?.ToRun();
    }

    private Task<IReadOnlyList<JobRun>> ReadAsync(string sql, (string, SqlValue)[] parameters, CancellationToken cancellationToken) =>
        database.ReadAsync<IReadOnlyList<JobRun>>(
            async (session, token) => [.. (await session.QueryAsync<JobRunRow>(sql, parameters, token)).Select(row => row.ToRun())],
            cancellationToken);

    private async Task<bool> ChangeAsync(string sql, (string, SqlValue)[] parameters, CancellationToken cancellationToken) =>
        await database.WriteAsync((session, token) => session.ExecuteAsync(sql, parameters, token), cancellationToken) == 1;
}
