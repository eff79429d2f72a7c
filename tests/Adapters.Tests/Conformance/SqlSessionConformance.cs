using System.Data.Common;

using PromptIntel.Adapters.Relational;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What the stores may expect of the statements of a transaction, whichever the product.</summary>
public abstract class SqlSessionConformance : IAsyncLifetime
{
    private const string Insert =
        "INSERT INTO kept (id, word, whole, big, number, flag, bytes) VALUES (@id, @word, @whole, @big, @number, @flag, @bytes)";

    private const string InsertId = "INSERT INTO kept (id) VALUES (@id)";
    private const string Ids = "SELECT id FROM kept ORDER BY id";

    private RelationalDatabase _database = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _database = await OpenAsync();
        await _database.WriteAsync(
            (session, token) => session.RunScriptAsync(
                """
                CREATE TABLE kept (
                    id BIGINT PRIMARY KEY, word TEXT, whole INTEGER, big BIGINT, number DOUBLE PRECISION, flag BOOLEAN, bytes BYTEA);
                CREATE TABLE other (id BIGINT PRIMARY KEY);
                """,
                token),
            Token);
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeDatabaseAsync();
        GC.SuppressFinalize(this);
    }

    protected abstract Task<RelationalDatabase> OpenAsync();

    protected abstract ValueTask DisposeDatabaseAsync();

    [Fact]
    public async Task Values_OfEveryType_ComeBack()
    {
        byte[] bytes = [0, 1, 255];
        string large = new('x', 100_000);

        // More often than a statement is run before it is prepared.
        for (int id = 1; id <= 6; id++)
        {
            string word = id == 4 ? large : "naïve 'quoted' @word";
            await _database.WriteAsync(
                (session, token) => session.SendAsync(
                    Insert,
                    [
                        ("@id", id), (
                            "@word", word), ("@whole", -1), ("@big", long.MaxValue), ("@number", 0.1), ("@flag", true), ("@bytes", bytes),
                    ],
                    token),
                Token);
            Row row = await ReadAsync(id);

            Assert.Equal((word, -1, long.MaxValue, 0.1, true), (row.Word, row.Whole, row.Big, row.Number, row.Flag));
            Assert.Equal(bytes, row.Bytes);
        }
    }

    [Fact]
    public async Task Nulls_OfEveryType_ComeBack()
    {
        for (int id = 1; id <= 6; id++)
        {
            await _database.WriteAsync(
                (session, token) => session.SendAsync(
                    Insert,
                    [
                        ("@id", id), ("@word", (string?)null), ("@whole", (int?)null), ("@big", (long?)null), ("@number", (double?)null),
                        ("@flag", SqlValue.Of(null)), ("@bytes", (byte[]?)null),
                    ],
                    token),
                Token);
            Row row = await ReadAsync(id);

            Assert.Equal((null, null, null, null, null, null), (row.Word, row.Whole, row.Big, row.Number, row.Flag, row.Bytes));
        }

        IReadOnlyList<long?> numbers = await _database.ReadAsync(
            (session, token) => session.QueryAsync<long?>("SELECT big FROM kept WHERE id < 3", [], token), Token);
        Assert.Equal([null, null], numbers);
    }

    [Fact]
    public async Task Arguments_AreFoundByName_WhateverTheirOrder()
    {
        const string Update = "UPDATE kept SET word = @word, big = @id WHERE id = @id AND (@missing IS NULL OR word = @missing)";

        await _database.WriteAsync(
            async (session, token) =>
            {
                await session.SendAsync(InsertId, [("@id", 7L)], token);
                Assert.Equal(
                    1, await session.ExecuteAsync(
                        Update, [("@word", "first"), ("@id", 7L), ("@missing", (string?)null), ("@unused", 1)], token));
                Assert.Equal(1, await session.ExecuteAsync(Update, [("@missing", "first"), ("@id", 7L), ("@word", "second")], token));
                Assert.Equal(0, await session.ExecuteAsync(Update, [("@missing", "first"), ("@id", 7L), ("@word", "third")], token));
            },
            Token);

        Row row = await ReadAsync(7);
        Assert.Equal(("second", 7), (row.Word, row.Big));
    }

    [Theory]
    [InlineData("a,c", "1,3", "2")]
    [InlineData("", "", "1,2,3")]
    public async Task IsIn_TakesAList(string words, string found, string rest)
    {
        string[] list = words.Split(',', StringSplitOptions.RemoveEmptyEntries);
        string isIn = _database.Dialect.IsIn("word", "@words");

        (IReadOnlyList<long> isOne, IReadOnlyList<long> isNone) = await _database.WriteAsync(
            async (session, token) =>
            {
                foreach ((long id, string word) in new[] { (1L, "a"), (2L, "b"), (3L, "c") })
                {
                    await session.SendAsync("INSERT INTO kept (id, word) VALUES (@id, @word)", [("@id", id), ("@word", word)], token);
                }

                return (await session.QueryAsync<long>($"SELECT id FROM kept WHERE {isIn} ORDER BY id", [("@words", list)], token),
                    await session.QueryAsync<long>($"SELECT id FROM kept WHERE NOT {isIn} ORDER BY id", [("@words", list)], token));
            },
            Token);

        Assert.Equal((found, rest), (string.Join(',', isOne), string.Join(',', isNone)));
    }

    [Fact]
    public async Task Batch_WithSeveralResults_GivesThoseOfTheLast()
    {
        IReadOnlyList<long> rows = await _database.WriteAsync(
            async (session, token) =>
            {
                await session.SendAsync(InsertId, [("@id", 1L)], token);
                await session.LockAsync($"SELECT id, word FROM kept WHERE id = 1 {session.Dialect.RowLock}", [], token);
                await session.RequireAsync("UPDATE kept SET big = 1 WHERE id = @id", [("@id", 1L)], token);
                await session.LockAsync($"SELECT word FROM kept WHERE id = 2 {session.Dialect.RowLock}", [], token);
                await session.SendAsync(InsertId, [("@id", 2L)], token);
                return await session.QueryAsync<long>(Ids, [], token);
            },
            Token);

        Assert.Equal([1L, 2L], rows);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(15)]
    [InlineData(17)]
    public async Task Portions_WriteEveryRowOnce_WithWhatTheyShare(int count)
    {
        var portions = new RowPortions(
            rows => $"INSERT INTO kept (id, word, whole) SELECT item.column1, item.column2, @whole FROM (VALUES {rows}) AS item",
            "@id",
            "@word");
        SqlValue[][] written = [.. Enumerable.Range(1, count).Select(id => new SqlValue[] { (long)id, $"word {id}" })];

        await _database.WriteAsync((session, token) => portions.SendAsync(session, [("@whole", 7)], written, token), Token);

        Assert.Equal(
            Enumerable.Range(1, count).Select(id => $"{id} word {id} 7"),
            await _database.QueryAsync<string>(
                "SELECT CAST(id AS TEXT) || ' ' || word || ' ' || CAST(whole AS TEXT) FROM kept ORDER BY id", [], Token));
    }

    [Fact]
    public async Task Ask_GivesItsRows_BehindALaterStatement_AndBehindTheCommit()
    {
        // More often than a statement is run before it is prepared.
        for (long id = 1; id <= 6; id++)
        {
            (LaterRows<long> before, IReadOnlyList<long> later, LaterRows<long> last) = await _database.WriteAsync(
                async (session, token) =>
                {
                    LaterRows<long> before = await session.AskAsync<long>(Ids, [], token);
                    await session.SendAsync(InsertId, [("@id", id)], token);
                    await session.LockAsync($"SELECT id FROM kept WHERE id = 1 {session.Dialect.RowLock}", [], token);
                    IReadOnlyList<long> later = await session.QueryAsync<long>(Ids, [], token);
                    Assert.Equal(later.Count - 1, before.Rows.Count);
                    return (before, later, await session.AskAsync<long>(
                        "UPDATE kept SET big = 10 * @id WHERE id = @id RETURNING big", [("@id", id)], token));
                },
                Token);

            Assert.Equal(Enumerable.Range(1, (int)id - 1).Select(one => (long)one), before.Rows);
            Assert.Equal(Enumerable.Range(1, (int)id).Select(one => (long)one), later);
            Assert.Equal([10 * id], last.Rows);
        }
    }

    [Fact]
    public async Task Ask_InABatchThatIsAllOfTheTransaction_GivesItsRows_OrTheErrorBehindIt()
    {
        Func<SqlSession, CancellationToken, Task<LaterRows<long>>> write = async (session, token) =>
        {
            await session.SendAsync("INSERT INTO other (id) SELECT COUNT(*) FROM other", [], token);
            LaterRows<long> rows = await session.AskAsync<long>("SELECT COUNT(*) FROM other", [], token);
            await session.SendAsync("INSERT INTO kept (id) SELECT COUNT(*) FROM other", [], token);
            return rows;
        };

        for (long count = 1; count <= 5; count++)
        {
            Assert.Equal([count], (await _database.WriteAsync(write, Token)).Rows);
            Assert.Equal([count + 100], (await _database.WriteTogetherAsync("row", async (session, token) => await session.AskAsync<long>(
                "SELECT COUNT(*) + 100 FROM other", [], token), Token)).Rows);
        }

        await Assert.ThrowsAnyAsync<DbException>(() => _database.WriteAsync(
            async (session, token) =>
            {
                LaterRows<long> rows = await session.AskAsync<long>("SELECT COUNT(*) FROM other", [], token);
                await session.SendAsync("INSERT INTO other (id) VALUES (0)", [], token);
                return rows;
            },
            Token));
    }

    [Fact]
    public async Task Batch_OfMoreThanGoesAtOnce_IsWrittenWhole()
    {
        await _database.WriteAsync(
            async (session, token) =>
            {
                for (long id = 1; id <= 450; id++)
                {
                    await session.SendAsync(InsertId, [("@id", id)], token);
                }
            },
            Token);

        Assert.Equal(Enumerable.Range(1, 450).Select(id => (long)id), await ReadIdsAsync());
    }

    [Fact]
    public async Task Require_WhenNoRowChanges_LeavesNothingBehind()
    {
        await _database.WriteAsync((session, token) => session.SendAsync(InsertId, [("@id", 1L)], token), Token);

        for (int time = 0; time < 6; time++)
        {
            await Assert.ThrowsAsync<NoRowChangedException>(() => _database.WriteAsync(
                async (session, token) =>
                {
                    await session.SendAsync(InsertId, [("@id", 2L)], token);
                    await session.RequireAsync("UPDATE kept SET big = 1 WHERE id = @id", [("@id", 99L)], token);
                    await session.SendAsync(InsertId, [("@id", 3L)], token);
                },
                Token));
        }

        Assert.Equal([1L], await ReadIdsAsync());
    }

    [Fact]
    public async Task ViolatedKey_IsKnownAsOne_AndUndoesTheTransaction()
    {
        await _database.WriteAsync((session, token) => session.SendAsync(InsertId, [("@id", 1L)], token), Token);

        Exception failure = await Assert.ThrowsAnyAsync<DbException>(() => _database.WriteAsync(
            async (session, token) =>
            {
                await session.SendAsync("INSERT INTO other (id) VALUES (1)", [], token);
                await session.SendAsync(InsertId, [("@id", 1L)], token);
            },
            Token));

        Assert.True(_database.Dialect.IsUniqueViolation(failure));
        Assert.False(_database.Dialect.EndsTransaction(failure));
        Assert.Empty(await _database.ReadAsync((session, token) => session.QueryAsync<long>("SELECT id FROM other", [], token), Token));
    }

    [Fact]
    public async Task Statement_ThatIsWrong_IsNoViolatedKey()
    {
        Exception failure = await Assert.ThrowsAnyAsync<DbException>(() => _database.ReadAsync(
            (session, token) => session.QueryAsync<long>("SELECT id FROM nowhere", [], token), Token));

        Assert.False(_database.Dialect.IsUniqueViolation(failure));
        Assert.Empty(await ReadIdsAsync());
    }

    [Fact]
    public async Task Write_ThatIsCancelledBeforeItsEnd_LeavesNothingBehind()
    {
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _database.WriteAsync(
            async (session, token) =>
            {
                await session.ExecuteAsync(InsertId, [("@id", 1L)], token);
                await cancelled.CancelAsync();
                await session.ExecuteAsync(InsertId, [("@id", 2L)], token);
            },
            cancelled.Token));

        Assert.Empty(await ReadIdsAsync());
    }

    private Task<IReadOnlyList<long>> ReadIdsAsync() =>
        _database.ReadAsync((session, token) => session.QueryAsync<long>(Ids, [], token), Token);

    private Task<Row> ReadAsync(int id) => _database.ReadAsync(
        (session, token) => session.QuerySingleAsync<Row>(
            "SELECT word, whole, big, number, flag, bytes FROM kept WHERE id = @id", [("@id", id)], token),
        Token);

    private sealed class Row
    {
        public string? Word { get; init; }

        public int? Whole { get; init; }

        public long? Big { get; init; }

        public double? Number { get; init; }

        public bool? Flag { get; init; }

        public byte[]? Bytes { get; init; }
    }
}
