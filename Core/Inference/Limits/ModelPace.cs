using Microsoft.Extensions.Options;

namespace PromptIntel.Core.Inference.Limits;

/// <summary>
/// Keeps the calls of all processes within <see cref="InferenceOptions.Limits"/>: a call waits for its turn before it is made. Safe for
/// concurrent use.
/// </summary>
public sealed class ModelPace(IModelRateStore rates, IOptions<InferenceOptions> options, TimeProvider time)
{
    /// <summary>What unused time counts for, so that a few calls at once need not wait.</summary>
    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(6);

    /// <summary>A minute's allowance is spread over so long: with the burst no minute holds more than it.</summary>
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1) + Burst;

    private readonly Dictionary<string, ModelLimit> _limits = new(options.Value.Limits, StringComparer.OrdinalIgnoreCase);
    private readonly TimeSpan _longest = options.Value.MaxLimitWait;

    /// <summary>Returns when the call may be made.</summary>
    /// <exception cref="ModelCallException">
    /// Its turn comes later than <see cref="InferenceOptions.MaxLimitWait"/>; it says when.
    /// </exception>
    public async Task WaitAsync(ResolvedModel model, long tokens, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(model);

        if (_limits.Count == 0)
        {
            return;
        }

        TimeSpan wait = TimeSpan.Zero;

        foreach (string name in (string[])[model.Provider, $"{model.Provider}/{model.Model}"])
        {
            if (_limits.TryGetValue(name, out ModelLimit? limit))
            {
                TimeSpan estimated = await BookAsync($"tokens {name}", tokens, limit.TokensPerMinute, cancellationToken);
                TimeSpan requests = await BookAsync($"requests {name}", 1, limit.RequestsPerMinute, cancellationToken);
                wait = wait > requests ? wait : requests;
                wait = wait > estimated ? wait : estimated;
            }
        }

        await Task.Delay(wait, time, cancellationToken);
    }

    private async Task<TimeSpan> BookAsync(string rate, long amount, long? perMinute, CancellationToken cancellationToken)
    {
        if (perMinute is not { } most)
        {
            return TimeSpan.Zero;
        }

        // A call that needs more than a minute gives takes a whole one: it must not keep everybody else away for longer.
        TimeSpan stretch = Minute * Math.Min(amount, most) / most;
        RateBooking booking = await rates.BookAsync(rate, stretch, Burst, _longest, cancellationToken);
        return booking.IsBooked ? booking.Wait : throw new ModelCallException(
            ModelCallFailure.RateLimited, $"The limit of {most} {rate} a minute is used up for longer than a call may wait.", booking.Wait);
    }
}
