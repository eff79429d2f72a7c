using System.Collections.Concurrent;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 2: a read from the catalog of 1,000 prompts, by name and by label, beside one lookup by the same name in a dictionary.
/// </summary>
internal static class CatalogSpeed
{
    private const int Prompts = 1_000;
    private const int Calls = 1_000_000;
    private const int Measured = 11;
    private const double Limit = 3;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        await using Installation installation = await Installation.OpenAsync(directory: null);
        await SamplePrompts.ImportAsync(installation, SamplePrompts.Lines(Prompts));
        PromptCatalog catalog = installation.Catalog;
        EntryKey[] keys = [.. catalog.Entries.Select(entry => entry.Key)];
        string[] names = [.. keys.Select(key => key.ToString())];
        var dictionary = new ConcurrentDictionary<string, EntryState>(
            catalog.Entries.Select(entry => KeyValuePair.Create(entry.Key.ToString(), entry)), StringComparer.Ordinal);

        return
        [
            await MeasureAsync("catalog get by name", catalog, keys, default, names, dictionary),
            await MeasureAsync(
                "catalog get by label", catalog, keys, VersionSelector.ForLabel(VersionSelector.ProductionLabel), names, dictionary),
            Allocation(catalog, keys),
        ];
    }

    private static async Task<SpeedRow> MeasureAsync(
        string what, ICatalogReader catalog, EntryKey[] keys, VersionSelector selector, string[] names,
        ConcurrentDictionary<string, EntryState> dictionary)
    {
        (double ours, double floor) = await Turns.NanosecondsAsync(
            Measured, Calls, calls => Read(catalog, keys, selector, calls), calls => LookUp(dictionary, names, calls));
        return new SpeedRow(2, what, ours, "one ConcurrentDictionary lookup", floor, "ns", Limit);
    }

    private static SpeedRow Allocation(ICatalogReader catalog, EntryKey[] keys)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Read(catalog, keys, default, Calls);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        return new SpeedRow(2, "catalog get, bytes allocated by 1M reads", allocated, "none, but for the loop", 1_000, "B", 1);
    }

    private static void Read(ICatalogReader catalog, EntryKey[] keys, VersionSelector selector, int calls)
    {
        for (int call = 0, at = 0; call < calls; call++)
        {
            ValueTask<EntryVersion?> read = catalog.GetAsync(keys[at], selector, CancellationToken.None);

            if (!read.IsCompletedSuccessfully)
            {
                throw new InvalidOperationException("A cached read waited.");
            }

            at = at + 1 == keys.Length ? 0 : at + 1;
        }
    }

    private static void LookUp(ConcurrentDictionary<string, EntryState> dictionary, string[] names, int calls)
    {
        for (int call = 0, at = 0; call < calls; call++)
        {
            if (!dictionary.TryGetValue(names[at], out _))
            {
                throw new InvalidOperationException("A known name was not found.");
            }

            at = at + 1 == names.Length ? 0 : at + 1;
        }
    }
}
