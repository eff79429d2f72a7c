using System.ClientModel;
using System.Globalization;

using Microsoft.Extensions.AI;

using OpenAI;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Bench;

/// <summary>
/// Quality of search on the labelled queries, beside textbook BM25, the ranking before and each half of ours alone. Met when on both
/// halves paraphrases gain two standard errors over the first two and titles lose nothing that could be told from chance.
/// <c>--embedder URL [MODEL]</c> adds a model behind an OpenAI-compatible endpoint, alone and within the search, which must then gain a
/// tenth in paraphrases over the search without it.
/// </summary>
internal static class SearchVerb
{
    private const string Ours = "search";
    private const string WithEmbedder = "with Embedder";

    /// <summary>Of the mean reciprocal rank of paraphrases.</summary>
    private const double EmbedderGoal = 0.10;

    private static readonly string[] Baselines = ["BM25 textbook", "before"];

    public static int Run(string[] args)
    {
        using IEmbeddingGenerator<string, Embedding<float>>? remote = args is ["--embedder", var url, ..]
            ? new RememberedEmbeddings(new OpenAIClient(new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(url) })
                .GetEmbeddingClient(args.ElementAtOrDefault(2) ?? "embedder").AsIEmbeddingGenerator())
            : null;
        return RunAsync(remote).GetAwaiter().GetResult();
    }

    /// <param name="remote">A sentence model, for a column of its own.</param>
    private static async Task<int> RunAsync(IEmbeddingGenerator<string, Embedding<float>>? remote)
    {
        var sets = LabelledQuery.ReadAll().GroupBy(query => (query.Half, query.Kind))
            .OrderBy(set => set.Key.Half).ThenByDescending(set => set.Key.Kind);
        bool isMet = true;
        Console.WriteLine("MRR +- standard error / recall@10");

        foreach (var set in sets)
        {
            Dictionary<string, Quality?> rankings = await RankAsync([.. set], remote);
            Console.WriteLine($"{set.Key.Half} {set.Key.Kind}: {set.Count()} queries");

            foreach ((string name, Quality? quality) in rankings)
            {
                Console.WriteLine($"  {name,-23} {Show(quality)}");
            }

            foreach (string baseline in Baselines)
            {
                Estimate gain = rankings[Ours]!.GainOver(rankings[baseline]!);
                bool isEnough = gain.Mean >= gain.StandardError * (set.Key.Kind == LabelledQuery.Paraphrase ? 2 : -1);
                isMet &= isEnough || set.Key.Half == LabelledQuery.Older;
                string verdict = isEnough ? "enough" : "not enough";
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  gain over {baseline,-14} {gain.Mean:+0.000;-0.000} +- {gain.StandardError:0.000}  {verdict}"));
            }

            isMet &= IsWorthIt(rankings, set.Key.Kind) || set.Key.Half == LabelledQuery.Older;
        }

        isMet &= await RankExamplesAsync();
        Console.WriteLine(isMet ? "goal met" : "goal missed");
        return isMet ? 0 : 1;
    }

    /// <summary>What the Embedder gains over the search without it; true without one, and for titles, which are found anyway.</summary>
    private static bool IsWorthIt(Dictionary<string, Quality?> rankings, string kind)
    {
        if (rankings[WithEmbedder] is not { } remote)
        {
            return true;
        }

        Estimate gain = remote.GainOver(rankings[Ours]!);
        bool isEnough = kind != LabelledQuery.Paraphrase || gain.Mean >= EmbedderGoal;
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  gain of Embedder        {gain.Mean:+0.000;-0.000} +- {gain.StandardError:0.000}  {(isEnough ? "enough" : "not enough")}"));
        return isEnough;
    }

    private static async Task<bool> RankExamplesAsync()
    {
        ExampleQuality examples = await ExampleQuality.ReadAsync(CancellationToken.None);
        Quality textbook = examples.Textbook(), ours = await examples.ServedAsync(CancellationToken.None);
        Estimate gain = ours.GainOver(textbook);
        Console.WriteLine($"league examples: {examples.Queries.Length} queries");
        Console.WriteLine($"  {Baselines[0],-23} {Show(textbook)}");
        Console.WriteLine($"  {Ours,-23} {Show(ours)}");
        return gain.Mean >= 2 * gain.StandardError;
    }

    /// <summary>By name of the ranking, over the corpora of the queries together; null for one that is not there.</summary>
    private static async Task<Dictionary<string, Quality?>> RankAsync(
        LabelledQuery[] queries, IEmbeddingGenerator<string, Embedding<float>>? remote)
    {
        Dictionary<string, Quality?> rankings = [];

        foreach (var corpus in queries.GroupBy(query => query.Corpus))
        {
            IReadOnlyList<EntryState> entries = LabelledQuery.ReadCorpus(corpus.Key);
            LabelledQuery[] own = [.. corpus];
            Add("BM25 textbook", SearchQuality.Textbook(entries, own));
            Add("before", SearchQuality.Earlier(entries, own));
            Add("words alone", SearchQuality.Words(entries, own));
            Add("vectors alone: LSA", SearchQuality.Vectors(entries, own, hasWordMeanings: false));
            Add("vectors alone: ours", SearchQuality.Vectors(entries, own, hasWordMeanings: true));
            Add("vectors alone: Embedder", remote is null
                ? null : await SearchQuality.VectorsOfAsync(remote, entries, own, CancellationToken.None));
            Add(Ours, await SearchQuality.HybridAsync(entries, own, remote: null, CancellationToken.None));
            Add(WithEmbedder, remote is null ? null : await SearchQuality.HybridAsync(entries, own, remote, CancellationToken.None));
        }

        return rankings;

        void Add(string name, Quality? quality) =>
            rankings[name] = rankings.GetValueOrDefault(name) is { } before && quality is not null
                ? new Quality([.. before.ReciprocalRanks, .. quality.ReciprocalRanks])
                : quality;
    }

    private static string Show(Quality? quality) => quality is null
        ? "-"
        : string.Create(
            CultureInfo.InvariantCulture,
            $"{quality.MeanReciprocalRank.Mean:0.000} +- {quality.MeanReciprocalRank.StandardError:0.000} / {quality.RecallAt10:0.000}");
}
