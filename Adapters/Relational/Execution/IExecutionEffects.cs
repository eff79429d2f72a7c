using PromptIntel.Core.Workflows;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>
/// What executions leave behind in the tables of others. Every call is within the transaction of a write that has taken the fence, or holds
/// the lock of the execution's row: it is committed with that write or not at all.
/// </summary>
internal interface IExecutionEffects
{
    /// <summary>What a stage writes beside its result: one row, replaced where the execution has written it before.</summary>
    /// <exception cref="InvalidOperationException">Nobody takes such rows, which is a mistake of the operation.</exception>
    Task WriteAsync(SqlSession session, Guid executionId, SideWrite write, CancellationToken cancellationToken);

    /// <summary>Executions have just ended; one that ended before may end again.</summary>
    Task EndAsync(SqlSession session, IReadOnlyCollection<string> executionIds, CancellationToken cancellationToken);
}
