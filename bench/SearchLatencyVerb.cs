using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Bench;

/// <summary>
/// Goal 10, the part below HTTP, one client: search among 10,000 and 50,000 entries, the first one included, while the catalog is learned
/// anew, and what the index of the words takes and costs. Sizes may be given.
/// </summary>
internal static class SearchLatencyVerb
{
    private const int Turns = 6;
    private const int Updates = 2_000;

    /// <summary>Entries, and the goal for the median of a search in milliseconds, HTTP included.</summary>
    private static readonly Dictionary<int, double> Goals = new() { [10_000] = 1.5, [50_000] = 6 };

    private static readonly TimeSpan RebuildGoal = TimeSpan.FromMilliseconds(50);

    public static int Run(string[] args) =>
        RunAsync(args.Length > 0 ? [.. args.Select(int.Parse)] : [.. Goals.Keys]).GetAwaiter().GetResult();

    private static async Task<int> RunAsync(int[] sizes)
    {
        bool isMet = true;

        foreach (int size in sizes)
        {
            isMet &= await MeasureAsync(size);
        }

        return isMet ? 0 : 1;
    }

    private static async Task<bool> MeasureAsync(int size)
    {
        IReadOnlyList<EntryState> shipped = LabelledQuery.ReadCorpus("shipped");
        string[] queries = [.. LabelledQuery.ReadOlder().Select(query => query.Query)];
        FixedCatalog catalog = new(Mixed(shipped, size));
        MeasureIndex(catalog);

        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(catalog);
        long started = Stopwatch.GetTimestamp();
        await search.PrepareAsync(CancellationToken.None);
        Print($"{size} entries: indexed in {Stopwatch.GetElapsedTime(started).TotalSeconds:0.0} s");
        RebuildSummary rebuilt = await library.RebuildAsync(CancellationToken.None);
        Print($"  learned in {rebuilt.Duration.TotalSeconds:0.0} s ({rebuilt.Dimensions} dimensions)");

        List<double> times = [];

        for (int turn = 0; turn < Turns; turn++)
        {
            List<double> round = await SearchAllAsync(search, queries);
            times.AddRange(turn > 0 ? round : []);
        }

        bool isMet = !Goals.TryGetValue(size, out double goal) || Percentile(times, 50) <= goal;
        Print($"  search {Show(times)} (goal p50 {goal} ms over HTTP)  {(isMet ? "met" : "missed")}");

        Task<RebuildSummary> rebuilding = Task.Run(() => library.RebuildAsync(CancellationToken.None));
        times.Clear();

        while (!rebuilding.IsCompleted)
        {
            times.AddRange(await SearchAllAsync(search, queries));
        }

        bool isCalm = Percentile(times, 99) <= RebuildGoal.TotalMilliseconds;
        Print($"  during a rebuild {Show(times)} (goal p99 {RebuildGoal.TotalMilliseconds} ms)  {(isCalm ? "met" : "missed")}");
        return isMet && isCalm;
    }

    /// <summary>What the words take beside the catalog's text, and what a change of one entry costs.</summary>
    private static void MeasureIndex(FixedCatalog catalog)
    {
        EntryVersion[] versions = [.. catalog.Entries.Select(entry => entry.Current)];
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Bm25Index<EntryVersion> index = new(Bm25Weights.Default, EntryText.Of);

        foreach (EntryVersion version in versions)
        {
            index.Upsert(version.Key.ToString(), version);
        }

        double bytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)versions.Length;
        List<double> times = [];

        foreach (EntryVersion version in versions.Take(Updates))
        {
            EntryVersion next = version with { Number = 2 };
            long started = Stopwatch.GetTimestamp();
            index.Upsert(next.Key.ToString(), next);
            times.Add(Stopwatch.GetElapsedTime(started).TotalMicroseconds);
        }

        Print($"index of the words: {bytes:0} bytes a prompt, update p50 {Percentile(times, 50):0} us, p99 {Percentile(times, 99):0} us");
    }

    private static async Task<List<double>> SearchAllAsync(PromptSearch search, string[] queries)
    {
        List<double> times = new(queries.Length);

        foreach (string query in queries)
        {
            long asked = Stopwatch.GetTimestamp();
            await search.SearchAsync(new SearchQuery { Text = query }, CancellationToken.None);
            times.Add(Stopwatch.GetElapsedTime(asked).TotalMilliseconds);
        }

        return times;
    }

    private static double Percentile(List<double> times, int percent)
    {
        times.Sort();
        return times[(times.Count - 1) * percent / 100];
    }

    private static string Show(List<double> times) =>
        FormattableString.Invariant($"p50 {Percentile(times, 50):0.00} ms, p99 {Percentile(times, 99):0.00} ms of {times.Count}");

    private static void Print(FormattableString line) => Console.WriteLine(FormattableString.Invariant(line));

    /// <summary>Entries of real words: each takes passages from three shipped prompts, drawn from a fixed seed.</summary>
    internal static IEnumerable<EntryState> Mixed(IReadOnlyList<EntryState> shipped, int count)
    {
        Random random = new(5);
        string[][] passages = [.. shipped.Select(entry => EntryText.Of(entry.Current).Body.Split("\n\n"))];

        for (int i = 0; i < count; i++)
        {
            EntryVersion like = shipped[i % shipped.Count].Current;
            string body = string.Join(
                '\n',
                Enumerable.Range(0, 3).Select(_ => passages[random.Next(passages.Length)]).Select(own => own[random.Next(own.Length)]));
            yield return ContentPrompts.State(
                new EntryKey(like.Key.Namespace, $"{like.Key.Name}_{i}"), like.Description, like.Tags,
                JsonSerializer.SerializeToElement(new { messages = new[] { new { content = body } } }));
        }
    }
}
