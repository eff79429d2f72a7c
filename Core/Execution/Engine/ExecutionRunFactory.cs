using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Stages;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>Makes the runs of leased executions.</summary>
internal sealed class ExecutionRunFactory(
    IExecutionStore store,
    IExecutionReader reader,
    StagePipeline pipeline,
    ExecutionSignals signals,
    IOptions<ExecutionOptions> options,
    TimeProvider time,
    ExecutionLog log)
{
    /// <param name="askedAt">Timestamp from before the store was asked for the lease.</param>
    public ExecutionRun Create(ClaimedExecution claimed, Manifest manifest, long askedAt)
    {
        var guard = new LeaseGuard<Guid>(claimed.Lease, time, askedAt, options.Value.LeaseDuration);
        var leased = new LeasedStore(store, reader, guard, time, log);
        return new ExecutionRun(claimed, manifest, leased, pipeline, signals, new RunSizes(options.Value), time, log);
    }
}
