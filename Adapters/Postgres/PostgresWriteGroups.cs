using System.Data.Common;
using System.Diagnostics;

namespace PromptIntel.Adapters.Postgres;

/// <summary>
/// Writes that lock the same row first, by a key for the row: the lock lasts until the commit is on the disk, so one after the other they
/// would each wait for a sync of their own. Those that wait in this process meanwhile are committed together, each in a savepoint, so that
/// one that fails takes nothing of the others with it.
/// </summary>
/// <param name="write">Runs work in one transaction and commits it.</param>
internal sealed class PostgresWriteGroups(Func<Func<PostgresTransaction, Task>, Task> write)
{
    // Bounds how long the first of a group waits for the last.
    private const int MostTogether = 32;

    private readonly Lock _gate = new();

    /// <summary>Who waits, by key; a key is there while somebody writes under it.</summary>
    private readonly Dictionary<string, Queue<Pending>> _waiting = new(StringComparer.Ordinal);

    public async Task<T> WriteAsync<T>(string key, Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var own = new Pending<T>(work, cancellationToken);

        if (!HasJoined(key, own))
        {
            await CommitAsync([own]);

            if (TakeWaiting(key) is { Count: > 0 } others)
            {
                // The caller has its answer; who came meanwhile is not its business.
                _ = Task.Run(() => CommitAllAsync(key, others), CancellationToken.None);
            }
        }

        return await own.Done;
    }

    /// <summary>False when nobody writes under the key yet: the caller does.</summary>
    private bool HasJoined(string key, Pending own)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(key, out Queue<Pending>? others))
            {
                others.Enqueue(own);
                return true;
            }

            _waiting.Add(key, new Queue<Pending>());
            return false;
        }
    }

    /// <summary>The next group; an empty one ends the writing.</summary>
    private List<Pending> TakeWaiting(string key)
    {
        var group = new List<Pending>();

        lock (_gate)
        {
            Queue<Pending> waiting = _waiting[key];

            while (group.Count < MostTogether && waiting.TryDequeue(out Pending? next))
            {
                group.Add(next);
            }

            if (group.Count == 0)
            {
                _waiting.Remove(key);
            }
        }

        return group;
    }

    private async Task CommitAllAsync(string key, List<Pending> group)
    {
        while (group.Count > 0)
        {
            await CommitAsync(group);
            group = TakeWaiting(key);
        }
    }

    private async Task CommitAsync(List<Pending> group)
    {
        // What opens and ends the transaction belongs to the callers too, whoever it is that runs it.
        Activity.Current = group[0].Caller;
        using Activity? together = group.Count == 1 ? null : PostgresTelemetry.StartGroup(group, static pending => pending.Caller);

        try
        {
            await write(async transaction =>
            {
                foreach (Pending pending in group)
                {
                    await pending.RunAsync(transaction, isAlone: group.Count == 1);
                }
            });
            group.ForEach(pending => pending.Acknowledge());
        }
        catch (Exception exception)
        {
            // Belongs to those who asked for the writes: nothing of the group was committed.
            group.ForEach(pending => pending.Fail(exception));
        }
    }

    private abstract class Pending
    {
        /// <summary>What asked for it; null where nothing is traced.</summary>
        public Activity? Caller { get; } = Activity.Current;

        public abstract Task RunAsync(PostgresTransaction transaction, bool isAlone);

        public abstract void Acknowledge();

        public abstract void Fail(Exception exception);
    }

    private sealed class Pending<T>(Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) : Pending
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _failure;

        public Task<T> Done => _done.Task;

        public override async Task RunAsync(PostgresTransaction transaction, bool isAlone)
        {
            // Whoever runs it, its statements belong to the trace of who asked for it.
            Activity.Current = Caller;
            _failure = null;

            if (isAlone)
            {
                _result = await work(transaction, cancellationToken);
                return;
            }

            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                // Not while it runs: a cancelled statement would fail for all.
                _result = await transaction.RunInSavepointAsync(() => work(transaction, CancellationToken.None));
            }
            catch (Exception exception) when (!PostgresErrors.IsOutage(exception) && !PostgresErrors.IsConflict(exception))
            {
                _failure = exception;
            }
        }

        public override void Acknowledge()
        {
            if (_failure is not null)
            {
                Fail(_failure);
            }
            else
            {
                _done.TrySetResult(_result!);
            }
        }

        public override void Fail(Exception exception)
        {
            if (exception is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                _done.TrySetCanceled(cancellationToken);
            }
            else
            {
                _done.TrySetException(exception);
            }
        }
    }
}
