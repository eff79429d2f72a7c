namespace PromptIntel.Core.Execution.Signals;

/// <summary>For a process that is alone, or whose others find out by asking the store.</summary>
public sealed class NoSignalRelay : ISignalRelay
{
    public void Send(Signal signal)
    {
    }

    public IDisposable Receive(Action<Signal> received) => Nothing.Instance;

    public IDisposable Watch(Guid id) => Nothing.Instance;

    public ValueTask<bool> IsWatchedAsync(Guid id, CancellationToken cancellationToken) => ValueTask.FromResult(false);

    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose()
        {
        }
    }
}
