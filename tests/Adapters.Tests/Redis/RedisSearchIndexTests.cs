using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Search;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Adapters.Tests.Redis;

public sealed class RedisSearchIndexTests : SearchIndexConformance
{
    // Each test is an installation of its own, whose keys nobody else has.
    private static readonly Lazy<Task<string>> Database = new(RedisServer.CreateDatabaseAsync);

    private RedisVectors? _redis;

    protected override async Task<ISearchIndexFactory> CreateFactoryAsync()
    {
        _redis = await RedisVectors.ConnectAsync(await Database.Value);
        return _redis.Factory;
    }

    protected override ValueTask DisposeFactoryAsync() => _redis?.DisposeAsync() ?? ValueTask.CompletedTask;
}
