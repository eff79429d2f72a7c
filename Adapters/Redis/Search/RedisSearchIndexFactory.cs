using Microsoft.Extensions.Logging;

using PromptIntel.Core.Search;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Redis.Search;

/// <summary>
/// Indexes in Redis where it has vector sets. Where it has none, which is asked once it answers, every index is the in-process one.
/// </summary>
/// <param name="collection">Part of the key, beside the catalog and the generation.</param>
internal sealed class RedisSearchIndexFactory(
    RedisLink link, ISearchIndexFactory inProcess, string collection, RedisSearchOptions options, TimeProvider time, ILogger logger)
        : ISearchIndexFactory
{
    private bool? _hasVectorSets;

    public async ValueTask<ISearchIndex> CreateAsync(string generation, int dimensions, CancellationToken cancellationToken)
    {
        // One that does not answer now may have them: until it does, its index is not whole, and the copy in this process answers.
        return await FindVectorSetsAsync(cancellationToken) ?? true
            ? new RedisSearchIndex(
                new RedisVectorSet(link, $"vectors:{collection}:{generation}", options.Grace),
                dimensions,
                FindVectorSetsAsync,
                options,
                time)
            : await inProcess.CreateAsync(generation, dimensions, cancellationToken);
    }

    /// <summary>Null while Redis does not answer.</summary>
    private async Task<bool?> FindVectorSetsAsync(CancellationToken cancellationToken)
    {
        if (_hasVectorSets is not null)
        {
            return _hasVectorSets;
        }

        try
        {
            await link.OpenAsync().WaitAsync(cancellationToken);
            RedisResult answer = await link.ExecuteAsync("COMMAND", ["INFO", "VADD"], cancellationToken);
            _hasVectorSets = (RedisResult[]?)answer is [{ IsNull: false }];
        }
        catch (Exception exception) when (exception is IOException or TimeoutException or RedisException)
        {
            return null;
        }

        if (_hasVectorSets == false)
        {
            Log.NoVectorSets(logger);
        }

        return _hasVectorSets;
    }
}
