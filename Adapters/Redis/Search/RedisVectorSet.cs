using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Search;
using PromptIntel.Core.Storage;

using StackExchange.Redis;

namespace PromptIntel.Adapters.Redis.Search;

/// <summary>
/// The commands on one vector set. An outage, and any refusal of the server (it is loading, it is full), throws
/// <see cref="StoreUnavailableException"/>.
/// </summary>
internal sealed class RedisVectorSet(RedisLink link, string name, TimeSpan grace)
{
    /// <summary>
    /// Insertions that are sent before their answers are waited for: each holds the server for about a
    /// millisecond, and others want to get in between.
    /// </summary>
    private const int Together = 4;

    /// <summary>Candidates looked at when a vector is inserted: the product's default.</summary>
    private const int InsertEffort = 200;

    /// <summary>
    /// The mark of a whole set is one of its own elements: whatever empties, evicts or forgets the set takes the mark along.
    /// </summary>
    private const string Mark = "#whole";

    public async Task<int> CountAsync(CancellationToken cancellationToken) => (int)await RunAsync("VCARD", [], cancellationToken);

    /// <summary>The dimensions of the set; null when there is none.</summary>
    public async Task<int?> FindDimensionsAsync(CancellationToken cancellationToken) =>
        await CountAsync(cancellationToken) == 0 ? null : (int)await RunAsync("VDIM", [], cancellationToken);

    /// <summary>Which fill made the set whole; null when it is not.</summary>
    public async Task<string?> FindMarkAsync(CancellationToken cancellationToken) =>
        ((byte[]?)await RunAsync("VGETATTR", [Mark], cancellationToken)) is { } json
            ? JsonDocument.Parse(json).RootElement.GetProperty("fill").GetString()
            : null;

    public Task MarkAsync(string fill, int dimensions, CancellationToken cancellationToken)
    {
        float[] anywhere = new float[dimensions];
        anywhere[0] = 1;
        return RunAsync("VADD", Addition(Mark, anywhere, JsonSerializer.Serialize(new { fill })), cancellationToken);
    }

    /// <summary>Every element's id, without the mark.</summary>
    public async Task<IReadOnlyList<string>> ReadIdsAsync(CancellationToken cancellationToken)
    {
        int count = await CountAsync(cancellationToken);
        return count == 0
            ? []
            : [.. ((RedisResult[]?)await RunAsync("VRANDMEMBER", [count], cancellationToken) ?? [])
                .Select(id => (string)id!)
                .Where(id => id != Mark)];
    }

    public Task AddAsync(IEnumerable<VectorElement> elements, CancellationToken cancellationToken) =>
        RunAllAsync(
            "VADD",
            elements.Select(element => Addition(element.Id, element.Vector, VectorFilterExpression.Attributes(element))),
            cancellationToken);

    public Task RemoveAsync(IEnumerable<string> ids, CancellationToken cancellationToken) =>
        RunAllAsync("VREM", ids.Select(id => new object[] { id }), cancellationToken);

    public Task DropAsync(CancellationToken cancellationToken) => RunAsync("UNLINK", [], cancellationToken);

    /// <summary>The set goes when nobody has said this for the grace time.</summary>
    public Task KeepAsync(CancellationToken cancellationToken) => RunAsync("PEXPIRE", [(long)grace.TotalMilliseconds], cancellationToken);

    /// <param name="isExact">Compares every element, as the product does fastest when most are filtered out; else walks the graph.</param>
    public async Task<VectorMatch[]> FindNearestAsync(
        ReadOnlyMemory<float> vector, VectorFilter filter, int limit, bool isExact, CancellationToken cancellationToken)
    {
        // One more, for the mark.
        int count = limit + 1;
        List<object> arguments = ["FP32", Bytes(vector), "WITHSCORES", "COUNT", count, "EF", Math.Max(InsertEffort, 2 * count)];

        if (!filter.IsEmpty)
        {
            arguments.AddRange(["FILTER", VectorFilterExpression.Of(filter)]);
        }

        if (isExact)
        {
            arguments.Add("TRUTH");
        }

        RedisResult[] answer = (RedisResult[]?)await RunAsync("VSIM", [.. arguments], cancellationToken) ?? [];
        List<VectorMatch> matches = new(limit);

        for (int at = 0; at + 1 < answer.Length && matches.Count < limit; at += 2)
        {
            if ((string)answer[at]! is var id && id != Mark)
            {
                // The product maps cosines to 0..1.
                matches.Add(new VectorMatch(id, (float)((2 * double.Parse((string)answer[at + 1]!, CultureInfo.InvariantCulture)) - 1)));
            }
        }

        return [.. matches];
    }

    // Never with CAS, which would insert beside other clients: Redis 8.0 writes it to its append-only file and dies reading it back.
    private static object[] Addition(string id, ReadOnlyMemory<float> vector, string attributes) =>
        ["FP32", Bytes(vector), id, "NOQUANT", "EF", InsertEffort, "SETATTR", attributes];

    private static byte[] Bytes(ReadOnlyMemory<float> vector) => MemoryMarshal.AsBytes(vector.Span).ToArray();

    private async Task RunAllAsync(string command, IEnumerable<object[]> arguments, CancellationToken cancellationToken)
    {
        foreach (object[][] together in arguments.Chunk(Together))
        {
            await Task.WhenAll(together.Select(one => RunAsync(command, one, cancellationToken)));
        }
    }

    private async Task<RedisResult> RunAsync(string command, object[] arguments, CancellationToken cancellationToken)
    {
        try
        {
            return await link.CallAsync(
                command,
                session => session.Connection.GetDatabase().ExecuteAsync(command, [(RedisKey)(session.Prefix + name), .. arguments]),
                cancellationToken);
        }
        catch (Exception exception) when (exception is RedisException or ObjectDisposedException)
        {
            throw new StoreUnavailableException($"Redis refused {command}.", exception);
        }
    }
}
