using System.Data.Common;

using Microsoft.Data.Sqlite;

namespace PromptIntel.Adapters.Sqlite;

/// <summary>
/// The writes of this process on its one writing connection, in the order they came. Those that wait while another is synced to disk
/// are then committed together, one sync for all; each has a savepoint, so that one that fails takes nothing of the others with it.
/// </summary>
internal sealed class SqliteWriteQueue(SqliteConnection connection) : IAsyncDisposable
{
    // Bounds how long the first of a group waits for the last.
    private const int MostTogether = 64;
    private const string Savepoint = "write";
    private const int ConstraintViolated = 19;

    private readonly Lock _gate = new();
    private readonly Queue<Pending> _waiting = new();
    private bool _isWriting;
    private bool _isClosed;

    public Task<T> WriteAsync<T>(Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var own = new Pending<T>(work, cancellationToken);

        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);

            if (!TryBegin_NeedsLock(own))
            {
                return own.Done;
            }
        }

        return LeadAsync(own);
    }

    /// <summary>Waits for the writes in progress and those before this call, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        var last = new Pending<bool>((_, _) => Task.FromResult(true), CancellationToken.None);
        bool isFirst;

        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            isFirst = TryBegin_NeedsLock(last);
        }

        await (isFirst ? LeadAsync(last) : last.Done);
        await connection.DisposeAsync();
    }

    /// <summary>False when somebody writes already, who will take it along.</summary>
    private bool TryBegin_NeedsLock(Pending own)
    {
        _waiting.Enqueue(own);
        return !_isWriting && (_isWriting = true);
    }

    private async Task<T> LeadAsync<T>(Pending<T> own)
    {
        await CommitAsync(TakeWaiting());

        if (TakeWaiting() is { Count: > 0 } others)
        {
            // The caller has its answer; who came meanwhile is not its business.
            _ = Task.Run(() => CommitAllAsync(others));
        }

        return await own.Done;
    }

    private async Task CommitAllAsync(List<Pending> group)
    {
        while (group.Count > 0)
        {
            await CommitAsync(group);
            group = TakeWaiting();
        }
    }

    /// <summary>The next group; an empty one ends the writing.</summary>
    private List<Pending> TakeWaiting()
    {
        var group = new List<Pending>();

        lock (_gate)
        {
            while (group.Count < MostTogether && _waiting.TryDequeue(out Pending? next))
            {
                group.Add(next);
            }

            _isWriting = group.Count > 0;
        }

        return group;
    }

    private async Task CommitAsync(List<Pending> group)
    {
        try
        {
            await using (SqliteTransaction transaction = connection.BeginTransaction(deferred: false))
            {
                foreach (Pending write in group)
                {
                    transaction.Save(Savepoint);

                    if (!await write.TryRunAsync(transaction))
                    {
                        transaction.Rollback(Savepoint);
                    }

                    transaction.Release(Savepoint);
                }

                await transaction.CommitAsync(CancellationToken.None);
            }

            group.ForEach(write => write.Acknowledge());
        }
        catch (Exception exception)
        {
            // Belongs to those who asked for the writes: nothing of the group was committed. A full disk ends the transaction under the
            // write that met it; the savepoint that is missed then is only what followed.
            Exception reason = group.Select(write => write.Failure).FirstOrDefault(failure => failure is SqliteException { SqliteErrorCode: not ConstraintViolated }) ?? exception;
            group.ForEach(write => write.Fail(reason));
        }
    }

    private abstract class Pending
    {
        /// <summary>False when the work failed or was cancelled, which its caller learns at once.</summary>
        public abstract Task<bool> TryRunAsync(DbTransaction transaction);

        /// <summary>What the work itself threw.</summary>
        public Exception? Failure { get; protected set; }

        public abstract void Acknowledge();

        public abstract void Fail(Exception exception);
    }

    private sealed class Pending<T>(Func<DbTransaction, CancellationToken, Task<T>> work, CancellationToken cancellationToken) : Pending
    {
        private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;

        public Task<T> Done => _done.Task;

        public override async Task<bool> TryRunAsync(DbTransaction transaction)
        {
            try
            {
                cancellationToken.ThrowIfCancellationRequested();
                _result = await work(transaction, cancellationToken);
                return true;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                _done.TrySetCanceled(cancellationToken);
                return false;
            }
            catch (Exception exception)
            {
                Failure = exception;
                _done.TrySetException(exception);
                return false;
            }
        }

        public override void Acknowledge() => _done.TrySetResult(_result!);

        public override void Fail(Exception exception) => _done.TrySetException(exception);
    }
}
