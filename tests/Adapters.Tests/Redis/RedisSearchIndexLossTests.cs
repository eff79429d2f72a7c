using System.Collections.Immutable;

using Microsoft.Extensions.Logging;

using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Vectors;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>What a vector set may lose, and what searches say then: nothing, never the neighbours within a part.</summary>
public sealed class RedisSearchIndexLossTests : IAsyncLifetime
{
    private readonly RedisServer _server = new([]);
    private RedisVectors _redis = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(RedisServer.SkipReason is not null, RedisServer.SkipReason ?? "");
        await _server.StartAsync();
        _redis = await RedisVectors.ConnectAsync(_server.ConnectionString);
    }

    public async ValueTask DisposeAsync()
    {
        await (_redis?.DisposeAsync() ?? ValueTask.CompletedTask);
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Search_WhenTheServerWasEmptied_SaysNothing()
    {
        ISearchIndex index = await FilledAsync();

        await _server.EmptyAsync();

        Assert.Null(await SearchAsync(index));
        Assert.Null(await index.CountAsync(Token));
        await index.FillAsync(Elements, Token);
        Assert.Equal(3, (await SearchAsync(index))?.Count);
    }

    [Fact]
    public async Task Search_WhenAWriterBeganAnewInAnEmptiedServer_SaysNothing()
    {
        ISearchIndex index = await FilledAsync();

        await _server.EmptyAsync();
        await index.UpsertAsync([Elements[0]], Token);

        Assert.Null(await SearchAsync(index));
        Assert.Null(await index.CountAsync(Token));
    }

    [Fact]
    public async Task Search_WhenAnotherFilledItAgainMeanwhile_SaysNothingUntilItLooked()
    {
        ISearchIndex index = await FilledAsync();
        ISearchIndex other = await CreateAsync();

        await _server.EmptyAsync();
        await other.FillAsync([Elements[0]], Token);

        Assert.Null(await SearchAsync(index));
        Assert.Equal(1, await index.CountAsync(Token));
        Assert.Equal(1, (await SearchAsync(index))?.Count);
    }

    [Fact]
    public async Task Search_AfterARestart_GoesOnWithWhatTheServerKept()
    {
        ISearchIndex index = await FilledAsync();

        await _server.RestartAsync();

        await Patience.WaitAsync(async () => await index.CountAsync(Token) == 3, "the server has its vectors again");
        Assert.Equal(3, (await SearchAsync(index))?.Count);
    }

    [Fact]
    public async Task Write_WhileTheServerIsDown_ThrowsAnOutage()
    {
        ISearchIndex index = await FilledAsync();
        await _server.KillAsync();

        Assert.Null(await SearchAsync(index));
        Assert.Null(await index.CountAsync(Token));
        await Assert.ThrowsAnyAsync<IOException>(() => index.UpsertAsync(Elements, Token));
    }

    [Fact]
    public async Task Set_WhenNobodyUsesItAnyMore_GoesAfterTheGraceTime()
    {
        await using RedisVectors hasty = await RedisVectors.ConnectAsync(
            _server.ConnectionString, options: new RedisSearchOptions { Grace = TimeSpan.FromSeconds(2) });
        ISearchIndex used = await hasty.Factory.CreateAsync("used", 2, Token);
        ISearchIndex old = await hasty.Factory.CreateAsync("old", 2, Token);
        await used.FillAsync(Elements, Token);
        await old.FillAsync(Elements, Token);

        await Patience.WaitAsync(
            async () =>
            {
                // A pause of this process beyond the grace time costs the used one too: it is filled again, as a host would.
                await (await used.CountAsync(Token) is null ? used.FillAsync(Elements, Token) : Task.CompletedTask);
                return (await hasty.FindKeysAsync()) is [var key] && key.EndsWith(":vectors:entries:used", StringComparison.Ordinal);
            },
            "only the used generation is left");
    }

    [Fact]
    public async Task Create_OnARedisWithoutVectorSets_IsInProcessAndSaysSoOnce()
    {
        await using RedisServer seven = await RedisServer.StartPrivateAsync("--release", "7");
        LineCount lines = new();
        await using RedisVectors redis = await RedisVectors.ConnectAsync(seven.ConnectionString, logger: lines);

        ISearchIndex first = await redis.Factory.CreateAsync("one", 2, Token);
        ISearchIndex second = await redis.Factory.CreateAsync("two", 2, Token);
        await first.FillAsync(Elements, Token);

        Assert.IsType<InMemorySearchIndex>(first);
        Assert.IsType<InMemorySearchIndex>(second);
        Assert.Equal(3, (await SearchAsync(first))?.Count);
        Assert.Equal(1, lines.Count);
    }

    [Fact]
    public async Task Count_WhenARedisThatWasAwayHasNoVectorSets_GivesUpAndSaysSoOnce()
    {
        await using RedisServer seven = await RedisServer.StartPrivateAsync("--release", "7");
        await seven.StopAsync();
        LineCount lines = new();
        await using RedisVectors redis = await RedisVectors.ConnectAsync(seven.ConnectionString, logger: lines);
        ISearchIndex index = await redis.Factory.CreateAsync("one", 2, Token);
        Assert.Null(await index.CountAsync(Token));
        Assert.NotNull(index.CheckInterval);

        await seven.StartAsync();

        await Patience.WaitAsync(
            async () =>
            {
                Assert.Null(await index.CountAsync(Token));
                return index.CheckInterval is null;
            },
            "the index has given up");
        Assert.Equal(1, lines.Count);
    }

    private static VectorElement[] Elements { get; } = [Element("a", 1, 0), Element("b", 0, 1), Element("c", -1, 0)];

    private static VectorElement Element(string id, float x, float y) =>
        new(id, new[] { x, y }, ImmutableDictionary<string, string>.Empty, []);

    private static ValueTask<IReadOnlyList<VectorMatch>?> SearchAsync(ISearchIndex index) =>
        index.SearchAsync(new float[] { 1, 0 }, VectorFilter.None, 10, Token);

    private ValueTask<ISearchIndex> CreateAsync() => _redis.Factory.CreateAsync("one", 2, Token);

    private async Task<ISearchIndex> FilledAsync()
    {
        ISearchIndex index = await CreateAsync();
        await index.FillAsync(Elements, Token);
        Assert.Equal(3, (await SearchAsync(index))?.Count);
        return index;
    }

    private sealed class LineCount : ILogger
    {
        public int Count { get; private set; }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Count++;
    }
}
