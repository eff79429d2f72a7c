using System.Collections.Immutable;

namespace PromptIntel.Core.Sync;

/// <summary>Keeps marks for as long as the process lives.</summary>
public sealed class InMemoryOutboxStore(TimeProvider time) : IOutboxStore
{
    private readonly Lock _lock = new();

    /// <summary>By age.</summary>
    private readonly List<Entry> _entries = [];

    /// <summary>What a store does in the transaction of a change.</summary>
    public void Append(string target, SyncDocument document)
    {
        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            int known = _entries.FindIndex(entry => entry.Row.Target == target && entry.Row.Document == document);
            var mark = new Entry(
                new OutboxRow(Guid.CreateVersion7(now), target, document, known < 0 ? now : _entries[known].Row.Since, 0, false, null),
                now);

            if (known < 0)
            {
                _entries.Add(mark);
            }
            else
            {
                _entries[known] = mark;
            }
        }
    }

    public Task<IReadOnlyList<OutboxRow>> TakeAsync(string target, int limit, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            Entry[] pending = [.. _entries.Where(entry => entry.Row.Target == target && !entry.Row.IsParked)];
            var waiting = pending.Where(entry => entry.DueAt > now)
                .Select(entry => entry.Row.Document.Owner)
                .ToHashSet(StringComparer.Ordinal);
            return Task.FromResult<IReadOnlyList<OutboxRow>>(
                [.. pending.Select(entry => entry.Row).Where(row => !waiting.Contains(row.Document.Owner)).Take(limit)]);
        }
    }

    public Task CompleteAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            _entries.RemoveAll(entry => ids.Contains(entry.Row.Id));
        }

        return Task.CompletedTask;
    }

    public Task RetryAsync(Guid id, string error, TimeSpan delay, CancellationToken cancellationToken) =>
        Change(
            id,
            entry => new Entry(entry.Row with { Attempts = entry.Row.Attempts + 1, Error = error }, time.GetUtcNow() + delay),
            cancellationToken);

    public Task ParkAsync(Guid id, string error, CancellationToken cancellationToken) =>
        Change(
            id,
            entry => entry with { Row = entry.Row with { Attempts = entry.Row.Attempts + 1, Error = error, IsParked = true } },
            cancellationToken);

    public Task<IReadOnlyList<OutboxRow>> ListParkedAsync(string target, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyList<OutboxRow>>(
                [.. _entries.Select(entry => entry.Row).Where(row => row.Target == target && row.IsParked).Take(limit)]);
        }
    }

    public Task<int> RetryParkedAsync(string target, Guid? id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            List<Entry> parked =
                [.. _entries.Where(entry => entry.Row.Target == target && entry.Row.IsParked && (id is null || entry.Row.Id == id))];
            parked.ForEach(entry => _entries[
                _entries.IndexOf(entry)] = new Entry(entry.Row with { IsParked = false, Attempts = 0 }, time.GetUtcNow()));
            return Task.FromResult(parked.Count);
        }
    }

    public Task<ImmutableArray<OutboxBacklog>> MeasureAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_entries.Select(entry => entry.Row)
                .GroupBy(row => row.Target, StringComparer.Ordinal)
                .OrderBy(rows => rows.Key, StringComparer.Ordinal)
                .Select(rows => new OutboxBacklog(
                    rows.Key,
                    rows.Count(row => !row.IsParked),
                    rows.Min(row => row.Since),
                    rows.Count(row => row.IsParked))).ToImmutableArray());
        }
    }

    private Task Change(Guid id, Func<Entry, Entry> change, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            if (_entries.FindIndex(entry => entry.Row.Id == id) is >= 0 and int index)
            {
                _entries[index] = change(_entries[index]);
            }
        }

        return Task.CompletedTask;
    }

    private sealed record Entry(OutboxRow Row, DateTimeOffset DueAt);
}
