using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace PromptIntel.Core.Concurrency;

/// <summary>
/// Values that can be made again, by key: at most a number of them and, where the owner measures them, at most a total size. When there
/// is no room, those that entered first go. Reading takes no lock and does not change the order. Safe for concurrent use.
/// </summary>
public sealed class BoundedCache<TKey, TValue>
    where TKey : notnull
{
    private readonly int _mostEntries;
    private readonly long _mostSize;
    private readonly Func<TValue, long> _sizeOf;

    // Only one thread writes at a time.
    private readonly ConcurrentDictionary<TKey, TValue> _values = new(concurrencyLevel: 1, capacity: 31);
    private readonly Queue<(TKey Key, long Size)> _order = new();
    private readonly Lock _writing = new();
    private long _size;

    public BoundedCache(int mostEntries)
        : this(mostEntries, 0, static _ => 0)
    {
    }

    /// <param name="mostSize">In the unit of <paramref name="sizeOf"/>; a larger value is handed back without being kept.</param>
    /// <param name="sizeOf">Asked once for each value that is added.</param>
    public BoundedCache(int mostEntries, long mostSize, Func<TValue, long> sizeOf)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mostEntries);
        ArgumentOutOfRangeException.ThrowIfNegative(mostSize);
        (_mostEntries, _mostSize, _sizeOf) = (mostEntries, mostSize, sizeOf);
    }

    public int Count
    {
        get
        {
            lock (_writing)
            {
                return _order.Count;
            }
        }
    }

    /// <summary>Of all values that are kept.</summary>
    public long Size
    {
        get
        {
            lock (_writing)
            {
                return _size;
            }
        }
    }

    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) => _values.TryGetValue(key, out value);

    /// <summary>
    /// The value to use from now on: the one that stands under the key already, the same for all who add at once, or this one.
    /// </summary>
    public TValue Add(TKey key, TValue value)
    {
        long size = _sizeOf(value);

        lock (_writing)
        {
            if (_values.TryGetValue(key, out TValue? standing))
            {
                return standing;
            }

            if (size <= _mostSize)
            {
                MakeRoom_NeedsLock(size);
                _values[key] = value;
                _order.Enqueue((key, size));
                _size += size;
            }

            return value;
        }
    }

    public void Clear()
    {
        lock (_writing)
        {
            _values.Clear();
            _order.Clear();
            _size = 0;
        }
    }

    private void MakeRoom_NeedsLock(long size)
    {
        while (_order.Count == _mostEntries || _size > _mostSize - size)
        {
            (TKey key, long freed) = _order.Dequeue();
            _values.TryRemove(key, out _);
            _size -= freed;
        }
    }
}
