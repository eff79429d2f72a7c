namespace PromptIntel.Core.Search;

/// <param name="Score">0 to 1, comparable within one ranking.</param>
/// <param name="Words">The share of the query's words; 0 without one.</param>
/// <param name="Cosine">Null when the vectors did not bring it.</param>
/// <param name="IsNamed">Whether the query is its name.</param>
internal sealed record FusedMatch(string Key, double Score, float Words, float? Cosine, bool IsNamed);

/// <summary>
/// One ranking out of two: the share of what a document with every word of the query could get, plus a weight times the cosine. A query
/// whose words are hardly anywhere gives nobody a high share, and the vectors decide (docs/decisions, hybrid ranking).
/// </summary>
internal static class RankFusion
{
    /// <summary>What every word of the query counts.</summary>
    public const double WordsWeight = 1;

    /// <summary>What a cosine of 1 counts beside it.</summary>
    public const double VectorWeight = 0.75;

    /// <summary>Below it a hit without a common word is noise.</summary>
    public const double MinSimilarity = 0.2;

    /// <summary>Best first, <paramref name="named"/> before all others; equal scores in the order of the keys.</summary>
    /// <param name="named">What the query is the name of, whether or not a ranking brought it.</param>
    public static List<FusedMatch> Fuse(
        IEnumerable<(string Key, float Share)> words, IEnumerable<(string Key, float Similarity)> vectors, bool usedVectors,
        IReadOnlySet<string>? named = null)
    {
        double most = usedVectors ? WordsWeight + VectorWeight : WordsWeight;
        Dictionary<string, FusedMatch> fused = new(StringComparer.Ordinal);

        foreach ((string key, float share) in words)
        {
            fused[key] = Match(key, share, cosine: null);
        }

        foreach ((string key, float similarity) in vectors)
        {
            bool hasWords = fused.TryGetValue(key, out FusedMatch? match);

            if (hasWords || similarity >= MinSimilarity)
            {
                fused[key] = Match(key, match?.Words ?? 0, similarity);
            }
        }

        foreach (string key in named ?? Enumerable.Empty<string>())
        {
            fused.TryAdd(key, Match(key, 0, cosine: null));
        }

        List<FusedMatch> ranked = [.. fused.Values];
        ranked.Sort(
            static (left, right) => right.IsNamed.CompareTo(left.IsNamed) is not 0 and var first ? first
                : right.Score.CompareTo(left.Score) is not 0 and var order ? order : string.CompareOrdinal(left.Key, right.Key));
        return ranked;

        FusedMatch Match(string key, float share, float? cosine)
        {
            double score = (WordsWeight * share) + (VectorWeight * Math.Max(0, cosine ?? 0));
            bool isNamed = named?.Contains(key) == true;
            return new FusedMatch(key, isNamed ? 1 : Math.Min(1, score / most), share, cosine, isNamed);
        }
    }
}
