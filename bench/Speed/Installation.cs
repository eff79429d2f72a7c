using System.Text.Json;

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using Npgsql;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Redis;
using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Contracts;
using PromptIntel.Core.Documents;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Mail;
using PromptIntel.Core.Records;
using PromptIntel.Core.Search;
using PromptIntel.Core.Solving;
using PromptIntel.Core.Sync;
using PromptIntel.Core.Users;
using PromptIntel.Core.Workflows;

using StackExchange.Redis;

namespace PromptIntel.Bench.Speed;

/// <summary>The product in this process, put together as the Api does it; in memory unless a database file is named.</summary>
internal sealed class Installation : IAsyncDisposable
{
    public const string DatabaseName = "promptintel.db";

    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _services;
    private Task? _running;

    private Installation(ServiceProvider services) => _services = services;

    public PromptCatalog Catalog => Get<PromptCatalog>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <param name="directory">Where to put a SQLite file; null keeps everything in memory.</param>
    public static async Task<Installation> OpenAsync(string? directory, params IOperation[] operations)
    {
        var services = new ServiceCollection();

        if (directory is not null)
        {
            services.AddPromptIntelSqlite(
                await SqliteDatabase.OpenAsync(new SqliteOptions { Path = Path.Combine(directory, DatabaseName) }, CancellationToken.None));
        }

        return await BuildAsync(services, operations);
    }

    /// <summary>On a shared database, as each of several processes has it; with a Redis they hear of each other at once.</summary>
    public static async Task<Installation> OpenSharedAsync(string connectionString, string? redis, params IOperation[] operations)
    {
        var services = new ServiceCollection();
        services.AddOptions<PostgresOptions>();
        services.AddSingleton(_ =>
        {
            var builder = new NpgsqlDataSourceBuilder(connectionString);
            PostgresConnections.Configure(builder, new PostgresOptions());
            return builder.Build();
        });
        services.AddPromptIntelPostgres();

        if (redis is not null)
        {
            services.AddSingleton<IConnectionMultiplexer>(_ => ConnectionMultiplexer.Connect(redis));
            services.AddPromptIntelRedis();
        }

        return await BuildAsync(services, operations);
    }

    private static async Task<Installation> BuildAsync(ServiceCollection services, IOperation[] operations)
    {
        services.AddLogging();
        services.AddPromptIntelModels(new ConfigurationBuilder().Build());
        services.AddPromptIntelCatalog();
        services.AddPromptSearch();
        services.AddPromptIntelWorkflows();
        services.AddDocuments();
        services.AddLeagues();
        services.AddMail();
        services.AddRecords();
        services.AddContracts();
        services.AddSolving();
        services.AddUsers();
        services.AddSync();
        services.AddExecution();

        foreach (IOperation operation in operations)
        {
            services.AddSingleton(operation);
        }

        var installation = new Installation(services.BuildServiceProvider());

        if (installation._services.GetService<RelationalDatabase>() is { } database)
        {
            await database.PrepareAsync(CancellationToken.None);
        }

        await installation.Catalog.LoadAsync(CancellationToken.None);

        foreach (IHostedService hosted in installation._services.GetServices<IHostedService>())
        {
            await hosted.StartAsync(CancellationToken.None);
        }

        return installation;
    }

    /// <summary>Creates an entry from its authored text.</summary>
    public async Task WriteAsync(string key, EntryKind kind, string text)
    {
        EntryKey.TryParse(key, defaultNamespace: null, out EntryKey parsed);
        var request = new CreateEntryRequest { Key = parsed, Kind = kind, Content = JsonSerializer.SerializeToElement(text) };

        if (await Get<CatalogWriter>().CreateAsync(request, CancellationToken.None) is WriteResult.Invalid invalid)
        {
            throw new InvalidOperationException($"{key} was refused: {string.Join("; ", invalid.Errors)}");
        }
    }

    /// <summary>Runs executions until this is disposed of.</summary>
    public void StartEngine() => _running = Get<ExecutionEngine>().RunAsync(_stopping.Token);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await (_running ?? Task.CompletedTask);
        await _services.DisposeAsync();
        _stopping.Dispose();
    }
}
