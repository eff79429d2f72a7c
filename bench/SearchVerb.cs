using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Bench;

/// <summary>Quality of hybrid search beside plain BM25 on the labelled queries; met when it is better on both halves.</summary>
internal static class SearchVerb
{
    public static int Run(string[] args) => RunAsync().GetAwaiter().GetResult();

    private static async Task<int> RunAsync()
    {
        IReadOnlyList<EntryState> entries = ContentPrompts.Read(ContentPrompts.FindFolder(Path.Combine("content", "prompts")));
        LabelledQuery[] queries = LabelledQuery.Read(ContentPrompts.FindFolder(Path.Combine("bench", "Search", "queries.jsonl")));
        Console.WriteLine($"{queries.Length} queries over {entries.Count} prompts: MRR, recall@10");
        bool isMet = true;
        foreach (var half in queries.GroupBy(query => query.Half))
        {
            LabelledQuery[] own = [.. half];
            Quality hybrid = await SearchQuality.HybridAsync(entries, own, CancellationToken.None);
            Quality stemmed = SearchQuality.Stemmed(entries, own);
            Quality textbook = SearchQuality.Textbook(entries, own);
            Console.WriteLine(
                $"{half.Key,-11} {own.Length,3}  hybrid {Show(hybrid)}   BM25 stemmed {Show(stemmed)}   BM25 textbook {Show(textbook)}");
            isMet &= hybrid.MeanReciprocalRank > stemmed.MeanReciprocalRank && hybrid.MeanReciprocalRank > textbook.MeanReciprocalRank;
        }

        Console.WriteLine(isMet ? "goal met: hybrid is better on both halves" : "goal missed");
        return isMet ? 0 : 1;
    }

    private static string Show(Quality quality) =>
        FormattableString.Invariant($"{quality.MeanReciprocalRank:0.000}, {quality.RecallAt10:0.000}");
}
