using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Core.Execution;

/// <summary>
/// Starts executions, watches them and changes them from outside. Running them is the engine's work, here or in another process.
/// Safe for concurrent use.
/// </summary>
public sealed class Executions(IExecutionStore store)
{
    /// <summary>
    /// Pins the workflow's whole closure, checks the input and queues an execution; both are durable when this returns. The
    /// current activity becomes the parent of the execution's trace.
    /// </summary>
    public Task<StartResult> StartAsync(StartExecution request, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>
    /// The execution as soon as it has ended or waits for a person, else as it stands after <paramref name="timeout"/>; null when
    /// there is none. Giving up waiting cancels nothing.
    /// </summary>
    public Task<ExecutionRecord?> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>The execution with its stages, attempts and artifacts; null when there is none.</summary>
    public Task<ExecutionDetails?> GetAsync(Guid id, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>Newest first; a cursor that is none gives the first page.</summary>
    public Task<ExecutionPage<ExecutionRecord>> ListAsync(ExecutionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>
    /// The events after <paramref name="after"/> in order and without gaps, then live until the execution has ended (or the caller
    /// cancels); transient <c>stage.delta</c> events between them while they happen here. Empty for an unknown execution.
    /// </summary>
    public IAsyncEnumerable<ExecutionEvent> EventsAsync(Guid id, long after, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>Cancels, answers a waiting stage, or resumes.</summary>
    public Task<ChangeResult> ChangeAsync(Guid id, ExecutionChange change, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>
    /// A new execution of the same manifest that keeps the results of every stage that does not depend on <paramref name="stage"/>
    /// and runs that one and those after it anew.
    /// </summary>
    public Task<StartResult> ForkAsync(Guid id, string stage, string? userId, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");

    /// <summary>The bytes of an artifact by name; of several with one name the last written. Null when there is none.</summary>
    public Task<ArtifactContent?> GetArtifactAsync(Guid id, string name, CancellationToken cancellationToken) => throw new NotImplementedException($"{store}");
}
