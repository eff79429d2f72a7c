using System.Collections.Concurrent;

namespace PromptIntel.Core.Access;

/// <summary>
/// What every key does in this process, by its name and whether it is configured, and the way of it to the store: off the path of
/// requests, each name at most once in a <see cref="Pause"/>. Safe for concurrent use, but for <see cref="StoreAsync"/>, which one loop
/// calls.
/// </summary>
public sealed class KeyUsages(IAccessKeyStore store, TimeProvider time)
{
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(string Name, bool IsConfigured), KeyUsage> _usages = new();
    private readonly Dictionary<string, DateTimeOffset> _stored = new(StringComparer.Ordinal);

    /// <summary>What a key has used of its rate stays used, unless the limit is another.</summary>
    /// <param name="isConfigured">A key that was made before the configuration took its name is another one.</param>
    public KeyUsage Of(string name, int? requestsPerMinute, bool isConfigured) => _usages.AddOrUpdate(
        (name, isConfigured),
        _ => new KeyUsage(name, requestsPerMinute, time),
        (_, known) => known.RequestsPerMinute == requestsPerMinute ? known : new KeyUsage(name, requestsPerMinute, time));

    /// <summary>Of the keys of this name; null when none was used since the process began.</summary>
    public DateTimeOffset? LastUseOf(string name) =>
        new[] { false, true }.Max(isConfigured => _usages.GetValueOrDefault((name, isConfigured))?.LastUsedAt);

    /// <summary>Writes what was used since the last time. After a failure it is written the next time.</summary>
    public async Task StoreAsync(CancellationToken cancellationToken)
    {
        KeyUse[] uses =
        [
            .. from usage in _usages.Values
               group usage.LastUsedAt by usage.Name into last
               let used = last.Max()
               where used is not null && !(_stored.TryGetValue(last.Key, out DateTimeOffset stored) && stored >= used)
               select new KeyUse(last.Key, used.Value),
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
