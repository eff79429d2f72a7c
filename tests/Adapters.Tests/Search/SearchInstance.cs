using System.Text.Json;

using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.ChangeLog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Search;

/// <summary>What one process has of catalog and search over a database that others use too, with the loops that a host drives.</summary>
internal sealed class SearchInstance : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly ServiceProvider _services;
    private Task _loops = Task.CompletedTask;

    private SearchInstance(ServiceProvider services)
    {
        _services = services;
        Nearest = new NearestEntries(
            Library,
            _services.GetRequiredService<EmbedderChoice>(),
            new SearchOptions(),
            TimeProvider.System,
            _services.GetRequiredService<ILogger<SearchInstance>>());
    }

    public PromptCatalog Catalog => _services.GetRequiredService<PromptCatalog>();

    public CatalogWriter Writer => _services.GetRequiredService<CatalogWriter>();

    public EmbeddingLibrary Library => _services.GetRequiredService<EmbeddingLibrary>();

    public PromptSearch Search => _services.GetRequiredService<PromptSearch>();

    /// <summary>The vector half of a search alone.</summary>
    public NearestEntries Nearest { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="embeddings">Decorates the database's store.</param>
    /// <param name="indexes">The in-process one when not given.</param>
    /// <param name="remote">Learned from the catalog when not given.</param>
    public static async Task<SearchInstance> StartAsync(
        RelationalDatabase database, Func<IEmbeddingStore, IEmbeddingStore>? embeddings = null, ISearchIndexFactory? indexes = null,
        IEmbeddingGenerator<string, Embedding<float>>? remote = null)
    {
        IEmbeddingStore store = new RelationalEmbeddingStore(database);
        IServiceCollection services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<ICatalogStore>(new RelationalCatalogStore(database, TimeProvider.System))
            .AddSingleton(embeddings?.Invoke(store) ?? store)
            .AddSingleton<ILeaseStore>(new RelationalLeaseStore(database))
            .Configure<CatalogOptions>(options => options.PollInterval = TimeSpan.FromMilliseconds(100))
            .AddPromptIntelCatalog();

        if (indexes is not null)
        {
            services.AddSingleton(indexes);
        }

        if (remote is not null)
        {
            services.AddSingleton(remote);
        }

        SearchInstance instance = new(services.AddPromptSearch().BuildServiceProvider());
        await instance.Catalog.LoadAsync(Token);
        return instance;
    }

    /// <summary>Follows the log and embeds, as a host does.</summary>
    public void Run() => _loops = Task.WhenAll(
        Task.Run(() => _services.GetRequiredService<CatalogTail>().RunAsync(_stopping.Token), Token),
        Task.Run(() => EmbedAsync(_stopping.Token), Token));

    /// <summary>Creates or updates prompts of one topic each.</summary>
    public async Task WriteAsync(string name, string text)
    {
        EntryKey key = new("general", name);
        JsonElement content = JsonSerializer.SerializeToElement(text);
        WriteResult result = Catalog.Find(key) is null
            ? await Writer.CreateAsync(new CreateEntryRequest { Key = key, Content = content }, Token)
            : await Writer.UpdateAsync(new UpdateEntryRequest { Key = key, Content = content }, Token);
        Assert.IsType<WriteResult.Written>(result);
    }

    /// <summary>Until queries use that generation here.</summary>
    public Task WaitForAsync(string generation) =>
        Patience.WaitAsync(() => Library.Active?.Generation.Id == generation, $"the instance uses {generation}");

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();

        try
        {
            await _loops;
        }
        catch (OperationCanceledException)
        {
            // How loops end.
        }

        await _services.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task EmbedAsync(CancellationToken stopping)
    {
        while (true)
        {
            await Library.WaitForPendingAsync(stopping);
            await Library.EmbedPendingAsync(stopping);
        }
    }
}
