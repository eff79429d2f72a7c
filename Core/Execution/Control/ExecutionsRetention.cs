using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Jobs.Retention;

namespace PromptIntel.Core.Execution.Control;

/// <summary>
/// Executions that ended, with their checkpoints, artifacts and idempotency keys, and manifests that nothing refers to any more.
/// </summary>
internal sealed class ExecutionsRetention(IExecutionStore store, IOptions<ExecutionOptions> options, TimeProvider time) : IRetention
{
    public string What => "executions";

    public Task<long> PruneAsync(CancellationToken cancellationToken) =>
        PastRetention.PruneAsync(options.Value.Retention, time.GetUtcNow(), store.PruneAsync, cancellationToken);
}
