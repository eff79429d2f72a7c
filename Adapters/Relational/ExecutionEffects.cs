using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Adapters.Relational.Sync;
using PromptIntel.Adapters.Relational.Users;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational;

/// <summary>League tables and metrics as stages write them, the history of users, and the marks for what is synchronised.</summary>
internal sealed class ExecutionEffects(SqlDialect dialect, SyncRoutes routes) : IExecutionEffects
{
    private readonly UserHistoryRows _history = new(new OutboxMarks(dialect, routes));

    public Task WriteAsync(SqlSession session, Guid executionId, SideWrite write, CancellationToken cancellationToken) =>
        SideTables.WriteAsync(session, executionId, write, cancellationToken);

    public Task EndAsync(SqlSession session, IReadOnlyCollection<string> executionIds, CancellationToken cancellationToken) =>
        _history.RecordAsync(session, executionIds, cancellationToken);
}
