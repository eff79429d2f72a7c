namespace PromptIntel.Core.Search;

/// <summary>
/// One ranking out of two: the lexical score as a share of the best one, plus a weight times the cosine. Chosen over rank fusion by
/// measurement (docs/decisions, hybrid ranking).
/// </summary>
internal static class RankFusion
{
    /// <summary>What a cosine of 1 counts beside the best lexical score.</summary>
    public const double VectorWeight = 0.5;

    /// <summary>Below it a hit without a common word is noise.</summary>
    public const double MinSimilarity = 0.15;

    /// <summary>Best first; equal scores in the order of the keys.</summary>
    public static List<(TKey Key, double Score)> Fuse<TKey>(
        IEnumerable<(TKey Key, float Score)> lexical, IEnumerable<(TKey Key, float Similarity)> vectors, bool usedVectors)
        where TKey : IComparable<TKey>
    {
        Dictionary<TKey, double> scores = [];
        double best = 0;
        foreach ((TKey key, float score) in lexical)
        {
            best = Math.Max(best, score);
            scores[key] = score / best;
        }

        foreach ((TKey key, float similarity) in vectors)
        {
            bool hasWords = scores.TryGetValue(key, out double score);
            if (hasWords || similarity >= MinSimilarity)
            {
                scores[key] = score + (VectorWeight * Math.Max(0, similarity));
            }
        }

        double most = usedVectors ? 1 + VectorWeight : 1;
        List<(TKey Key, double Score)> fused = [.. scores.Select(pair => (pair.Key, Math.Min(1, pair.Value / most)))];
        fused.Sort(
            static (left, right) => right.Score.CompareTo(left.Score) is not 0 and var order ? order : left.Key.CompareTo(right.Key));
        return fused;
    }
}
