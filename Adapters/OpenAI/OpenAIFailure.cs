using System.ClientModel;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Adapters.OpenAI.Wire;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>What went wrong on the wire, in the product's words. Bodies are left out: they may repeat the prompt.</summary>
internal static class OpenAIFailure
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    // The finer of the two that an endpoint may send.
    private static readonly string[] InMilliseconds = ["retry-after-ms", "x-ms-retry-after-ms"];

    /// <summary>Null for an exception that is none of the wire's business: a bug, or the caller's own cancellation.</summary>
    public static ModelCallException? TryTranslate(Exception exception, CancellationToken cancellationToken) => exception switch
    {
        ClientResultException { Status: >= 400 } answered => OfStatus(ErrorOf(answered), RetryAfter(answered), answered),
        EndpointErrorException answered => OfStatus(answered.Error, null, answered),
        StreamBrokenException { Error: { } error } broken =>
            new(ModelCallFailure.StreamBroken, $"The model endpoint broke the answer off with an error{error.Words}.", null, broken),
        StreamBrokenException broken =>
            new(ModelCallFailure.StreamBroken, "The answer broke off before the model was finished.", null, broken),
        AnswerTooLongException tooLong =>
            new(ModelCallFailure.InvalidResponse, "The model endpoint answered more than could be kept.", null, tooLong),
        ClientResultException or HttpRequestException or IOException =>
            new(ModelCallFailure.Transport, "The model endpoint could not be reached, or the connection broke.", null, exception),
        AggregateException { InnerException: { } inner } => TryTranslate(inner, cancellationToken),
        OperationCanceledException or TimeoutException when !cancellationToken.IsCancellationRequested =>
            new(ModelCallFailure.Timeout, "The model endpoint did not answer in time.", null, exception),
        JsonException or FormatException or InvalidDataException or InvalidOperationException or ArgumentException
            or KeyNotFoundException =>
            new(ModelCallFailure.InvalidResponse, "The model endpoint answered something that is not a chat completion.", null, exception),
        _ => null,
    };

    private static ModelCallException OfStatus(EndpointError error, TimeSpan? retryAfter, Exception exception)
    {
        (ModelCallFailure failure, TimeSpan? wait) = error.Status switch
        {
            // It comes back with money, not with time.
            429 when error.IsQuota => (ModelCallFailure.Refused, (TimeSpan?)null),
            429 => (ModelCallFailure.RateLimited, retryAfter),
            408 => (ModelCallFailure.Timeout, retryAfter),
            0 or >= 500 => (ModelCallFailure.Transport, retryAfter),
            _ => (ModelCallFailure.Refused, null),
        };
        string status = error.Status == 0 ? "an error" : $"{error.Status}";
        return new(failure, $"The model endpoint answered {status}{error.Words}.", wait, exception);
    }

    private static EndpointError ErrorOf(ClientResultException exception) =>
        EndpointError.Read(exception.GetRawResponse()?.Content?.ToMemory() ?? default, exception.Status);

    // Seconds or an HTTP date (RFC 9110 section 10.2.3); the date is read against the answer's own Date header, not this machine's clock.
    private static TimeSpan? RetryAfter(ClientResultException exception)
    {
        if (exception.GetRawResponse() is not { } response)
        {
            return null;
        }

        foreach (string header in InMilliseconds)
        {
            if (response.Headers.TryGetValue(header, out string? wait)
                && double.TryParse(wait, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double milliseconds))
            {
                return TimeSpan.FromMilliseconds(Math.Min(milliseconds, LongestRetryAfter.TotalMilliseconds));
            }
        }

        if (!response.Headers.TryGetValue("Retry-After", out string? text) || text is null)
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
