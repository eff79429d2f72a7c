namespace PromptIntel.Core.Catalog.Memory;

/// <summary>Those who wait until a position is reached. Safe for concurrent use.</summary>
internal sealed class PositionWaiters
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<TaskCompletionSource, long> _waiting = new();

    /// <param name="current">Asked again under the lock, so that an advance in between is not missed.</param>
    public Task WaitFor(long position, Func<long> current)
    {
        lock (_lock)
        {
            if (current() >= position)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(waiter, position);
            return waiter.Task;
        }
    }

    public void Release(long reached)
    {
        lock (_lock)
        {
            while (_waiting.TryPeek(out TaskCompletionSource? waiter, out long position) && position <= reached)
            {
                _waiting.Dequeue();
                waiter.SetResult();
            }
        }
    }

    /// <summary>The log went back: whoever waits looks again.</summary>
    public void ReleaseAll() => Release(long.MaxValue);
}
