namespace PromptIntel.Core.Search;

/// <param name="Score">0 to 1, comparable within one ranking.</param>
/// <param name="Words">The share of the query's words; 0 without one.</param>
/// <param name="Cosine">Null when the vectors did not bring it.</param>
/// <param name="IsNamed">Whether the query is its name.</param>
internal readonly record struct FusedMatch<TKey>(TKey Key, double Score, float Words, float? Cosine, bool IsNamed);

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
    public static List<FusedMatch<TKey>> Fuse<TKey>(
        IEnumerable<(TKey Key, float Share)> words, IEnumerable<(TKey Key, float Similarity)> vectors, bool usedVectors,
        IReadOnlySet<TKey>? named = null)
        where TKey : IComparable<TKey>
    {
        double most = usedVectors ? WordsWeight + VectorWeight : WordsWeight;
        Dictionary<TKey, (float Share, float? Cosine)> parts = [];

        foreach ((TKey key, float share) in words)
        {
            parts[key] = (share, null);
        }

        foreach ((TKey key, float similarity) in vectors)
        {
            if (parts.TryGetValue(key, out (float Share, float? Cosine) part) || similarity >= MinSimilarity)
            {
                parts[key] = (part.Share, similarity);
            }
        }

        foreach (TKey key in named ?? Enumerable.Empty<TKey>())
        {
            parts.TryAdd(key, default);
        }

        List<FusedMatch<TKey>> fused = new(parts.Count);

        foreach ((TKey key, (float share, float? cosine)) in parts)
        {
            double score = (WordsWeight * share) + (VectorWeight * Math.Max(0, cosine ?? 0));
            bool isNamed = named?.Contains(key) == true;
            fused.Add(new FusedMatch<TKey>(key, isNamed ? 1 : Math.Min(1, score / most), share, cosine, isNamed));
        }

        fused.Sort(
            static (left, right) => right.IsNamed.CompareTo(left.IsNamed) is not 0 and var first ? first
                : right.Score.CompareTo(left.Score) is not 0 and var order ? order : left.Key.CompareTo(right.Key));
        return fused;
    }
}
