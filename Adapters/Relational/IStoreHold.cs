using PromptIntel.Core.Storage;

namespace PromptIntel.Adapters.Relational;

/// <summary>A name that one holds, until disposed, of all processes that share a database.</summary>
public interface IStoreHold : IAsyncDisposable
{
    /// <summary>
    /// Returns while it is still held: that of a process that stalled, or lost its connection, may have passed to another. Asked within
    /// a transaction that has written already, it holds for that transaction: a stall that loses the one loses the other.
    /// </summary>
    /// <exception cref="StoreUnavailableException">It was lost.</exception>
    Task VerifyAsync(CancellationToken cancellationToken);
}

/// <summary>Of one process alone: it is lost with it.</summary>
internal sealed class LocalHold(IAsyncDisposable turn) : IStoreHold
{
    public Task VerifyAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => turn.DisposeAsync();
}
