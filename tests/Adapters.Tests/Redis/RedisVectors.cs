using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Adapters.Redis;
using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Vectors;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>What one process has of the vectors in Redis.</summary>
internal sealed class RedisVectors : IAsyncDisposable
{
    private readonly PromptCatalog _catalog;

    private RedisVectors(
        ConnectionMultiplexer connection, PromptCatalog catalog, RedisSearchOptions options, TimeSpan patience, ILogger? logger)
    {
        (Connection, _catalog) = (connection, catalog);
        RedisLink link = new(
            () => connection,
            catalog,
            Options.Create(new RedisOptions { AnswerTimeout = patience }),
            TimeProvider.System,
            NullLogger<RedisLink>.Instance);
        Factory = new RedisSearchIndexFactory(
            link, new InMemorySearchIndexFactory(), "entries", options, TimeProvider.System, logger ?? NullLogger.Instance);
    }

    public ConnectionMultiplexer Connection { get; }

    public ISearchIndexFactory Factory { get; }

    /// <param name="store">The installation that it belongs to; its own when not given.</param>
    /// <param name="patience">With an answer; longer than a loaded machine needs when not given.</param>
    public static async Task<RedisVectors> ConnectAsync(
        string connectionString, ICatalogStore? store = null, RedisSearchOptions? options = null, TimeSpan? patience = null,
        ILogger? logger = null)
    {
        ConfigurationOptions configuration = ConfigurationOptions.Parse($"{connectionString},abortConnect=false,connectTimeout=5000");
        configuration.ReconnectRetryPolicy = new LinearRetry(100);
        // Newer clients ask for it before KEYS.
        configuration.AllowAdmin = true;
        PromptCatalog catalog = new(
            store ?? new InMemoryCatalogStore(),
            Options.Create(new CatalogOptions()),
            TimeProvider.System,
            NullLogger<PromptCatalog>.Instance);
        await catalog.LoadAsync(TestContext.Current.CancellationToken);
        return new RedisVectors(
            await ConnectionMultiplexer.ConnectAsync(configuration),
            catalog,
            options ?? new RedisSearchOptions(),
            patience ?? TimeSpan.FromSeconds(30),
            logger);
    }

    /// <summary>The keys of vector sets in its database.</summary>
    public async Task<string[]> FindKeysAsync() =>
        [.. ((RedisResult[])(await Connection.GetDatabase().ExecuteAsync("KEYS", "promptintel:*:vectors:*"))!).Select(key => (string)key!)];

    public async ValueTask DisposeAsync()
    {
        await Connection.CloseAsync();
        Connection.Dispose();
        _catalog.Dispose();
    }
}
