using System.Data.Common;

using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Conformance;

namespace PromptIntel.Adapters.Tests.Postgres;

public sealed class PostgresSessionTests : SqlSessionConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<RelationalDatabase> OpenAsync() => await _schemas.OpenAsync(Token);

    protected override ValueTask DisposeDatabaseAsync() => _schemas.DisposeAsync();

    /// <summary>What goes out in one batch is one transaction, and what only its commit finds out is heard.</summary>
    [Fact]
    public async Task Write_ThatItsCommitRefuses_Fails_AndLeavesNothingBehind()
    {
        RelationalDatabase database = await _schemas.OpenAsync(Token);
        const string create = "CREATE TABLE late (id BIGINT, UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)";
        await database.WriteAsync((session, token) => session.RunScriptAsync(create, token), Token);

        for (int time = 0; time < 6; time++)
        {
            long id = time;
            DbException failure = await Assert.ThrowsAnyAsync<DbException>(() => database.WriteAsync(
                async (session, token) =>
                {
                    await session.SendAsync("INSERT INTO late (id) VALUES (@id)", [("@id", id)], token);
                    await session.SendAsync("INSERT INTO late (id) VALUES (@id)", [("@id", id)], token);
                },
                Token));
            Assert.True(database.Dialect.IsUniqueViolation(failure));
        }

        Assert.Empty(await database.ReadAsync((session, token) => session.QueryAsync<long>("SELECT id FROM late", [], token), Token));
    }

    /// <summary>Whatever the database's default is: with a stricter one, writers that wait for one row would fail instead.</summary>
    [Fact]
    public async Task Write_OfOneBatch_SeesWhatWasCommittedBeforeEachStatement()
    {
        RelationalDatabase database = await _schemas.OpenAsync(Token);
        await database.WriteAsync((session, token) => session.RunScriptAsync("CREATE TABLE seen (level TEXT)", token), Token);

        await database.WriteAsync(
            (session, token) => session.SendAsync("INSERT INTO seen VALUES (current_setting('transaction_isolation'))", [], token), Token);

        string level = await database.ReadAsync(
            (session, token) => session.QuerySingleAsync<string>("SELECT level FROM seen", [], token), Token);
        Assert.Equal("read committed", level);
    }

    /// <summary>
    /// No transaction of ours is around it, whether the statement is prepared yet or not, and a wrong one spoils nothing.
    /// </summary>
    [Fact]
    public async Task Query_ByItself_NeedsNoTransaction()
    {
        RelationalDatabase database = await _schemas.OpenAsync(Token);

        for (int time = 0; time < 6; time++)
        {
            await Assert.ThrowsAnyAsync<DbException>(() => database.QueryAsync<int>("SELECT 1 / @nought", [("@nought", 0)], Token));

            Assert.Equal(
                ["read committed"], await database.QueryAsync<string>("SELECT current_setting('transaction_isolation')", [], Token));
        }
    }
}

public sealed class PostgresGroupCommitTests : GroupCommitConformance
{
    private readonly PostgresSchemas _schemas = new();

    protected override async Task<RelationalDatabase> OpenAsync(CancellationToken cancellationToken) =>
        await _schemas.OpenAsync(cancellationToken);

    protected override ValueTask DisposeDatabaseAsync() => _schemas.DisposeAsync();
}
