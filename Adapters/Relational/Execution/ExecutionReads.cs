using System.Data.Common;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>Reads that writes need too, within their transaction.</summary>
internal static class ExecutionReads
{
    public static async Task<ExecutionRecord?> FindAsync(DbTransaction transaction, string id, CancellationToken cancellationToken) =>
        (await transaction.QuerySingleOrDefaultAsync<ExecutionRow>($"SELECT {ExecutionRow.Columns} FROM {ExecutionRow.From} WHERE e.id = @id", new { id }, cancellationToken))?.ToRecord();

    public static async Task<IReadOnlyList<StageResult>> ResultsAsync(DbTransaction transaction, string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<ResultRow> rows = await transaction.QueryAsync<ResultRow>(
            $"SELECT {ResultRow.Columns} FROM stage_results WHERE execution_id = @id ORDER BY seq, stage_path, item_key", new { id }, cancellationToken);
        return [.. rows.Select(row => row.ToResult())];
    }

    public static async Task<IReadOnlyList<StageAttempt>> AttemptsAsync(DbTransaction transaction, string id, CancellationToken cancellationToken)
    {
        IReadOnlyList<AttemptRow> rows = await transaction.QueryAsync<AttemptRow>(
            $"SELECT {AttemptRow.Columns} FROM stage_attempts WHERE execution_id = @id ORDER BY seq, stage_path, item_key, attempt, call", new { id }, cancellationToken);
        return [.. rows.Select(row => row.ToAttempt())];
    }

    public static async Task<ClaimedExecution> ClaimedAsync(DbTransaction transaction, Lease lease, CancellationToken cancellationToken)
    {
        string id = Stored.Id(lease.ExecutionId);
        return new ClaimedExecution(
            lease,
            (await FindAsync(transaction, id, cancellationToken))!,
            [.. await ResultsAsync(transaction, id, cancellationToken)],
            [.. await AttemptsAsync(transaction, id, cancellationToken)]);
    }
}
