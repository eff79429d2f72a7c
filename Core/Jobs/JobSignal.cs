using System.Threading.Channels;

namespace PromptIntel.Core.Jobs;

/// <summary>Wakes the engine of this process when a run was asked for here; engines elsewhere find it at their next poll.</summary>
public sealed class JobSignal(TimeProvider time)
{
    private readonly Channel<bool> _rung =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    internal void Ring() => _rung.Writer.TryWrite(true);

    /// <summary>Returns when rung, or when the time is over.</summary>
    internal async Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<bool> rung = _rung.Reader.WaitToReadAsync(waiting.Token).AsTask();
        await Task.WhenAny(rung, Task.Delay(atMost, time, waiting.Token));
        await waiting.CancelAsync();
        cancellationToken.ThrowIfCancellationRequested();
        _rung.Reader.TryRead(out _);
    }
}
