namespace PromptIntel.Core.Catalog.Storage;

/// <summary>Whose turn it is within one process. Safe for concurrent use.</summary>
public sealed class WriterTurn : IDisposable
{
    private readonly SemaphoreSlim _free = new(1, 1);

    /// <summary>Waits until nobody has it; dispose to give it back, once.</summary>
    public async Task<IAsyncDisposable> TakeAsync(CancellationToken cancellationToken)
    {
        await _free.WaitAsync(cancellationToken);
        return new Held(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Held(SemaphoreSlim free) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            free.Release();
            return ValueTask.CompletedTask;
        }
    }
}
