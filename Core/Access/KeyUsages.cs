using System.Collections.Concurrent;

namespace PromptIntel.Core.Access;

/// <summary>
/// What every key does in this process, by its name, and the way of it to the store: off the path of requests, each name at most once in
/// a <see cref="Pause"/>. Safe for concurrent use, but for <see cref="StoreAsync"/>, which one loop calls.
/// </summary>
public sealed class KeyUsages(IAccessKeyStore store, TimeProvider time)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<string, KeyUsage> _usages = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _stored = new(StringComparer.Ordinal);

    /// <summary>What a key has used of its rate stays used, unless the limit is another.</summary>
    public KeyUsage Of(string name, int? requestsPerMinute) => _usages.AddOrUpdate(
        name,
        _ => new KeyUsage(name, requestsPerMinute, time),
        (_, known) => known.RequestsPerMinute == requestsPerMinute ? known : new KeyUsage(name, requestsPerMinute, time));

    /// <summary>Null when it was not used since the process began.</summary>
    public DateTimeOffset? LastUseOf(string name) => _usages.GetValueOrDefault(name)?.LastUsedAt;

    /// <summary>Writes what was used since the last time. After a failure it is written the next time.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        KeyUse[] uses =
        [
            .. from usage in _usages.Values
               where usage.LastUsedAt is { } used && !(_stored.TryGetValue(usage.Name, out DateTimeOffset stored) && stored >= used)
               select new KeyUse(usage.Name, usage.LastUsedAt!.Value),
        ];

        if (uses.Length > 0)
        {
            await store.RecordUsesAsync(uses, cancellationToken);
        }

        foreach (KeyUse use in uses)
        {
            _stored[use.Name] = use.At;
        }
    }
}
