using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Core.Execution.Batches;

/// <summary>Starts batches and watches them. Safe for concurrent use.</summary>
public sealed class BatchRuns(IExecutionStore store)
{
    /// <summary>Pins the workflow once, checks every input and queues all items in one transaction, or none.</summary>
    public Task<StartResult> StartAsync(StartBatch request, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>The batch as soon as every item has ended or waits for a person, else as it stands after <paramref name="timeout"/>; null when there is none.</summary>
    public Task<BatchRecord?> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    public Task<BatchRecord?> GetAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>Newest first.</summary>
    public Task<ExecutionPage<BatchRecord>> ListAsync(string? userId, string? cursor, int limit, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>In the order of their index; null when there is no such batch.</summary>
    public Task<ExecutionPage<BatchItem>?> ListItemsAsync(Guid id, string? cursor, int limit, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>As <see cref="Executions.EventsAsync"/>, of the batch.</summary>
    public IAsyncEnumerable<ExecutionEvent> EventsAsync(Guid id, long after, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>Cancels every item that has not ended. False when there is no such batch or it has ended.</summary>
    public Task<bool> CancelAsync(Guid id, string? actor, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>Queues every failed, cancelled and parked item again. False when there is no such batch or no such item.</summary>
    public Task<bool> ResumeAsync(Guid id, string? actor, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");
}
