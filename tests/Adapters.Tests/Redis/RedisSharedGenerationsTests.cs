using PromptIntel.Adapters.Redis.Search;
using PromptIntel.Adapters.Relational;
using PromptIntel.Adapters.Tests.Postgres;
using PromptIntel.Adapters.Tests.Search;
using PromptIntel.Core.Search;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Redis;

/// <summary>As deployed: Postgres for the truth, Redis for the index, and Redis may be taken away.</summary>
public sealed class RedisSharedGenerationsTests : SharedGenerations
{
    private readonly PostgresSchemas _schemas = new();
    private readonly List<RedisVectors> _opened = [];
    private RedisServer? _server;
    private Task _fillsAllowed = Task.CompletedTask;

    private RedisServer Server => _server!;

    protected override async Task<RelationalDatabase> OpenDatabaseAsync() =>
        await _schemas.OpenAsync(TestContext.Current.CancellationToken);

    private protected override async Task<ISearchIndexFactory?> OpenIndexesAsync(RelationalDatabase database)
    {
        _server ??= await RedisServer.StartPrivateAsync();
        RedisSearchOptions options = new() { CheckInterval = TimeSpan.FromMilliseconds(200) };
        RedisVectors redis = await RedisVectors.ConnectAsync(
            _server.ConnectionString, new RelationalCatalogStore(database, TimeProvider.System), options, TimeSpan.FromSeconds(2));
        _opened.Add(redis);
        return new HeldFills(redis.Factory, _fillsAllowed);
    }

    protected override async ValueTask CloseAsync()
    {
        foreach (RedisVectors redis in _opened)
        {
            await redis.DisposeAsync();
        }

        await _schemas.DisposeAsync();
        await (_server?.DisposeAsync() ?? ValueTask.CompletedTask);
    }

    [Fact]
    public async Task Search_WhenRedisIsEmptied_IsNeverWrongAndRedisIsFilledAgain()
    {
        CountingEmbedder embedder = new();
        SearchInstance[] both = await StartWithTopicsAsync(2, embedder);
        await WaitUntilWholeAsync(both);
        int bought = embedder.Bought.Length;

        for (int round = 0; round < 3; round++)
        {
            await Server.EmptyAsync();
            await WaitUntilWholeAsync(both);
            Assert.All(await Task.WhenAll(both.Select(FindAllAsync)), found => Assert.Equal(Lasting, found.Order(StringComparer.Ordinal)));
        }

        Assert.Equal(bought, embedder.Bought.Length);
    }

    [Fact]
    public async Task Search_WhileRedisIsEmptiedAndKilled_GivesNoWrongNeighbour()
    {
        SearchInstance[] both = await StartWithTopicsAsync(2);
        await WaitUntilWholeAsync(both);
        await using SearchLoad load = new(Record, Lasting);
        load.Start(both);

        for (int round = 0; round < 3; round++)
        {
            await Server.EmptyAsync();
            await WaitUntilWholeAsync(both);
        }

        await Server.KillAsync();
        await Patience.WaitAsync(() => both.All(instance => instance.Library.Active!.Index.IsStoodInFor), "copies in the processes answer");
        await both[0].WriteAsync("passing", "Book the hotel of the journey.");
        await Server.StartAsync();
        await WaitUntilWholeAsync(both);
        await load.StopAsync();

        Print($"{load.Answers.Values.Sum()} answers, {load.ByWordsAlone} by words alone; none wrong");
        await Patience.WaitAsync(
            async () => (await Task.WhenAll(both.Select(FindAllAsync))).All(found => found.Contains("general/passing@1")),
            "what was written meanwhile is found");
    }

    [Fact]
    public async Task Update_WhileRedisIsFilledWithWhatWasBefore_IsFoundAfterwards()
    {
        TaskCompletionSource allowed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _fillsAllowed = allowed.Task;
        SearchInstance[] one = await StartWithTopicsAsync(1);
        string updated = Lasting[0].Replace("@1", "@2", StringComparison.Ordinal);

        await one[0].WriteAsync("topic-00", "Compare the supplier of the invoice with the tax of the bill.");
        await Patience.WaitAsync(
            async () => await _opened[0].FindKeysAsync() is [{ } key] && await HasAsync(key), "it is written to Redis");
        allowed.SetResult();

        await Patience.WaitAsync(() => !one[0].Library.Active!.Index.IsStoodInFor, "Redis is filled and answers");
        Assert.Contains(updated, await FindAllAsync(one[0]));

        async Task<bool> HasAsync(string key) =>
            !(await _opened[0].Connection.GetDatabase().ExecuteAsync("VEMB", key, updated)).IsNull;
    }

    [Fact]
    public async Task Search_WhenRedisStopsAnswering_IsAnsweredByACopy()
    {
        SearchInstance[] one = await StartWithTopicsAsync(1);
        await WaitUntilWholeAsync(one);

        await Server.PauseAsync();
        await Patience.WaitAsync(async () => (await FindAllAsync(one[0])).Count() == Lasting.Length, "a copy answers");
        Assert.True(one[0].Library.Active!.Index.IsStoodInFor);

        await Server.ResumeAsync();
        await WaitUntilWholeAsync(one);
    }

    [Fact]
    public async Task Rebuild_WhenRedisForgotAWrite_IsNoticedByTheCount()
    {
        SearchInstance[] one = await StartWithTopicsAsync(1);
        await WaitUntilWholeAsync(one);
        RedisVectors redis = _opened[0];
        string key = Assert.Single(await redis.FindKeysAsync());

        await redis.Connection.GetDatabase().ExecuteAsync("VREM", key, Lasting[7]);

        await Patience.WaitAsync(async () => (await FindAllAsync(one[0])).Count() == Lasting.Length, "the lost element is back");
    }

    private static Task WaitUntilWholeAsync(SearchInstance[] instances) => Patience.WaitAsync(
        async () =>
        {
            // A copy that is dismissed and an index that answers everything.
            bool areWhole = instances.All(instance => !instance.Library.Active!.Index.IsStoodInFor);
            return areWhole && (await Task.WhenAll(instances.Select(FindAllAsync))).All(found => Lasting.All(found.Contains))
                && instances.All(instance => !instance.Library.Active!.Index.IsStoodInFor);
        },
        "the index in Redis is whole");
}
