using Npgsql;

using PromptIntel.Adapters.Postgres;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Postgres;

/// <summary>
/// One database for all conformance tests of this process, with a schema for each test. Every opened database stands for a process of
/// its own: it shares nothing with the others but the server.
/// </summary>
internal sealed class PostgresSchemas : IAsyncDisposable
{
    private static readonly Lazy<Task<string>> Shared = new(PostgresServer.CreateDatabaseAsync);

    private readonly string _schema = $"t_{Guid.CreateVersion7():N}";
    private readonly List<NpgsqlDataSource> _opened = [];
    private readonly Func<Task<string>> _connectionString;

    public PostgresSchemas()
        : this(() => Shared.Value)
    {
    }

    public PostgresSchemas(Func<Task<string>> connectionString) => _connectionString = connectionString;

    /// <summary>Opens the test's schema once more.</summary>
    public async Task<PostgresDatabase> OpenAsync(CancellationToken cancellationToken, TimeSpan? idleTransactionTimeout = null)
    {
        Assert.SkipWhen(PostgresServer.SkipReason is not null, PostgresServer.SkipReason ?? "");
        var options = new PostgresOptions { Schema = _schema };
        options.IdleTransactionTimeout = idleTransactionTimeout ?? options.IdleTransactionTimeout;
        NpgsqlDataSource source = Connect(await _connectionString(), options);
        _opened.Add(source);
        var database = new PostgresDatabase(source, options, TimeProvider.System);
        await database.PrepareAsync(cancellationToken);
        return database;
    }

    /// <summary>As a host connects.</summary>
    public static NpgsqlDataSource Connect(string connectionString, PostgresOptions options)
    {
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        PostgresConnections.Configure(builder, options);
        builder.ConfigureTracing(PostgresTelemetry.Configure);
        return builder.Build();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (NpgsqlDataSource source in _opened)
        {
            await source.DisposeAsync();
        }
    }
}
