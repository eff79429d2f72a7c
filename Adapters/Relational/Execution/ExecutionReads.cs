using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Reads that writes need too, within their transaction.</summary>
internal static class ExecutionReads
{
    public const string ById = $"SELECT {ExecutionRow.Columns} FROM {ExecutionRow.From} WHERE e.id = @id";

    public static async Task<ExecutionRecord?> FindAsync(SqlSession session, string id, CancellationToken cancellationToken) =>
        (await session.QuerySingleOrDefaultAsync<ExecutionRow>(ById, [("@id", id)], cancellationToken))?.ToRecord();

    public static async Task<IReadOnlyList<StageResult>> ResultsAsync(SqlSession session, string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<ResultRow> rows = await session.QueryAsync<ResultRow>(
            $"SELECT {ResultRow.Columns} FROM stage_results WHERE execution_id = @id ORDER BY seq, stage_path, item_key", [("@id", id)],
            cancellationToken);
        return [.. rows.Select(row => row.ToResult())];
    }

    public static async Task<IReadOnlyList<StageAttempt>> AttemptsAsync(SqlSession session, string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttemptRow> rows = await session.QueryAsync<AttemptRow>(
            $"SELECT {AttemptRow.Columns} FROM stage_attempts WHERE execution_id = @id ORDER BY seq, stage_path, item_key, attempt, call",
            [("@id", id)], cancellationToken);
        return [.. rows.Select(row => row.ToAttempt())];
    }

    /// <summary>Everything that the owners of new leases go on from.</summary>
    public static async Task<IReadOnlyList<ClaimedExecution>> ClaimedAsync(
        SqlSession session, IReadOnlyList<(Lease<Guid> Lease, ExecutionRecord Execution)> leases, CancellationToken cancellationToken)
    {
        ILookup<string, ResultRow> results = Enumerable.Empty<ResultRow>().ToLookup(row => row.ExecutionId);
        ILookup<string, AttemptRow> attempts = Enumerable.Empty<AttemptRow>().ToLookup(row => row.ExecutionId);

        // What is claimed for the first time has nothing behind it, unless it is a fork.
        if (leases.Any(one => one.Execution is { LeaseEpoch: > 1 } or { ForkedFrom: not null }))
        {
            (string, SqlValue)[] parameters = [("@ids", leases.Select(one => Stored.Id(one.Lease.Key)).ToArray())];
            results = (await session.QueryAsync<ResultRow>(
                $"""
                SELECT execution_id, {ResultRow.Columns} FROM stage_results
                WHERE {session.Dialect.IsIn("execution_id", "@ids")}
                ORDER BY seq, stage_path, item_key
                """,
                parameters, cancellationToken)).ToLookup(row => row.ExecutionId);
            attempts = (await session.QueryAsync<AttemptRow>(
                $"""
                SELECT execution_id, {AttemptRow.Columns} FROM stage_attempts
                WHERE {session.Dialect.IsIn("execution_id", "@ids")}
                ORDER BY seq, stage_path, item_key, attempt, call
                """,
                parameters, cancellationToken)).ToLookup(row => row.ExecutionId);
        }

        return
        [
            .. leases.Select(one => (one.Lease, one.Execution, Id: Stored.Id(one.Lease.Key))).Select(one => new ClaimedExecution(
                one.Lease, one.Execution, [.. results[one.Id].Select(row => row.ToResult())],
                [.. attempts[one.Id].Select(row => row.ToAttempt())])),
        ];
    }
}
