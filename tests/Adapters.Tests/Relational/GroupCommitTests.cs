using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Tests.Relational;

/// <summary>How writes are put together, whatever the database makes of them.</summary>
public sealed class GroupCommitTests
{
    /// <summary>Writes and savepoints of each transaction that came to its commit.</summary>
    private readonly List<(int Writes, int Savepoints)> _groups = [];
    private readonly TaskCompletionSource _leads = new();
    private readonly TaskCompletionSource _mayEnd = new();
    private readonly GroupCommit _commits;

    /// <summary>What the next transactions come to; null commits.</summary>
    private readonly Queue<Exception?> _ends = new();

    private int _runs = 1;

    public GroupCommitTests() => _commits = new GroupCommit(TransactAsync);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Write_Alone_RunsOnItsCallersThread_WithoutSavepoint()
    {
        int caller = Environment.CurrentManagedThreadId;

        int thread = await WriteAsync(() => Environment.CurrentManagedThreadId);

        Assert.Equal(caller, thread);
        Assert.Equal([(1, 0)], _groups);
    }

    [Fact]
    public async Task Writes_ThatComeMeanwhile_ShareOneCommit_UpToABound()
    {
        Task<int> leader = Lead();
        Task<int>[] writes = [.. Enumerable.Range(0, 70).Select(number => WriteAsync(() => number))];
        _mayEnd.SetResult();
        await leader;

        Assert.Equal(Enumerable.Range(0, 70), await Task.WhenAll(writes));
        Assert.Equal([(1, 0), (32, 0), (32, 0), (6, 0)], _groups);
    }

    [Fact]
    public async Task FirstOfACrowd_LetsThoseJoinThatAreReady_AsLongAsMoreCome()
    {
        var ready = new ReadyWork();
        var writes = new List<Task<int>>();

        ready.Run(() =>
        {
            writes.Add(WriteAsync(() => 0, isOfCrowd: true));
            SynchronizationContext.Current!.Post(
                _ =>
                {
                    writes.Add(WriteAsync(() => 1, isOfCrowd: true));
                    writes.Add(WriteAsync(() => 2, isOfCrowd: true));
                },
                null);
            writes.Add(WriteAsync(() => 3, isOfCrowd: true));
        });

        int[] results = await Task.WhenAll(writes);
        Assert.Equal([0, 3, 1, 2], results);
        Assert.Equal([(4, 0)], _groups);
    }

    [Fact]
    public async Task Group_OfWhichOneFails_IsDoneAgain_EachInASavepoint()
    {
        Task<int> leader = Lead();
        Task<int> fine = WriteAsync(() => 1);
        Task<int> wrong = WriteAsync(() => throw new InvalidDataException("own"));
        Task<int> alsoFine = WriteAsync(() => 2);
        _mayEnd.SetResult();
        await leader;

        Assert.Equal("own", (await Assert.ThrowsAsync<InvalidDataException>(() => wrong)).Message);
        Assert.Equal((1, 2), (await fine, await alsoFine));
        Assert.Equal([(1, 0), (3, 3)], _groups);
    }

    [Fact]
    public async Task Writes_UnderDifferentKeys_DoNotWaitForOneAnother()
    {
        Task<int> leader = Lead();

        Assert.Equal(5, await _commits.WriteAsync("another row", (_, _) => Task.FromResult(5), isOfCrowd: false, Token));
        Assert.False(leader.IsCompleted);

        _mayEnd.SetResult();
        await leader;
    }

