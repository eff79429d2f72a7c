using PromptIntel.Core.Catalog;

namespace PromptIntel.Bench.Search;

/// <summary>A catalog in memory whose entries are set by the caller.</summary>
internal sealed class FixedCatalog : ICatalogReader
{
    private readonly Dictionary<EntryKey, EntryState> _entries;
    private readonly List<Action<EntryState>> _subscribers = [];

    public FixedCatalog(IEnumerable<EntryState> entries) => _entries = entries.ToDictionary(entry => entry.Key);

    public long Position { get; private set; }

    public EntrySet Entries
    {
        get
        {
            lock (_entries)
            {
                return EntrySet.Of(_entries.Values);
            }
        }
    }

    public EntryState? Find(EntryKey key)
    {
        lock (_entries)
        {
            return _entries.GetValueOrDefault(key);
        }
    }

    public ValueTask<EntryVersion?> GetAsync(EntryKey key, VersionSelector selector, CancellationToken cancellationToken) =>
        ValueTask.FromResult(
            Find(key) is { } entry && entry.Resolve(selector) is { } number ? entry.Versions.GetValueOrDefault(number) : null);

    public IDisposable Subscribe(Action<EntryState> applied)
    {
        _subscribers.Add(applied);
        return new Subscription(() => _subscribers.Remove(applied));
    }

    public void Apply(EntryState entry)
    {
        lock (_entries)
        {
            _entries[entry.Key] = entry;
            Position++;
        }

        _subscribers.ForEach(subscriber => subscriber(entry));
    }

    private sealed class Subscription(Action stop) : IDisposable
    {
        public void Dispose() => stop();
    }
}
