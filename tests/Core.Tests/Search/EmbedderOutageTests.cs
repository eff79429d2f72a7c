using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Inference;
using PromptIntel.Core.Search;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Search;

/// <summary>A remote embedder that goes away while searches are served by its vectors.</summary>
public sealed class EmbedderOutageTests : IDisposable
{
    private static readonly int[] OfTheEmbedder = [2002, 2004, 2007];

    private readonly RemoteEmbedder _embedder = new();
    private readonly TestClock _clock = new();
    private readonly LogLines _log = new();
    private readonly ServiceProvider _process;

    public EmbedderOutageTests() => _process = new ServiceCollection()
        .AddLogging(logging => logging.AddProvider(_log))
        .AddSingleton<TimeProvider>(_clock)
        .AddSingleton<ICatalogReader>(new FixedCatalog(
            [SearchFixture.Entry("general/hounds", "Hound care"), SearchFixture.Entry("general/boats", "Boat repair")]))
        .AddSingleton<IEmbeddingStore>(new InMemoryEmbeddingStore())
        .AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(_embedder)
        .AddPromptSearch()
        .BuildServiceProvider();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IEnumerable<int> Logged => _log.Ids.Where(OfTheEmbedder.Contains);

    [Fact]
    public async Task Search_WhileItIsAway_AsksItAfterGrowingPausesOnly_AndSaysSoOnce()
    {
        await _process.GetRequiredService<EmbeddingLibrary>().EmbedPendingAsync(Cancel);
        _embedder.IsDown = true;

        for (int second = 0; second < 60; second++)
        {
            for (int turn = 0; turn < 10; turn++)
            {
                Assert.False(await UsesVectorsAsync($"boats {second} {turn}"));
            }

            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        // At once, and after 1, 3, 7, 15 and 31 s.
        Assert.Equal(6, _embedder.Refused);
        Assert.Equal([2002], Logged);
    }

    [Fact]
    public async Task Search_OnceItIsBack_ComparesMeaningsAgain_AndSaysSo()
    {
        await _process.GetRequiredService<EmbeddingLibrary>().EmbedPendingAsync(Cancel);
        _embedder.IsDown = true;
        Assert.False(await UsesVectorsAsync("dog one"));
        _embedder.IsDown = false;

        Assert.False(await UsesVectorsAsync("dog two"));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.True(await UsesVectorsAsync("dog three"));
        Assert.True(await UsesVectorsAsync("dog four"));

        Assert.Equal([2002, 2007], Logged);
    }

    [Fact]
    public async Task Search_WhatWasAskedBefore_ComparesMeaningsThoughItIsAway()
    {
        await _process.GetRequiredService<EmbeddingLibrary>().EmbedPendingAsync(Cancel);
        Assert.True(await UsesVectorsAsync("dog"));
        _embedder.IsDown = true;

        Assert.False(await UsesVectorsAsync("puppy"));

        Assert.True(await UsesVectorsAsync("dog"));
    }

    [Fact]
    public async Task Search_WhenOnlyThisTextIsRefused_LeavesTheOthersTheirVectors()
    {
        await _process.GetRequiredService<EmbeddingLibrary>().EmbedPendingAsync(Cancel);
        _embedder.Failure = new ModelCallException(ModelCallFailure.Refused, "The model endpoint answered 400.");
        _embedder.IsDown = true;
        Assert.False(await UsesVectorsAsync("dog one"));
        _embedder.IsDown = false;

        Assert.True(await UsesVectorsAsync("dog two"));
    }

    public void Dispose() => _process.Dispose();

    private async Task<bool> UsesVectorsAsync(string text) =>
        (await _process.GetRequiredService<PromptSearch>().SearchAsync(new SearchQuery { Text = text }, Cancel)).UsedVectors;
}
