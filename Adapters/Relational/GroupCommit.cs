using System.Diagnostics;

namespace PromptIntel.Adapters.Relational;

/// <summary>
/// Writes that would wait for one another, by a key for what they wait for: the lock lasts until the commit is on the disk, so one after
/// the other they would each wait for a sync of their own. The first runs at once, on its caller's thread, unless it is of a crowd; those
/// that come meanwhile are then committed together in the order they came. Where one of them fails all is undone and done again, each in
/// a savepoint, so that one that fails takes nothing of the others with it.
/// </summary>
/// <param name="transact">Runs work in one transaction and commits it; may run it again.</param>
/// <param name="startSpan">The span of a commit for several callers; null where there is none.</param>
internal sealed class GroupCommit(
    Func<Func<SqlSession, CancellationToken, Task>, CancellationToken, Task> transact,
    Func<List<PendingWrite>, Activity?>? startSpan = null)
{
    // Bounds how long the first of a group waits for the last.
    private const int MostTogether = 32;

    /// <summary>How often nobody came before a crowd is taken for complete: what makes them takes some steps of its own.</summary>
    private const int LooksForMore = 4;

    private readonly Lock _gate = new();

    /// <summary>Who waits, by key; a key is there while somebody writes under it.</summary>
    private readonly Dictionary<string, Queue<PendingWrite>> _waiting = new(StringComparer.Ordinal);

    private TaskCompletionSource? _closing;

    /// <param name="isOfCrowd">Whether others are likely to come at the same moment: then the first lets them join it.</param>
    /// <exception cref="ObjectDisposedException">It was closed before.</exception>
    public async Task<T> WriteAsync<T>(
        string key, Func<SqlSession, CancellationToken, Task<T>> work, bool isOfCrowd, CancellationToken cancellationToken)
    {
        var own = new PendingWrite<T>(work, isOfCrowd, cancellationToken);

        if (!HasJoined(key, own))
        {
            List<PendingWrite> first = isOfCrowd ? await GatherAsync(key, own) : [own];
            await CommitAsync(first);

            if (TakeWaiting(key) is { Count: > 0 } others)
            {
                // The caller has its answer; who came meanwhile is not its business.
                _ = Task.Run(() => CommitAllAsync(key, others), CancellationToken.None);
            }
        }

        return await own.Done;
    }

    /// <summary>Takes no more writes; ends when those that were taken have ended.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _closing ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            EndClosing_NeedsLock();
            return _closing.Task;
        }
    }

    /// <summary>False when nobody writes under the key yet: the caller does.</summary>
    private bool HasJoined(string key, PendingWrite own)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_closing is not null, this);

            if (_waiting.TryGetValue(key, out Queue<PendingWrite>? others))
            {
                others.Enqueue(own);
                return true;
            }

            _waiting.Add(key, new Queue<PendingWrite>());
            return false;
        }
    }

    /// <summary>Lets what is ready to run go first, for as long as more come by it; waits for nothing.</summary>
    private async Task<List<PendingWrite>> GatherAsync(string key, PendingWrite own)
    {
        int waiting = 0;

        for (int quiet = 0; quiet < LooksForMore && waiting < MostTogether; quiet++)
        {
            int before = waiting;
            await Task.Yield();

            lock (_gate)
            {
                waiting = _waiting[key].Count;
            }

            quiet = waiting > before ? -1 : quiet;
        }

        lock (_gate)
        {
            return Dequeue_NeedsLock(key, [own]);
        }
    }

    private List<PendingWrite> Dequeue_NeedsLock(string key, List<PendingWrite> group)
    {
        while (group.Count < MostTogether && _waiting[key].TryDequeue(out PendingWrite? next))
        {
            group.Add(next);
        }

        return group;
    }

    /// <summary>The next group; an empty one ends the writing.</summary>
    private List<PendingWrite> TakeWaiting(string key)
    {
        lock (_gate)
        {
            List<PendingWrite> group = Dequeue_NeedsLock(key, []);

            if (group.Count == 0)
            {
                _waiting.Remove(key);
                EndClosing_NeedsLock();
            }

            return group;
        }
    }

    private void EndClosing_NeedsLock()
    {
        if (_waiting.Count == 0)
        {
            _closing?.TrySetResult();
        }
    }

    private async Task CommitAllAsync(string key, List<PendingWrite> group)
    {
        while (group.Count > 0)
        {
            await CommitAsync(group);
            group = TakeWaiting(key);
        }
    }

    private async Task CommitAsync(List<PendingWrite> group)
    {
        // What opens and ends the transaction belongs to the callers too, whoever it is that runs it.
        Activity.Current = group[0].Caller;
        using Activity? together = group.Count == 1 ? null : startSpan?.Invoke(group);

        try
        {
            await (group is [var lone]
                ? transact(lone.RunAsync, lone.CancellationToken)
                : CommitTogetherAsync(group));
            group.ForEach(write => write.Acknowledge());
        }
        catch (Exception exception)
        {
            // Belongs to those who asked for the writes: nothing of the group was committed.
            group.ForEach(write => write.Fail(exception));
        }
    }

    private async Task CommitTogetherAsync(List<PendingWrite> group)
    {
        try
        {
            await transact((session, _) => RunAllAsync(group, write => write.RunBesideAsync(session)), CancellationToken.None);
        }
        catch (Exception exception) when (exception is not IOException)
        {
            // Whose failure it is shows when each is undone by itself; an outage is everybody's.
            await transact((session, _) => RunAllAsync(group, write => write.RunInSavepointAsync(session)), CancellationToken.None);
        }
    }

    private static async Task RunAllAsync(List<PendingWrite> group, Func<PendingWrite, Task> run)
    {
        foreach (PendingWrite write in group)
        {
            await run(write);
        }
    }
}
