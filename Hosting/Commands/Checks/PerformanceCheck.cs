using System.Diagnostics;
using System.Globalization;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Hosting.Commands.Checks;

/// <summary>The time of a cached retrieval: the median over many rounds through every entry. The promise is under 1 ms.</summary>
internal sealed class PerformanceCheck(PromptCatalog catalog) : IValidationCheck
{
    private const int Rounds = 201;

    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(1);

    public string Name => "performance";

    public Task<string> RunAsync(CancellationToken cancellationToken)
    {
        EntryKey[] keys = [.. catalog.Entries.Select(entry => entry.Key)];

        if (keys.Length == 0)
        {
            throw new ValidationFailedException("there is nothing to retrieve");
        }

        TimeSpan[] rounds = [.. Enumerable.Range(0, Rounds).Select(_ => ReadAll(keys)).Order()];
        double median = rounds[Rounds / 2].TotalNanoseconds / keys.Length;
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"cached retrieval {median:0} ns (median of {Rounds} rounds over {keys.Length} entries; limit {Limit.TotalMilliseconds:0} ms)");
        return median < Limit.TotalNanoseconds ? Task.FromResult(text) : throw new ValidationFailedException(text);
    }

    private TimeSpan ReadAll(EntryKey[] keys)
    {
        long started = Stopwatch.GetTimestamp();

        foreach (EntryKey key in keys)
        {
            // An entry may be archived meanwhile; one that memory never holds is a miss and no cached retrieval.
            if (catalog.FindDocument(key, default) is null && catalog.Find(key) is { IsArchived: false })
            {
                throw new ValidationFailedException($"{key} is not held in memory");
            }
        }

        return Stopwatch.GetElapsedTime(started);
    }
}
