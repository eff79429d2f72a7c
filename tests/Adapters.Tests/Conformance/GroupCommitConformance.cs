using System.Data.Common;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>Writes that a database commits together: what becomes of one leaves the others alone.</summary>
public abstract class GroupCommitConformance : IAsyncLifetime
{
    private readonly TaskCompletionSource _leads = new();
    private readonly TaskCompletionSource _mayEnd = new();
    private RelationalDatabase _database = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await OpenAsync(Token);
        await _database.WriteAsync(
            (session, token) => session.RunScriptAsync(
                """
                CREATE TABLE kept (place BIGINT PRIMARY KEY, word TEXT UNIQUE);
                CREATE TABLE leases (epoch BIGINT);
                INSERT INTO leases VALUES (1);
                """,
                token),
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<RelationalDatabase> OpenAsync(CancellationToken cancellationToken);

    protected abstract ValueTask DisposeDatabaseAsync();

    [Fact]
    public async Task Writes_OfManyAtOnce_AreDoneInTheOrderTheyCame()
    {
        Task leader = await LeadAsync();
        string[] words = [.. Enumerable.Range(0, 50).Select(number => $"w{number:00}")];
        Task<long>[] writes = [.. words.Select(word => WriteAsync(word))];
        _mayEnd.SetResult();
        long[] places = await Task.WhenAll(writes);
        await leader;

        Assert.Equal(Enumerable.Range(2, 50).Select(place => (long)place), places);
        Assert.Equal(["leader", .. words], await ReadAsync());
    }

    [Fact]
    public async Task Write_ThatFails_TakesNothingOfTheOthers()
    {
        Task leader = await LeadAsync();
        Task<long> before = WriteAsync("before");
        Task<long> failing = WriteAsync("before");
        Task<long> throwing = Join(async (session, token) =>
        {
            await InsertAsync(session, "thrown away", token);
            throw new InvalidDataException("own");
        });
        Task<long> wrong = Join(async (session, token) => await session.ExecuteAsync("INSERT INTO nowhere VALUES (1)", [], token));
        Task<long> after = WriteAsync("after");
        _mayEnd.SetResult();
        await Task.WhenAll(leader, before, after);

        Assert.True(_database.Dialect.IsUniqueViolation(await Assert.ThrowsAnyAsync<DbException>(() => failing)));
        Assert.Equal("own", (await Assert.ThrowsAsync<InvalidDataException>(() => throwing)).Message);
        await Assert.ThrowsAnyAsync<DbException>(() => wrong);
        Assert.Equal(["leader", "before", "after"], await ReadAsync());
    }

    [Fact]
    public async Task Fence_ThatIsLostInAGroup_WritesNothingOfItsOwn()
    {
        Task leader = await LeadAsync();
        Task<long> holder = FencedAsync(1, "holder");
        Task<long> taker = Join(async (session, token) => await session.ExecuteAsync("UPDATE leases SET epoch = epoch + 1", [], token));
        Task<long> late = FencedAsync(1, "late");
        Task<long> next = FencedAsync(2, "next");
        _mayEnd.SetResult();
        await Task.WhenAll(leader, holder, taker, next);

        await Assert.ThrowsAsync<NoRowChangedException>(() => late);
        Assert.Equal(["leader", "holder", "next"], await ReadAsync());
    }

    [Fact]
    public async Task Write_ThatIsCancelledWhileItWaits_IsNotBegun()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task leader = await LeadAsync();
        Task<long> given = WriteAsync("given up", cancelled.Token);
        Task<long> other = WriteAsync("other");
        await cancelled.CancelAsync();
        _mayEnd.SetResult();
        await Task.WhenAll(leader, other);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        Assert.Equal(["leader", "other"], await ReadAsync());
    }

    /// <summary>A write that goes on until the test lets it end; those that come after it wait.</summary>
    private async Task<Task> LeadAsync()
    {
        Task leader = Join(async (session, token) =>
        {
            long place = await InsertAsync(session, "leader", token);
            _leads.SetResult();
            await _mayEnd.Task;
            return place;
        });
        await Task.WhenAny(_leads.Task, leader);
        return leader;
    }

    private Task<long> WriteAsync(string word, CancellationToken? cancellationToken = null) =>
        Join((session, token) => InsertAsync(session, word, token), cancellationToken);

    private Task<long> FencedAsync(long epoch, string word) => Join(async (session, token) =>
    {
        await session.RequireAsync("UPDATE leases SET epoch = epoch WHERE epoch = @epoch", [("@epoch", epoch)], token);
        return await InsertAsync(session, word, token);
    });

    private Task<long> Join(Func<SqlSession, CancellationToken, Task<long>> work, CancellationToken? cancellationToken = null) =>
        _database.WriteTogetherAsync("one row", work, cancellationToken ?? Token);

    private static Task<long> InsertAsync(SqlSession session, string word, CancellationToken cancellationToken) =>
        session.QuerySingleAsync<long>(
        "INSERT INTO kept (place, word) SELECT COALESCE(MAX(place), 0) + 1, @word FROM kept RETURNING place",
        [("@word", word)],
        cancellationToken);

    private Task<IReadOnlyList<string>> ReadAsync() =>
        _database.ReadAsync((session, token) => session.QueryAsync<string>("SELECT word FROM kept ORDER BY place", [], token), Token);
}
