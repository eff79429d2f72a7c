using System.Text;

using Microsoft.Net.Http.Headers;

namespace PromptIntel.Api.Json;

/// <summary>A body in an encoding that is not known here is 415: the framework would take it for a mistake of ours.</summary>
internal sealed class KnownCharsets(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.ContentType is { Length: > 0 } contentType && !IsKnown(contentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(http);
    }

    /// <summary>A media type that cannot be read is left to the route.</summary>
    private static bool IsKnown(string contentType)
    {
        if (!contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !type.Charset.HasValue)
        {
            return true;
        }

        try
        {
            return Encoding.GetEncoding(HeaderUtilities.RemoveQuotes(type.Charset).ToString()) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // There is no way to ask.
            return false;
        }
    }
}
