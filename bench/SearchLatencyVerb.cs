using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Bench;

/// <summary>
/// Goal 10, the part below HTTP: hybrid search over 10,000 entries in process. The goal of 3 ms is for the whole request.
/// </summary>
internal static class SearchLatencyVerb
{
    private const int Entries = 10_000;
    private static readonly TimeSpan Goal = TimeSpan.FromMilliseconds(3);

    public static int Run(string[] args) => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        IReadOnlyList<EntryState> shipped = ContentPrompts.Read(ContentPrompts.FindFolder(Path.Combine("content", "prompts")));
        LabelledQuery[] queries = LabelledQuery.Read(ContentPrompts.FindFolder(Path.Combine("bench", "Search", "queries.jsonl")));
        long started = Stopwatch.GetTimestamp();
        (PromptSearch search, EmbeddingLibrary library) = SearchQuality.Build(new FixedCatalog(Mixed(shipped)));
        TimeSpan indexed = Stopwatch.GetElapsedTime(started);
        RebuildSummary rebuilt = await library.RebuildAsync(CancellationToken.None);

        List<TimeSpan> times = [];
        for (int turn = 0; turn < 6; turn++)
        {
            foreach (LabelledQuery query in queries)
            {
                long asked = Stopwatch.GetTimestamp();
                await search.SearchAsync(new SearchQuery { Text = query.Query }, CancellationToken.None);
                if (turn > 0)
                {
                    times.Add(Stopwatch.GetElapsedTime(asked));
                }
            }
        }

        times.Sort();
        TimeSpan median = times[times.Count / 2];
        Console.WriteLine(FormattableString.Invariant(
            $"{Entries} entries: indexed in {indexed.TotalSeconds:0.0} s, learned in {rebuilt.Duration.TotalSeconds:0.0} s ({rebuilt.Dimensions} dimensions)"));
        Console.WriteLine(FormattableString.Invariant(
            $"search p50 {median.TotalMilliseconds:0.00} ms, p99 {times[times.Count * 99 / 100].TotalMilliseconds:0.00} ms (goal {Goal.TotalMilliseconds} ms over HTTP)  {(median <= Goal ? "met" : "missed")}"));
        return median <= Goal ? 0 : 1;
    }

    /// <summary>Entries of real words: each takes passages from three shipped prompts, drawn from a fixed seed.</summary>
    private static IEnumerable<EntryState> Mixed(IReadOnlyList<EntryState> shipped)
    {
        Random random = new(5);
        string[][] passages = [.. shipped.Select(entry => EntryText.Of(entry.Current).Body.Split("\n\n"))];
        for (int i = 0; i < Entries; i++)
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