    [Fact]
    public async Task Failure_ThatEndsTheTransaction_IsEverybodysInTheGroup()
    {
        Task<int> leader = Lead();
        Task<int> fine = WriteAsync(() => 1);
        Task<int> lost = WriteAsync(() => throw new IOException("gone"));
        _mayEnd.SetResult();
        await leader;

        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => fine)).Message);
        Assert.Equal("gone", (await Assert.ThrowsAsync<IOException>(() => lost)).Message);
        Assert.Equal(2, await WriteAsync(() => 2));
    }

    [Fact]
    public async Task Commit_ThatFails_AcknowledgesNobody()
    {
        Task<int> leader = Lead();
        Task<int>[] writes = [WriteAsync(() => 1), WriteAsync(() => throw new InvalidDataException("own"))];
        _ends.Enqueue(null);
        _ends.Enqueue(new IOException("not committed"));
        _mayEnd.SetResult();
        await leader;

        foreach (Task<int> write in writes)
        {
            Assert.Equal("not committed", (await Assert.ThrowsAsync<IOException>(() => write)).Message);
        }
    }

    [Fact]
    public async Task Group_ThatIsRunAgain_GivesTheLastOutcome()
    {
        int runs = 0;
        Task<int> leader = Lead();
        Task<int> first = WriteAsync(() => ++runs);
        Task<int> second = WriteAsync(() => runs * 10);
        _runs = 2;
        _mayEnd.SetResult();
        await leader;

        Assert.Equal(2, await first);
        Assert.Equal(20, await second);
    }

    [Fact]
    public async Task Write_ThatIsCancelledWhileItRunsInAGroup_IsDoneAllTheSame()
    {
        using var cancelled = new CancellationTokenSource();
        Task<int> leader = Lead();
        Task<bool> write = _commits.WriteAsync(
            "row",
            async (_, token) =>
            {
                await cancelled.CancelAsync();
                return token.IsCancellationRequested;
            },
            isOfCrowd: false,
            cancelled.Token);
        Task<int> other = WriteAsync(() => 1);
        _mayEnd.SetResult();
        await leader;

        Assert.False(await write);
        Assert.Equal(1, await other);
    }

    [Fact]
    public async Task Close_WaitsForWhatWasTaken_AndTakesNoMore()
    {
        Task<int> leader = Lead();
        Task<int> waiting = WriteAsync(() => 1);

        Task closing = _commits.CloseAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => WriteAsync(() => 2));
        Assert.False(closing.IsCompleted);
        _mayEnd.SetResult();
        await closing;
        await leader;

        Assert.Equal(1, await waiting);
        Assert.True(_commits.CloseAsync().IsCompleted);
    }

    private Task<int> Lead() => _commits.WriteAsync(
        "row",
        async (session, _) =>
        {
            ((CountingSession)session).Writes++;
            _leads.SetResult();
            await _mayEnd.Task;
            return 0;
        },
        isOfCrowd: false,
        Token);

    private Task<int> WriteAsync(Func<int> work, bool isOfCrowd = false) => _commits.WriteAsync(
        "row",
        (session, _) =>
        {
            ((CountingSession)session).Writes++;
            return Task.FromResult(work());
        },
        isOfCrowd,
        Token);

    private async Task TransactAsync(Func<SqlSession, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        var session = new CountingSession();
        // The one that leads is run once: what is run again is its followers' group.
        int runs = _mayEnd.Task.IsCompleted ? _runs : 1;

        for (int run = 0; run < runs; run++)
        {
            session = new CountingSession();
            await work(session, cancellationToken);
        }

        lock (_groups)
        {
            _groups.Add((session.Writes, session.Savepoints));
        }

        if (_ends.TryDequeue(out Exception? end) && end is not null)
        {
            throw end;
        }
    }

    /// <summary>Runs on one thread what is ready, in the order in which it became so.</summary>
    private sealed class ReadyWork : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Call, object? State)> _ready = new();

        public override void Post(SendOrPostCallback d, object? state) => _ready.Enqueue((d, state));

        public void Run(Action first)
        {
            SynchronizationContext? before = Current;
            SetSynchronizationContext(this);

            try
            {
                first();

                while (_ready.TryDequeue(out (SendOrPostCallback Call, object? State) next))
                {
                    next.Call(next.State);
                }
            }
            finally
            {
                SetSynchronizationContext(before);
            }
        }
    }

    /// <summary>Counts savepoints; there are no statements.</summary>
    private sealed class CountingSession : SqlSession
    {
        public int Writes { get; set; }

        public int Savepoints { get; private set; }

        public override SqlDialect Dialect { get; } = new()
        {
            Name = "None",
            HasOneWriter = false,
            RowLock = "",
            RowLockSkippingLocked = "",
            RowShare = "",
            NowMilliseconds = "0",
            JsonText = (_, _) => "",
            IsIn = (_, _) => "",
            IsUniqueViolation = _ => false,
            EndsTransaction = exception => exception is IOException,
        };

        public override Task<IReadOnlyList<T>> QueryAsync<T>(
            string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task<int> ExecuteAsync(
            string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task SendAsync(
            string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task<LaterRows<T>> AskAsync<T>(
            string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task LockAsync(
            string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public override Task RequireAsync(
            string sql, ReadOnlySpan<(string Name, SqlValue Value)> arguments, CancellationToken cancellationToken, int rows = 1) =>
            throw new NotSupportedException();

        public override Task RunScriptAsync(string sql, CancellationToken cancellationToken) => throw new NotSupportedException();

        internal override Task<T> RunInSavepointAsync<T>(Func<Task<T>> work)
        {
            Savepoints++;
            return work();
        }
    }
}
