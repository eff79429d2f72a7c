using System.Diagnostics;

namespace PromptIntel.Adapters.Relational;

/// <summary>A write that somebody waits for, alone or in a group.</summary>
/// <param name="isOfCrowd">Whether it knows that others of its kind may leave something to the end of the transaction.</param>
internal abstract class PendingWrite(bool isOfCrowd, CancellationToken cancellationToken)
{
    public CancellationToken CancellationToken { get; } = cancellationToken;

    protected bool IsOfCrowd => isOfCrowd;

    /// <summary>What asked for it; null where nothing is traced.</summary>
    public Activity? Caller { get; } = Activity.Current;

    /// <summary>Runs it in a transaction of its own.</summary>
    public abstract Task RunAsync(SqlSession session, CancellationToken cancellationToken);

    /// <summary>Runs it as one of several that are done or undone together; its statements may wait for those of the others.</summary>
    public abstract Task RunBesideAsync(SqlSession session);

    /// <summary>Runs it as one of several; throws only what ends the transaction for all of them.</summary>
    public abstract Task RunInSavepointAsync(SqlSession session);

    /// <summary>After the commit: the work's result, or what it threw in its savepoint.</summary>
    public abstract void Acknowledge();

    public abstract void Fail(Exception exception);
}

internal sealed class PendingWrite<T>(
    Func<SqlSession, CancellationToken, Task<T>> work, bool isOfCrowd, CancellationToken cancellationToken)
    : PendingWrite(isOfCrowd, cancellationToken)
{
    private readonly TaskCompletionSource<T> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _failure;

    public Task<T> Done => _done.Task;

    public override async Task RunAsync(SqlSession session, CancellationToken cancellationToken) =>
        _result = await work(session, cancellationToken);

    public override async Task RunBesideAsync(SqlSession session)
    {
        Activity.Current = Caller;
        _failure = null;
        CancellationToken.ThrowIfCancellationRequested();

        if (!IsOfCrowd)
        {
            await session.SendGatheredAsync(CancellationToken.None);
        }

        _result = await work(session, CancellationToken.None);
    }

    public override async Task RunInSavepointAsync(SqlSession session)
    {
        // Whoever runs it, its statements belong to the trace of who asked for it.
        Activity.Current = Caller;
        _failure = null;

        try
        {
            CancellationToken.ThrowIfCancellationRequested();
            // Not while it runs: a cancelled statement would fail for all.
            _result = await session.RunInSavepointAsync(async () =>
            {
                T result = await work(session, CancellationToken.None);
                await session.SendGatheredAsync(CancellationToken.None);
                return result;
            });
        }
        catch (Exception exception) when (!session.Dialect.EndsTransaction(exception))
        {
            session.ForgetGathered();
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
        if (exception is OperationCanceledException && CancellationToken.IsCancellationRequested)
        {
            _done.TrySetCanceled(CancellationToken);
        }
        else
        {
            _done.TrySetException(exception);
        }
    }
}
