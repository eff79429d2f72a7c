using System.Globalization;

using Microsoft.AspNetCore.Authentication;

namespace PromptIntel.Api.Auth;

/// <summary>Why nobody is let in now: too many wrong keys or tokens came from this address, or this key has asked too often.</summary>
internal sealed class ThrottledException(TimeSpan retryAfter)
    : AuthenticationFailureException("Too many requests, or too many wrong keys from this address.")
{
    public TimeSpan RetryAfter => retryAfter;

    /// <summary>429 instead of the scheme's own challenge.</summary>
    public void Challenge(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status429TooManyRequests;
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }
}
