using Microsoft.Extensions.Time.Testing;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

public sealed class EmbeddingLibraryTests
{
    private readonly RemoteEmbedder _embedder = new();
    private readonly InMemoryEmbeddingStore _store = new();
    private readonly FixedCatalog _catalog = new(
        [SearchFixture.Entry("general/hounds", "Hound care"), SearchFixture.Entry("general/boats", "Boat repair")]);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_WithARemoteEmbedder_FindsWhatSharesNoWord()
    {
        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(_catalog, _embedder, _store);
        await library.EmbedPendingAsync(Cancel);

        SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = "dog" }, Cancel);

        Assert.Equal("hounds", Assert.Single(answer.Hits).Version.Key.Name);
    }

    [Fact]
    public async Task Search_WhenTheRemoteEmbedderIsDown_GoesByWords()
    {
        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(_catalog, _embedder, _store);
        await library.EmbedPendingAsync(Cancel);
        _embedder.IsDown = true;

        SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = "boats" }, Cancel);

        Assert.False(answer.UsedVectors);
        Assert.Equal("boats", Assert.Single(answer.Hits).Version.Key.Name);
    }

    [Fact]
    public async Task EmbedPending_AfterAFailure_TakesUpWhatWaited()
    {
        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(_catalog, _embedder, _store);
        await library.EmbedPendingAsync(Cancel);
        _embedder.IsDown = true;
        _catalog.Apply(SearchFixture.Entry("general/kennel", "A house for a hound"));
        await library.EmbedPendingAsync(Cancel);
        _embedder.IsDown = false;

        await library.EmbedPendingAsync(Cancel);

        SearchAnswer answer = await search.SearchAsync(new SearchQuery { Text = "dog" }, Cancel);
        Assert.Equal(["hounds", "kennel"], answer.Hits.Select(hit => hit.Version.Key.Name));
    }

    [Fact]
    public async Task EmbedPending_AfterARestart_BuysNothingTwice()
    {
        await SearchQuality.Build(_catalog, _embedder, _store).Library.EmbedPendingAsync(Cancel);
        Assert.Equal(2, _embedder.Asked.Count);

        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(_catalog, _embedder, _store);
        await library.EmbedPendingAsync(Cancel);
        await library.RebuildAsync(Cancel);

        Assert.Equal(2, _embedder.Asked.Count);
        Assert.True((await search.SearchAsync(new SearchQuery { Text = "dog" }, Cancel)).UsedVectors);
    }

    [Fact]
    public async Task EmbedPending_WhenTheCatalogOutgrewItsModel_LearnsAnew()
    {
        FakeTimeProvider time = new();
        FixedCatalog catalog = new(SearchFixture.Topics(20));
        EmbeddingLibrary library = SearchQuality.Build(catalog, store: _store, time: time).Library;
        await library.EmbedPendingAsync(Cancel);
        EmbeddingGeneration? small = await _store.FindActiveAsync(Cancel);
        foreach (EntryState entry in SearchFixture.Topics(30))
        {
            catalog.Apply(entry);
        }

        time.Advance(new SearchOptions().RetrainQuietTime);
        await library.EmbedPendingAsync(Cancel);

        Assert.Equal("words-and-ngrams-1", small?.Embedder);
        EmbeddingGeneration? grown = await _store.FindActiveAsync(Cancel);
        Assert.Equal(("words-and-catalog-1", 30), (grown?.Embedder, grown?.TrainedEntries));
        Assert.Equal(30, (await _store.ReadAsync(grown!.Id, Cancel)).Count);
    }

    [Fact]
    public async Task EmbedPending_DuringAnImport_LearnsOnce_AndFindsWhatIsThereMeanwhile()
    {
        FakeTimeProvider time = new();
        FixedCatalog catalog = new(SearchFixture.Topics(30));
        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(catalog, store: _store, time: time);
        await library.EmbedPendingAsync(Cancel);
        HashSet<string> generations = [(await _store.FindActiveAsync(Cancel))!.Id];

        foreach (EntryState[] part in SearchFixture.Topics(300)[30..].Chunk(10))
        {
            Array.ForEach(part, catalog.Apply);
            time.Advance(TimeSpan.FromSeconds(1));
            await library.EmbedPendingAsync(Cancel);
            generations.Add((await _store.FindActiveAsync(Cancel))!.Id);
            Assert.True((await search.SearchAsync(new SearchQuery { Text = "supplier" }, Cancel)).UsedVectors);
        }

        Assert.Single(generations);
        time.Advance(TimeSpan.FromSeconds(1));
        await library.EmbedPendingAsync(Cancel);
        await library.EmbedPendingAsync(Cancel);

        EmbeddingGeneration learned = (await _store.FindActiveAsync(Cancel))!;
        Assert.Equal((true, 300), (generations.Add(learned.Id), learned.TrainedEntries));
    }

    [Fact]
    public async Task EmbedPending_WhenChangesNeverEnd_LearnsAllTheSame()
    {
        FakeTimeProvider time = new();
        FixedCatalog catalog = new(SearchFixture.Topics(30));
        EmbeddingLibrary library = SearchQuality.Build(catalog, store: _store, time: time).Library;
        await library.EmbedPendingAsync(Cancel);

        foreach (EntryState entry in SearchFixture.Topics(120)[30..])
        {
            catalog.Apply(entry);
            time.Advance(TimeSpan.FromSeconds(1));
            await library.EmbedPendingAsync(Cancel);
        }

        Assert.InRange((await _store.FindActiveAsync(Cancel))!.TrainedEntries, 60, 120);
    }

    [Fact]
    public async Task Search_AskedAgain_DoesNotBuyTheQueryAgain()
    {
        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(_catalog, _embedder, _store);
        await library.EmbedPendingAsync(Cancel);

        foreach (string text in new[] { "dog", "cat", "dog", "cat", "dog" })
        {
            Assert.True((await search.SearchAsync(new SearchQuery { Text = text }, Cancel)).UsedVectors);
        }

        Assert.Equal(["dog", "cat"], _embedder.Asked.Skip(2));
    }
}
