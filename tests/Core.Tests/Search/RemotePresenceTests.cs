using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Search;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Search;

/// <summary>A remote embedder that is not there yet, as that of an application that is starting.</summary>
public sealed class RemotePresenceTests : IDisposable
{
    private const string Remote = "openai/text-embedding-3-small";
    private const string Learned = "words-and-catalog-1";

    private readonly RemoteEmbedder _embedder = new() { IsDown = true };
    private readonly InMemoryEmbeddingStore _store = new();
    private readonly TestClock _clock = new();
    private readonly LogLines _log = new();
    private readonly FixedCatalog _catalog = new(SearchFixture.Topics(30));
    private readonly List<ServiceProvider> _processes = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_UntilTheRemoteEmbedderIsThere_GoesByWhatIsLearnedFromTheCatalog()
    {
        (PromptSearch search, EmbeddingLibrary library) = Start();

        await library.EmbedPendingAsync(Cancel);

        SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = "supplier" }, Cancel);
        Assert.StartsWith(Learned, answer.Generation, StringComparison.Ordinal);
        Assert.Empty(_embedder.Asked);
        Assert.Equal(
            [$"The embedder {Remote} does not answer; what is learned from the catalog stands in for it until it does"], _log.Of(2005));
    }

    [Fact]
    public async Task EmbedPending_OnceTheRemoteEmbedderAnswers_LetsItTakeOver_AndSaysSoOnce()
    {
        (PromptSearch search, EmbeddingLibrary library) = Start();
        await library.EmbedPendingAsync(Cancel);
        _embedder.IsDown = false;

        _clock.Advance(TimeSpan.FromSeconds(5));
        await library.EmbedPendingAsync(Cancel);
        await library.EmbedPendingAsync(Cancel);

        SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = "supplier" }, Cancel);
        Assert.Equal(Remote, answer.Generation);
        Assert.Equal([$"The embedder {Remote} takes over from {Learned}"], _log.Of(2006));
        Assert.Single(_log.Of(2005));
    }

    [Fact]
    public async Task EmbedPending_WhileItIsAway_AsksLessAndLessOften_AndFollowsTheCatalogAllTheSame()
    {
        (PromptSearch search, EmbeddingLibrary library) = Start();
        await library.EmbedPendingAsync(Cancel);
        int before = _embedder.Refused;

        for (int second = 0; second < 100; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            _catalog.Apply(SearchFixture.Entry(
                $"general/late-{second % 2}", "Check the supplier of a bill", $"Version {second}", version: second + 1));
            await library.EmbedPendingAsync(Cancel);
        }

        // After 5 s, 10 s, 20 s, 40 s.
        Assert.Equal(4, _embedder.Refused - before);
        SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = "supplier", Limit = 40 }, Cancel);
        Assert.StartsWith(Learned, answer.Generation, StringComparison.Ordinal);
        Assert.Contains(answer.Hits, hit => hit.Version.Key.Name == "late-1" && hit.Version.Number == 100);
    }

    [Fact]
    public async Task EmbedPending_WhileAnotherProcessLearns_DoesNotAskWhatJustAnsweredForEveryEntry()
    {
        (_, EmbeddingLibrary library) = Start();
        _embedder.IsDown = false;
        var leases = _processes[^1].GetRequiredService<ILeaseStore>();
        await leases.AcquireAsync("embeddings.train", "another", TimeSpan.FromHours(1), Cancel);

        for (int entry = 0; entry < 100; entry++)
        {
            _catalog.Apply(SearchFixture.Entry($"general/late-{entry}", "Check the supplier of a bill", "Imported", version: 1));
            await library.EmbedPendingAsync(Cancel);
            _clock.Advance(TimeSpan.FromMilliseconds(100));
        }

        // At the first, and each five seconds.
        Assert.Equal(2, _embedder.Probed);
    }

    [Fact]
    public async Task WaitForPending_WhileItIsAway_EndsWhenItIsToBeAskedAgain()
    {
        (_, EmbeddingLibrary library) = Start();
        await library.WaitForPendingAsync(Cancel);
        await library.EmbedPendingAsync(Cancel);
        // What it has learned it looks at once more.
        await library.WaitForPendingAsync(Cancel);
        await library.EmbedPendingAsync(Cancel);

        Task waiting = library.WaitForPendingAsync(Cancel);
        await _clock.WaitForTimerAsync(TimeSpan.FromSeconds(5), Cancel);
        Assert.False(waiting.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(5));

        await waiting;
    }

    [Fact]
    public async Task EmbedPending_WhenItFailsBeforeItIsDone_KeepsWhatItGave_AndSearchesByVectorsAllTheSame()
    {
        (PromptSearch search, EmbeddingLibrary library) = Start(batchSize: 10);
        (_embedder.IsDown, _embedder.Left) = (false, 20);

        await library.EmbedPendingAsync(Cancel);
        await library.EmbedPendingAsync(Cancel);

        Assert.StartsWith(
            Learned, (await search.SearchAsync(new SearchQuery { Text = "supplier" }, Cancel)).Generation, StringComparison.Ordinal);
        _embedder.Left = int.MaxValue;
        _clock.Advance(TimeSpan.FromSeconds(30));
        await library.EmbedPendingAsync(Cancel);
        Assert.Equal(Remote, (await search.SearchAsync(new SearchQuery { Text = "supplier" }, Cancel)).Generation);
        Assert.Equal(30, _embedder.Asked.Count(text => text != "supplier"));
    }

    [Fact]
    public async Task Rebuild_WhenTheRemoteGenerationIsActive_KeepsIt_ThoughItsEmbedderIsAway()
    {
        _embedder.IsDown = false;
        await Start().Library.EmbedPendingAsync(Cancel);
        _embedder.IsDown = true;
        (_, EmbeddingLibrary library) = Start();
        await library.EmbedPendingAsync(Cancel);

        RebuildSummary rebuilt = await library.RebuildAsync(Cancel);

        Assert.Equal(Remote, rebuilt.Generation);
        Assert.Equal(Remote, (await _store.FindActiveAsync(Cancel))?.Id);
    }

    public void Dispose() => _processes.ForEach(process => process.Dispose());

    private (PromptSearch Search, EmbeddingLibrary Library) Start(int batchSize = 64)
    {
        ServiceProvider process = new ServiceCollection()
            .AddLogging(logging => logging.AddProvider(_log))
            .AddSingleton<TimeProvider>(_clock)
            .AddSingleton<ICatalogReader>(_catalog)
            .AddSingleton<IEmbeddingStore>(_store)
            .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(_embedder)
            .AddPromptSearch()
            .Configure<SearchOptions>(options => options.EmbeddingBatchSize = batchSize)
            .BuildServiceProvider();
        _processes.Add(process);
        return (process.GetRequiredService<PromptSearch>(), process.GetRequiredService<EmbeddingLibrary>());
    }
}
