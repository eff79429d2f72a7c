using Npgsql;

using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>The schema that is PromptIntel's own: made once, beside what was there, closed to others.</summary>
public sealed class PostgresSchemaTests : IAsyncLifetime
{
    private static readonly PostgresOptions Options = new();

    private readonly List<NpgsqlDataSource> _opened = [];
    private string _connectionString = "";
    private NpgsqlDataSource _operator = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _connectionString = await PostgresServer.CreateDatabaseAsync();
        _operator = Keep(NpgsqlDataSource.Create(_connectionString));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlDataSource source in _opened)
        {
            await source.DisposeAsync();
        }
    }

    [Fact]
    public async Task Prepare_ByEightAtOnce_AppliesEachMigrationOnce()
    {
        PostgresDatabase[] starters = [.. Enumerable.Range(0, 8).Select(_ => Open())];

        await Task.WhenAll(starters.Select(starter => Task.Run(() => starter.PrepareAsync(Token), Token)));

        Assert.Empty(await starters[0].FindMissingMigrationsAsync(Token));
        Assert.Equal(
            await CountAsync("SELECT COUNT(DISTINCT name) FROM promptintel.schema_migrations"),
            await CountAsync("SELECT COUNT(*) FROM promptintel.schema_migrations"));
    }

    [Fact]
    public async Task Prepare_BesideTablesOfTheSameNames_TouchesNoneOfThem()
    {
        await RunAsync(
            """
            CREATE TABLE executions (id INTEGER);
            CREATE TABLE entries (id INTEGER);
            CREATE TABLE league_examples (sport TEXT);
            CREATE TABLE schema_migrations (name TEXT);
            CREATE VIEW prompt_catalog AS SELECT 1 AS one;
            INSERT INTO entries VALUES (42);
            """);
        PostgresDatabase database = Open();

        await database.PrepareAsync(Token);
        var store = new RelationalCatalogStore(database, TimeProvider.System);
        Assert.Empty((await store.LoadAsync(Token)).Entries);

        Assert.Equal(42, await CountAsync("SELECT SUM(id) FROM public.entries"));
        Assert.Equal(0, await CountAsync("SELECT COUNT(*) FROM public.executions") + await CountAsync(
            "SELECT COUNT(*) FROM public.league_examples") + await CountAsync("SELECT COUNT(*) FROM public.schema_migrations"));
        Assert.Equal(
            5, await CountAsync(
                """
                SELECT COUNT(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                WHERE n.nspname = 'public' AND c.relkind IN ('r', 'v')
                """));
    }

    [Fact]
    public async Task OtherRoles_SeeNothing_EvenWhereTheDatabaseLetsThemInByDefault()
    {
        string role = $"r{Guid.CreateVersion7():N}";
        await RunAsync(
            $"""
            CREATE ROLE {role} LOGIN;
            ALTER DEFAULT PRIVILEGES GRANT USAGE ON SCHEMAS TO {role};
            ALTER DEFAULT PRIVILEGES GRANT ALL ON TABLES TO {role};
            ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC;
            """);
        await Open().PrepareAsync(Token);
        NpgsqlDataSource other = Keep(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connectionString) { Username = role }));

        PostgresException refused = await Assert.ThrowsAsync<PostgresException>(
            () => other.CreateCommand("SELECT * FROM promptintel.entries").ExecuteScalarAsync(Token));

        Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, refused.SqlState);
        Assert.Equal(0L, await other.CreateCommand("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'promptintel'")
            .ExecuteScalarAsync(Token));
        Assert.Equal(
            0,
            await CountAsync(
                """
                SELECT COUNT(*) FROM pg_class c
                JOIN pg_namespace n ON n.oid = c.relnamespace, aclexplode(COALESCE(c.relacl, acldefault('r', c.relowner))) a
                WHERE n.nspname = 'promptintel' AND c.relkind IN ('r', 'v') AND a.grantee <> c.relowner
                """));
        await RunAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task Prepare_Again_KeepsWhatAnOperatorGranted()
    {
        string role = $"r{Guid.CreateVersion7():N}";
        await Open().PrepareAsync(Token);
        await RunAsync(
            $"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA promptintel TO {role}; GRANT SELECT ON promptintel.prompt_catalog TO {role}");

        await Open().PrepareAsync(Token);

        NpgsqlDataSource other = Keep(
            NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(_connectionString) { Username = role, SearchPath = "promptintel" }));
        Assert.Equal(0L, await other.CreateCommand("SELECT COUNT(*) FROM prompt_catalog").ExecuteScalarAsync(Token));
        await RunAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
    }

    [Fact]
    public async Task Prepare_WhenAMigrationWasChanged_Refuses()
    {
        await Open().PrepareAsync(Token);
        await RunAsync("UPDATE promptintel.schema_migrations SET hash = 'another' WHERE name = '0001_catalog.sql'");

        InvalidOperationException refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => Open().PrepareAsync(Token));

        Assert.Contains("0001_catalog.sql", refusal.Message, StringComparison.Ordinal);
    }

    private PostgresDatabase Open() => new(Keep(PostgresSchemas.Connect(_connectionString, Options)), Options, TimeProvider.System);

    private NpgsqlDataSource Keep(NpgsqlDataSource source)
    {
        _opened.Add(source);
        return source;
    }

    private async Task<long> CountAsync(string sql) =>
        Convert.ToInt64(await _operator.CreateCommand(sql).ExecuteScalarAsync(Token), System.Globalization.CultureInfo.InvariantCulture);

    private Task<int> RunAsync(string sql) => _operator.CreateCommand(sql).ExecuteNonQueryAsync(Token);
}
