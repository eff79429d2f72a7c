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
        SqlSession session, IReadOnlyList<Lease<Guid>> leases, CancellationToken cancellationToken)
    {
        (string, SqlValue)[] parameters = [("@ids", leases.Select(lease => Stored.Id(lease.Key)).ToArray())];
        IReadOnlyList<ExecutionRow> rows = await session.QueryAsync<ExecutionRow>(
            $"SELECT {ExecutionRow.Columns} FROM {ExecutionRow.From} WHERE {session.Dialect.IsIn("e.id", "@ids")}",
            parameters,
            cancellationToken);
        Dictionary<string, ExecutionRow> executions = rows.ToDictionary(row => row.Id, StringComparer.Ordinal);
        ILookup<string, ResultRow> results = Enumerable.Empty<ResultRow>().ToLookup(row => row.ExecutionId);
        ILookup<string, AttemptRow> attempts = Enumerable.Empty<AttemptRow>().ToLookup(row => row.ExecutionId);

        // What is claimed for the first time has nothing behind it, unless it is a fork.
        if (rows.Any(row => row.LeaseEpoch > 1 || row.ForkedFrom is not null))
        {
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
            .. leases.Select(lease => (Lease: lease, Id: Stored.Id(lease.Key))).Select(one => new ClaimedExecution(
                one.Lease, executions[one.Id].ToRecord(), [.. results[one.Id].Select(row => row.ToResult())],
                [.. attempts[one.Id].Select(row => row.ToAttempt())])),
        ];
    }
}
