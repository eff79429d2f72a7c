using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Core.Execution;

/// <summary>Deletes executions that ended longer ago than the retention, in small transactions.</summary>
public sealed class ExecutionRetention
{
    private const int AtOnce = 200;

    private readonly IExecutionStore _store;
    private readonly TimeSpan _retention;
    private readonly TimeProvider _time;
    private readonly ExecutionLog _log;

    internal ExecutionRetention(IExecutionStore store, IOptions<ExecutionOptions> options, TimeProvider time, ExecutionLog log) =>
        (_store, _retention, _time, _log) = (store, options.Value.Retention, time, log);

    /// <summary>All that is due. A failure of the store is logged: the next time tries again.</summary>
    public async Task PruneAsync(CancellationToken cancellationToken)
    {
        if (_retention <= TimeSpan.Zero)
        {
            return;
        }

        try
        {
            int pruned;

            do
            {
                pruned = await _store.PruneAsync(_time.GetUtcNow() - _retention, AtOnce, cancellationToken);

                if (pruned > 0)
                {
                    _log.Pruned(pruned);
                }
            }
            while (pruned == AtOnce);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            _log.PruneFailed(exception);
        }
    }
}
