using System.Collections.Frozen;
using System.Threading.Channels;

using PromptIntel.Core.Catalog.Memory;

namespace PromptIntel.Core.Access;

/// <summary>
/// The keys that let somebody in, in memory: read when the process starts, after every change of its own, and when another instance has
/// made one, of which it hears with the change log. A lookup costs one hash and touches no store. Safe for concurrent use.
/// </summary>
public sealed class GoodKeys : IDisposable
{
    private readonly IAccessKeyStore _store;
    private readonly KeyUsages _usages;
    private readonly TimeProvider _time;
    private readonly IDisposable _subscription;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Channel<bool> _changed =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private FrozenDictionary<KeyHash, GoodKey> _keys = FrozenDictionary<KeyHash, GoodKey>.Empty;

    public GoodKeys(IAccessKeyStore store, KeyUsages usages, DerivedChanges changes, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(changes);
        (_store, _usages, _time) = (store, usages, time);
        _subscription = changes.Subscribe(Invalidate);
    }

    /// <summary>The key with this hash, if it lets in now.</summary>
    public GoodKey? Find(KeyHash hash) =>
        Volatile.Read(ref _keys).TryGetValue(hash, out GoodKey? known) && (known.Until is not { } until || _time.GetUtcNow() < until)
            ? known
            : null;

    /// <summary>Reads the keys as they are now.</summary>
    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        // One at a time, or an older reading could take the place of a newer one.
        await _reading.WaitAsync(cancellationToken);

        try
        {
            IReadOnlyList<AccessKey> keys = await _store.ReadGoodAsync(cancellationToken);
            Volatile.Write(ref _keys, keys.SelectMany(ToGood).ToFrozenDictionary(good => good.Hash, good => good.Key));
        }
        finally
        {
            _reading.Release();
        }
    }

    /// <summary>Says that the keys may have changed, to whoever waits for it.</summary>
    public void Invalidate() => _changed.Writer.TryWrite(true);

    /// <summary>Waits until the keys may have changed, and takes the news.</summary>
    public async Task WaitForChangeAsync(CancellationToken cancellationToken) => await _changed.Reader.ReadAsync(cancellationToken);

    public void Dispose()
    {
        _subscription.Dispose();
        _reading.Dispose();
    }

    private IEnumerable<(KeyHash Hash, GoodKey Key)> ToGood(AccessKey key)
    {
        KeyUsage usage = _usages.Of(key.Name, key.RequestsPerMinute, isConfigured: false);
        yield return (key.Hash, new GoodKey(key, usage, null));

        if (key is { FormerHash: { } former, FormerUntil: { } until })
        {
            yield return (former, new GoodKey(key, usage, until));
        }
    }
}

/// <param name="Until">When it ends, for the key before a rotation.</param>
public sealed record GoodKey(AccessKey Key, KeyUsage Usage, DateTimeOffset? Until);
