using System.ClientModel;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>What went wrong on the wire, in the product's words. Bodies are left out: they may repeat the prompt.</summary>
internal static class OpenAIFailure
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    /// <summary>Null for an exception that is none of the wire's business: a bug, or the caller's own cancellation.</summary>
    public static ModelCallException? TryTranslate(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ClientResultException { Status: 429 } limited => new(ModelCallFailure.RateLimited, "The model endpoint answered 429.", RetryAfter(limited), limited),
        ClientResultException { Status: 408 } slow => new(ModelCallFailure.Timeout, "The model endpoint answered 408.", null, slow),
        ClientResultException { Status: >= 500 } broken => new(ModelCallFailure.Transport, $"The model endpoint answered {broken.Status}.", RetryAfter(broken), broken),
        ClientResultException { Status: >= 400 } refused => new(ModelCallFailure.Refused, $"The model endpoint answered {refused.Status}.", null, refused),
        ClientResultException or HttpRequestException or IOException =>
            new(ModelCallFailure.Transport, "The model endpoint could not be reached, or the connection broke.", null, exception),
        AggregateException { InnerException: { } inner } => TryTranslate(inner, cancellationToken),
        OperationCanceledException or TimeoutException when !cancellationToken.IsCancellationRequested =>
            new(ModelCallFailure.Timeout, "The model endpoint did not answer in time.", null, exception),
        JsonException or FormatException or InvalidOperationException or ArgumentException or KeyNotFoundException =>
            new(ModelCallFailure.InvalidResponse, "The model endpoint answered something that is not a chat completion.", null, exception),
        _ => null,
    };

    // Seconds or an HTTP date (RFC 9110 section 10.2.3); the date is read against the answer's own Date header, not this machine's clock.
    private static TimeSpan? RetryAfter(ClientResultException exception)
    {
        if (exception.GetRawResponse() is not { } response || !response.Headers.TryGetValue("Retry-After", out string? text) || text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds) && seconds >= 0)
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, LongestRetryAfter.TotalSeconds));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var until)
            && response.Headers.TryGetValue("Date", out string? sent)
            && DateTimeOffset.TryParse(sent, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var now)
            && until > now
            ? TimeSpan.FromTicks(Math.Min((until - now).Ticks, LongestRetryAfter.Ticks))
            : null;
    }
}
