using Aspire.StackExchange.Redis;

using Microsoft.Data.Sqlite;

using Npgsql;

using PromptIntel.Adapters.Firestore;
using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Redis;
using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Search;

using StackExchange.Redis;

namespace PromptIntel.Hosting.Installation;

/// <summary>Which product stands behind each port: chosen here and nowhere else, by the presence of its key in the configuration.</summary>
internal static class BackingServices
{
    /// <summary>The name of the shared database among the connection strings.</summary>
    private const string Database = "promptintel";

    /// <summary>The name of Redis among the connection strings.</summary>
    private const string Cache = "cache";

    private const string SearchIndexKey = $"{SearchOptions.SectionName}:{nameof(SearchOptions.Index)}";

    /// <summary>How often a lost Redis is tried again, and how long a silent one is trusted.</summary>
    private static readonly TimeSpan RedisRetry = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan RedisKeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Whether several processes can share this installation.</summary>
    public static bool AreShared(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration.GetConnectionString(Database));

    public static async Task AddBackingServicesAsync(this IHostApplicationBuilder builder, InstallationTask task)
    {
        if (task == InstallationTask.Work && !AreShared(builder.Configuration))
        {
            throw new StartupRefusedException(
                $"A Worker of its own needs a shared database (ConnectionStrings:{Database}). Without one start the Api: "
                    + "it runs the loops in its own process.");
        }

        builder.AddCache();
        builder.AddLiveDocuments();

        if (AreShared(builder.Configuration))
        {
            builder.AddSharedDatabase();
        }
        else
        {
            builder.Services.AddValidatedOptions<SqliteOptions>(SqliteOptions.SectionName);
            builder.Services.AddPromptIntelSqlite(await OpenFileAsync(builder.Configuration));
        }
    }

    private static void AddSharedDatabase(this IHostApplicationBuilder builder)
    {
        RefuseMisspelt(Database, builder.Configuration, text => new NpgsqlConnectionStringBuilder(text));
        builder.Services.AddValidatedOptions<PostgresOptions>(PostgresOptions.SectionName);
        PostgresOptions options = builder.Configuration.GetSection(PostgresOptions.SectionName).Get<PostgresOptions>()
            ?? new PostgresOptions();
        bool isObserved = IsObserved(builder.Configuration);
        builder.AddNpgsqlDataSource(
            Database,
            settings =>
            {
                // Spans that nobody receives are not made.
                settings.DisableTracing |= !isObserved;
                settings.DisableMetrics |= !isObserved;
            },
            source =>
            {
                PostgresConnections.Configure(source, options);
                source.ConfigureTracing(PostgresTelemetry.Configure);
            });
        builder.Services.AddPromptIntelPostgres();
    }

    private static void AddLiveDocuments(this IHostApplicationBuilder builder)
    {
        try
        {
            builder.Services.AddPromptIntelFirestore(builder.Configuration);
        }
        catch (FirestoreConfigurationException exception)
        {
            throw new StartupRefusedException(exception.Message);
        }
    }

    private static void AddCache(this IHostApplicationBuilder builder)
    {
        SearchIndexChoice index = ReadIndexChoice(builder.Configuration);

        if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString(Cache)))
        {
            if (index == SearchIndexChoice.Redis)
            {
                throw new StartupRefusedException($"{SearchIndexKey} is redis, but there is none (ConnectionStrings:{Cache}).");
            }

            return;
        }

        if (!AreShared(builder.Configuration))
        {
            throw new StartupRefusedException(
                $"Redis (ConnectionStrings:{Cache}) needs a shared database (ConnectionStrings:{Database}): "
                    + "separate catalogs would share one index.");
        }

        RefuseMisspelt(Cache, builder.Configuration, text => ConfigurationOptions.Parse(text));
        builder.Services.AddValidatedOptions<RedisOptions>(RedisOptions.SectionName);
        builder.AddRedisClient(Cache, ConfigureUse, Configure);
        builder.Services.AddPromptIntelRedis();

        if (index != SearchIndexChoice.Memory)
        {
            builder.Services.AddValidatedOptions<RedisSearchOptions>(RedisSearchOptions.SectionName);
            builder.AddKeyedRedisClient(
                Cache,
                settings =>
                {
                    settings.DisableHealthChecks = true;
                    ConfigureUse(settings);
                },
                Configure);
            builder.Services.AddPromptIntelRedisSearch(Cache);
        }

        // RedisLink makes the spans: within what caused the call, and none for the loops and probes that nothing caused.
        static void ConfigureUse(StackExchangeRedisSettings settings) => settings.DisableTracing = true;

        static void Configure(ConfigurationOptions options)
        {
            options.ReconnectRetryPolicy = new LinearRetry((int)RedisRetry.TotalMilliseconds);
            options.KeepAlive = (int)RedisKeepAlive.TotalSeconds;
        }
    }

    /// <summary>Before the start: the clients themselves would say so when they are first asked for, in the background.</summary>
    private static void RefuseMisspelt(string name, IConfiguration configuration, Func<string, object> parse)
    {
        try
        {
            _ = parse(configuration.GetConnectionString(name)!);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new StartupRefusedException($"ConnectionStrings:{name} cannot be read: {exception.Message}");
        }
    }

    private static bool IsObserved(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    private static SearchIndexChoice ReadIndexChoice(IConfiguration configuration) =>
        configuration.GetValue(SearchIndexKey, SearchIndexChoice.Auto);

    private static async Task<SqliteDatabase> OpenFileAsync(IConfiguration configuration)
    {
        SqliteOptions options = configuration.GetSection(SqliteOptions.SectionName).Get<SqliteOptions>() ?? new SqliteOptions();

        try
        {
            return await SqliteDatabase.OpenAsync(options, CancellationToken.None);
        }
        catch (Exception exception) when (exception is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new StartupRefusedException(
                $"The database file {options.Path} ({SqliteOptions.SectionName}:Path) cannot be opened: {exception.Message}");
        }
    }
}
