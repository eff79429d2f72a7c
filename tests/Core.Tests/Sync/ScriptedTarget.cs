using System.Collections.Concurrent;
using System.Collections.Immutable;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Sync;

namespace PromptIntel.Core.Tests.Sync;

/// <summary>A place that notes what it gets, refuses what it is told to, and can be out of reach.</summary>
internal sealed class ScriptedTarget(string name) : ISyncTarget
{
    public string Name => name;

    public bool IsAway { get; set; }

    public Func<SyncDocument, string?> Refuses { get; set; } = _ => null;

    public Func<EntryKey, string?> RefusesEntry { get; set; } = _ => null;

    public ConcurrentQueue<SyncDocument> Delivered { get; } = [];

    public ConcurrentQueue<EntryState> Mirrored { get; } = [];

    public int Tries { get; private set; }

    public Task<IReadOnlyDictionary<Guid, string>> DeliverAsync(
        IReadOnlyList<OutboxRow> rows, ISyncSource source, CancellationToken cancellationToken)
    {
        Answer();
        var refusals = new Dictionary<Guid, string>();

        foreach (OutboxRow row in rows)
        {
            if (Refuses(row.Document) is { } reason)
            {
                refusals.Add(row.Id, reason);
            }
            else
            {
                Delivered.Enqueue(row.Document);
            }
        }

        return Task.FromResult<IReadOnlyDictionary<Guid, string>>(refusals);
    }

    public Task<IReadOnlyDictionary<EntryKey, string>> MirrorAsync(IReadOnlyList<EntryState> entries, CancellationToken cancellationToken)
    {
        Answer();
        var refusals = entries.Where(entry => RefusesEntry(entry.Key) is not null).ToImmutableDictionary(
            entry => entry.Key, entry => RefusesEntry(entry.Key)!);

        foreach (EntryState entry in entries.Where(entry => !refusals.ContainsKey(entry.Key)))
        {
            Mirrored.Enqueue(entry);
        }

        return Task.FromResult<IReadOnlyDictionary<EntryKey, string>>(refusals);
    }

    public Task ProbeAsync(CancellationToken cancellationToken)
    {
        Answer();
        return Task.CompletedTask;
    }

    private void Answer()
    {
        Tries++;

        if (IsAway)
        {
            throw new SyncTargetUnavailableException("away");
        }
    }
}
