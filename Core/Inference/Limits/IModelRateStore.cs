namespace PromptIntel.Core.Inference.Limits;

/// <summary>
/// How far the allowance of each rate is booked, for all processes that share the store. One booking is decided after another, by the
/// store's clock. Safe for concurrent use.
/// </summary>
public interface IModelRateStore
{
    /// <summary>
    /// Books a stretch of a rate's time behind what is booked. Time that nobody used counts for <paramref name="burst"/> at most. Nothing
    /// is booked when the stretch would begin later than in <paramref name="longest"/>.
    /// </summary>
    Task<RateBooking> BookAsync(
        string rate, TimeSpan stretch, TimeSpan burst, TimeSpan longest, CancellationToken cancellationToken);
}

/// <param name="IsBooked">False when it would begin too late.</param>
/// <param name="Wait">Until it begins, or would; zero when that is now. Whole milliseconds.</param>
public sealed record RateBooking(bool IsBooked, TimeSpan Wait);
