using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Redis.Search;

/// <summary>
/// One generation in a vector set that all processes share. Searches trust the fill that <see cref="CountAsync"/>
/// saw last; each asks again, with its answer, whether the set is still of that fill.
/// </summary>
/// <param name="findVectorSets">Whether the server has vector sets; null while it does not answer.</param>
internal sealed class RedisSearchIndex(
    RedisVectorSet set, int dimensions, Func<CancellationToken, Task<bool?>> findVectorSets, RedisSearchOptions options, TimeProvider time)
        : ISearchIndex
{
    /// <summary>
    /// Up to here a filtered search compares every element: walking the graph for the few that pass takes longer and finds fewer.
    /// </summary>
    private const int MostToCompare = 50_000;

    /// <summary>How often within the grace time the set's end is moved.</summary>
    private const int KeepsPerGrace = 8;

    private string? _fill;
    private int _count;
    private long? _keptAt;
    private volatile bool _isHopeless;

    /// <summary>Never again once a server that was away turned out to have no vector sets.</summary>
    public TimeSpan? CheckInterval => _isHopeless ? null : options.CheckInterval;

    public async Task<int?> CountAsync(CancellationToken cancellationToken)
    {
        if (await findVectorSets(cancellationToken) is not true and var answer)
        {
            _isHopeless = answer is false;
            return null;
        }

        try
        {
            Task<int> count = set.CountAsync(cancellationToken);
            string? fill = await set.FindMarkAsync(cancellationToken);
            _count = await count;

            if (fill is not null)
            {
                await KeepAsync(cancellationToken);
            }

            Volatile.Write(ref _fill, fill);
            return fill is null ? null : _count - 1;
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Volatile.Write(ref _fill, null);
            return null;
        }
    }

    public async Task FillAsync(
        IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken, Func<string, bool>? isStale = null)
    {
        Check(elements);

        if (await set.FindDimensionsAsync(cancellationToken) is { } other && other != dimensions)
        {
            await set.DropAsync(cancellationToken);
        }

        HashSet<string> there = [.. await set.ReadIdsAsync(cancellationToken)];
        HashSet<string> wanted = [.. elements.Select(element => element.Id)];
        await set.RemoveAsync(there.Except(wanted).Where(id => isStale?.Invoke(id) != false), cancellationToken);
        await set.AddAsync(elements.Where(element => !there.Contains(element.Id)), cancellationToken);

        if (await set.FindMarkAsync(cancellationToken) is null)
        {
            await set.MarkAsync($"{Guid.CreateVersion7(time.GetUtcNow()):N}", dimensions, cancellationToken);
        }

        await set.KeepAsync(cancellationToken);
        await CountAsync(cancellationToken);
    }

    public async Task UpsertAsync(IReadOnlyList<VectorElement> elements, CancellationToken cancellationToken)
    {
        Check(elements);

        if (elements.Count > 0)
        {
            await set.AddAsync(elements, cancellationToken);

            // The set may have been emptied, and this be the beginning of another that nobody keeps.
            await set.KeepAsync(cancellationToken);
        }
    }

    public Task RemoveAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken) => set.RemoveAsync(ids, cancellationToken);

    public async ValueTask<IReadOnlyList<VectorMatch>?> SearchAsync(
        ReadOnlyMemory<float> vector, VectorFilter filter, int limit, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(vector.Length, dimensions);

        if (Volatile.Read(ref _fill) is not { } trusted)
        {
            return null;
        }

        try
        {
            Task<VectorMatch[]> matches = set.FindNearestAsync(
                vector, filter, limit, !filter.IsEmpty && _count <= MostToCompare, cancellationToken);

            // On the same connection and so after the search: the mark of the trusted fill was there before and is there after, and no two
            // fills have the same, so the set was whole in between.
            Task<string?> fill = set.FindMarkAsync(cancellationToken);
            await Task.WhenAll(matches, fill);

            if (await fill == trusted)
            {
                return await matches;
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            // The next look at it decides; meanwhile nobody waits for it again.
        }

        Interlocked.CompareExchange(ref _fill, null, trusted);
        return null;
    }

    private void Check(IReadOnlyList<VectorElement> elements)
    {
        foreach (VectorElement element in elements)
        {
            ArgumentOutOfRangeException.ThrowIfNotEqual(element.Vector.Length, dimensions);
        }
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (_keptAt is not { } last || time.GetElapsedTime(last) > options.Grace / KeepsPerGrace)
        {
            await set.KeepAsync(cancellationToken);
            _keptAt = time.GetTimestamp();
        }
    }
}
