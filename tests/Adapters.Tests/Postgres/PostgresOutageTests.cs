using Npgsql;

using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Storage;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>
/// A server that stops, starts late, hangs or lets nobody in: the stores say that they are unavailable, and go on when it is back.
/// </summary>
public sealed class PostgresOutageTests
{
    private static readonly EntryKey Key = new("general", "lasting");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_GoneAndBack_IsUnavailableMeanwhileAndLosesNothing(bool isKilled)
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        await using NpgsqlDataSource source = PostgresSchemas.Connect(server.ConnectionString, new PostgresOptions());
        RelationalCatalogStore store = await PrepareAsync(source, new PostgresOptions());
        await AppendAsync(store);

        await (isKilled ? server.KillAsync() : server.StopAsync());
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AppendAsync(store));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(Token));
        await server.StartAsync();

        await Patience.WaitAsync(() => SucceedsAsync(() => AppendAsync(store)), "the store writes again");
        EntryState state = Assert.Single((await store.LoadAsync(Token)).Entries);
        Assert.Equal(2, state.LatestVersion);
    }

    [Fact]
    public async Task Server_RestartedWhileNobodyAsked_IsNotNoticed()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        await using NpgsqlDataSource source = PostgresSchemas.Connect(server.ConnectionString, new PostgresOptions());
        RelationalCatalogStore store = await PrepareAsync(source, new PostgresOptions());
        // More than one connection in the pool, all of which die.
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => store.LoadAsync(Token)));

        await server.RestartAsync();

        await AppendAsync(store);
        Assert.Single((await store.LoadAsync(Token)).Entries);
    }

    [Fact]
    public async Task Prepare_WaitsForAServerThatStartsLater()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        await server.StopAsync();
        await using NpgsqlDataSource source = PostgresSchemas.Connect(server.ConnectionString, new PostgresOptions());
        Task<RelationalCatalogStore> preparing = PrepareAsync(source, new PostgresOptions { StartTimeout = Patience.Limit });

        await server.StartAsync();

        await AppendAsync(await preparing);
    }

    [Fact]
    public async Task Prepare_WhenNothingAnswers_SaysSoOnceTheTimeIsUp()
    {
        var options = new PostgresOptions { StartTimeout = TimeSpan.FromMilliseconds(300) };
        await using NpgsqlDataSource source = PostgresSchemas.Connect(
            "Host=127.0.0.1;Port=1;Username=app;Password=secret;Database=one", options);

        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(() => PrepareAsync(source, options));

        Assert.StartsWith("Postgres 127.0.0.1:1/one (promptintel) was not ready within", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prepare_WhenThereIsNoSuchDatabase_DoesNotWait()
    {
        string connectionString = new NpgsqlConnectionStringBuilder(
            await PostgresServer.CreateDatabaseAsync())
        { Database = "nowhere" }.ToString();
        await using NpgsqlDataSource source = PostgresSchemas.Connect(connectionString, new PostgresOptions());

        StoreUnavailableException refusal = await Assert.ThrowsAsync<StoreUnavailableException>(
            () => PrepareAsync(source, new PostgresOptions { StartTimeout = TimeSpan.FromHours(1) }));

        Assert.Contains("cannot be used", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Statement_ThatHangs_EndsAsUnavailableAndLeavesNothing()
    {
        string connectionString = await PostgresServer.CreateDatabaseAsync();
        var options = new PostgresOptions { CommandTimeout = TimeSpan.FromSeconds(1) };
        await using NpgsqlDataSource source = PostgresSchemas.Connect(connectionString, options);
        RelationalCatalogStore store = await PrepareAsync(source, options);
        await AppendAsync(store);

        await using NpgsqlDataSource other = NpgsqlDataSource.Create(connectionString);
        await using (NpgsqlConnection holding = await other.OpenConnectionAsync(Token))
        await using (NpgsqlTransaction held = await holding.BeginTransactionAsync(Token))
        {
            await using var command = new NpgsqlCommand("LOCK TABLE promptintel.change_log IN ACCESS EXCLUSIVE MODE", holding, held);
            await command.ExecuteNonQueryAsync(Token);
            await Assert.ThrowsAsync<StoreUnavailableException>(() => AppendAsync(store));
        }

        await AppendAsync(store);
        Assert.Equal(2, (await store.LoadAsync(Token)).Position);
    }

    [Fact]
    public async Task Statement_ThatIsCancelled_EndsAtOnceAndLeavesNothing()
    {
        string connectionString = await PostgresServer.CreateDatabaseAsync();
        await using NpgsqlDataSource source = PostgresSchemas.Connect(
            connectionString, new PostgresOptions { CommandTimeout = TimeSpan.FromHours(1) });
        RelationalCatalogStore store = await PrepareAsync(source, new PostgresOptions { CommandTimeout = TimeSpan.FromHours(1) });
        await AppendAsync(store);
        using var cancelled = CancellationTokenSource.CreateLinkedTokenSource(Token);

        await using NpgsqlDataSource other = NpgsqlDataSource.Create(connectionString);
        await using (NpgsqlConnection holding = await other.OpenConnectionAsync(Token))
        await using (NpgsqlTransaction held = await holding.BeginTransactionAsync(Token))
        {
            await using var command = new NpgsqlCommand("SELECT 1 FROM promptintel.entries FOR UPDATE", holding, held);
            await command.ExecuteNonQueryAsync(Token);
            Task writing = AppendAsync(store, cancelled.Token);
            await cancelled.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => writing);
        }

        Assert.Equal(1, (await store.LoadAsync(Token)).Position);
    }

    [Fact]
    public async Task Way_ThatHangs_EndsAsUnavailableAndHeals()
    {
        await using PostgresServer server = await PostgresServer.StartPrivateAsync();
        // Stopped in its tracks it keeps every connection open and passes nothing on, as a network that swallows packets.
        await using PgBouncer between = await PgBouncer.StartPrivateAsync(server);
        var options = new PostgresOptions { CommandTimeout = TimeSpan.FromSeconds(1) };
        await using NpgsqlDataSource source = PostgresSchemas.Connect($"{between.ConnectionString};Timeout=1", options);
        RelationalCatalogStore store = await PrepareAsync(source, options);
        await AppendAsync(store);

        await between.PauseAsync();
        await Assert.ThrowsAsync<StoreUnavailableException>(() => AppendAsync(store));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.LoadAsync(Token));
        await between.ResumeAsync();

        await Patience.WaitAsync(() => SucceedsAsync(() => AppendAsync(store)), "the store writes again");
    }

    private static async Task<RelationalCatalogStore> PrepareAsync(NpgsqlDataSource source, PostgresOptions options)
    {
        var database = new PostgresDatabase(source, options, TimeProvider.System);
        await database.PrepareAsync(Token);
        return new RelationalCatalogStore(database, TimeProvider.System);
    }

    /// <summary>A new version, the first of which makes the entry.</summary>
    private static async Task AppendAsync(RelationalCatalogStore store, CancellationToken? cancellationToken = null)
    {
        var draft = new EntryDraft(
            EntryKind.Prompt,
            "A prompt.",
            [],
            new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", "Hello")] }.ToJson());
        IReadOnlyList<WriteResult> results = await store.CommitAsync(
            [new CatalogChange.Append(draft) { Key = Key, At = DateTimeOffset.UnixEpoch }], null, cancellationToken ?? Token);

        if (results[0] is WriteResult.NotFound)
        {
            results = await store.CommitAsync(
                [new CatalogChange.Create(draft) { Key = Key, At = DateTimeOffset.UnixEpoch }], null, cancellationToken ?? Token);
        }

        Assert.IsType<WriteResult.Written>(results[0]);
    }

    private static async Task<bool> SucceedsAsync(Func<Task> action)
    {
        try
        {
            await action();
            return true;
        }
        catch (StoreUnavailableException)
        {
            return false;
        }
    }
}
