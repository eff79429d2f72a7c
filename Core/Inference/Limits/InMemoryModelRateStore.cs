namespace PromptIntel.Core.Inference.Limits;

/// <summary>Rates of one process.</summary>
public sealed class InMemoryModelRateStore(TimeProvider time) : IModelRateStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, DateTimeOffset> _bookedUntil = new(StringComparer.Ordinal);

    public Task<RateBooking> BookAsync(
        string rate, TimeSpan stretch, TimeSpan burst, TimeSpan longest, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            DateTimeOffset now = time.GetUtcNow();
            DateTimeOffset begins =
                _bookedUntil.TryGetValue(rate, out DateTimeOffset booked) && booked > now - burst ? booked : now - burst;
            bool isBooked = begins <= now + longest;

            if (isBooked)
            {
                _bookedUntil[rate] = begins + stretch;
            }

            return Task.FromResult(new RateBooking(isBooked, begins > now ? begins - now : TimeSpan.Zero));
        }
    }
}
