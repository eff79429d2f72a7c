using System.Collections.Concurrent;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Search.Embeddings;

/// <summary>
/// The entries whose change the index does not show yet. Added to from any thread, embedded by whoever holds the library's turn.
/// </summary>
internal sealed class PendingEntries(ICatalogReader catalog, EntryVectors vectors)
{
    private readonly ConcurrentDictionary<EntryKey, byte> _keys = new();

    public bool IsEmpty => _keys.IsEmpty;

    public void Add(EntryKey key) => _keys[key] = 0;

    /// <summary>
    /// Brings the index to what the catalog says of them now. What another process is buying, and everything after a failure, waits on.
    /// </summary>
    public async Task EmbedAsync(ActiveEmbeddings active, CancellationToken cancellationToken)
    {
        EntryKey[] taken = [.. _keys.Keys];

        foreach (EntryKey key in taken)
        {
            _keys.TryRemove(key, out _);
        }

        try
        {
            await EmbedAsync(active, taken, cancellationToken);
        }
        catch
        {
            Array.ForEach(taken, Add);
            throw;
        }
    }

    private async Task EmbedAsync(ActiveEmbeddings active, EntryKey[] keys, CancellationToken cancellationToken)
    {
        EntryVersion[] current =
            [.. keys.Select(catalog.Find).Where(state => state is { IsArchived: false }).Select(state => state!.Current)];
        EntryVersion[] added = [.. current.Where(version => active.Index.HeldVersion(version.Key) != version.Number)];
        var known = added.Length == 0 ? [] : await vectors.ObtainAsync(active.Generation.Id, active.Embedder, added, cancellationToken);
        ILookup<bool, EntryVersion> obtained = added.ToLookup(version => known.ContainsKey((version.Key, version.Number)));
        Dictionary<EntryKey, int> now = current.Except(added)
            .Concat(obtained[true])
            .ToDictionary(version => version.Key, version => version.Number);
        (EntryKey Key, int Version)[] gone =
            [.. keys.Select(key => (Key: key, Version: active.Index.HeldVersion(key))).Where(
                old => old.Version != 0 && old.Version != now.GetValueOrDefault(old.Key))];

        if (gone.Length > 0 || obtained[true].Any())
        {
            await active.Index.WriteAsync(
                [.. obtained[true].Select(version => EntryElement.Of(catalog, version, known[(version.Key, version.Number)]))], gone,
                cancellationToken);
        }

        Array.ForEach(keys, key => active.Index.Hold(key, now.GetValueOrDefault(key)));

        foreach (EntryVersion version in obtained[false])
        {
            Add(version.Key);
        }
    }
}
