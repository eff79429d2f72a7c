namespace PromptIntel.Embedder.Model;

/// <summary>
/// Who may use the model now. Whoever embeds one text, which is a search that somebody waits for, goes before all who embed many; those
/// take turns text by text. Safe for concurrent use.
/// </summary>
/// <param name="free">How many may use it at the same time.</param>
internal sealed class Turns(int free)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<TaskCompletionSource> _queries = new();
    private readonly LinkedList<TaskCompletionSource> _batches = new();
    private int _free = free;

    /// <summary>Completes when it is the caller's turn, which lasts until <see cref="Release"/>.</summary>
    public async Task TakeAsync(bool isQuery, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedList<TaskCompletionSource> waiting = isQuery ? _queries : _batches;
        LinkedListNode<TaskCompletionSource> mine;

        lock (_lock)
        {
            if (_free > 0)
            {
                _free--;
                return;
            }

            mine = waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        await using CancellationTokenRegistration cancelling = cancellationToken.UnsafeRegister(
            _ => GiveUp(waiting, mine, cancellationToken), null);
        await mine.Value.Task;
    }

    /// <summary>Ends a turn: the next begins.</summary>
    public void Release()
    {
        lock (_lock)
        {
            if ((_queries.First ?? _batches.First) is not { } next)
            {
                _free++;
                return;
            }

            next.List!.Remove(next);
            next.Value.SetResult();
        }
    }

    private void GiveUp(
        LinkedList<TaskCompletionSource> waiting, LinkedListNode<TaskCompletionSource> mine, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // Whose turn has begun keeps it, and releases it.
            if (mine.List == waiting)
            {
                waiting.Remove(mine);
                mine.Value.SetCanceled(cancellationToken);
            }
        }
    }
}
