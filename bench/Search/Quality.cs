namespace PromptIntel.Bench.Search;

/// <summary>A mean with its standard error.</summary>
internal readonly record struct Estimate(double Mean, double StandardError)
{
    public static Estimate Of(IReadOnlyCollection<double> values)
    {
        double mean = values.Average();
        double variance = values.Count < 2 ? 0 : values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1);
        return new Estimate(mean, Math.Sqrt(variance / values.Count));
    }
}

/// <summary>How well some queries were answered: the mean reciprocal rank, and the share whose answer is among the first ten.</summary>
/// <param name="ReciprocalRanks">Of each query, 0 where its answer was not found.</param>
internal sealed record Quality(IReadOnlyList<double> ReciprocalRanks)
{
    public Estimate MeanReciprocalRank => Estimate.Of(ReciprocalRanks);

    public double RecallAt10 => ReciprocalRanks.Count(value => value >= 0.1) / (double)ReciprocalRanks.Count;

    public static Quality Of(IEnumerable<int?> ranks) => new([.. ranks.Select(rank => rank is { } place ? 1.0 / place : 0)]);

    /// <summary>What this ranking gains over another one on the same queries.</summary>
    public Estimate GainOver(Quality other) => Estimate.Of([.. ReciprocalRanks.Zip(other.ReciprocalRanks, (own, theirs) => own - theirs)]);
}
