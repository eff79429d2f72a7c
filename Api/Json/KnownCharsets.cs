using System.Text;

using Microsoft.Net.Http.Headers;

namespace PromptIntel.Api.Json;

/// <summary>
/// A body in an encoding that is not known here is 415: the framework would take it for a mistake of ours. One that is known by another
/// spelling, in quotes or as <c>utf8</c>, is called what the framework calls it. A body that is compressed is 415 too: no route unpacks it.
/// </summary>
internal sealed class KnownCharsets(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encodings
            && !encodings.All(one => string.IsNullOrEmpty(one) || one.Equals("identity", StringComparison.OrdinalIgnoreCase)))
        {
            // RFC 9110, 12.5.3: what would be taken instead.
            http.Response.Headers.AcceptEncoding = "identity";
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        if (http.Request.ContentType is { Length: > 0 } contentType && !IsKnown(http.Request, contentType))
        {
            http.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return Task.CompletedTask;
        }

        return next(http);
    }

    /// <summary>A media type that cannot be read is left to the route.</summary>
    private static bool IsKnown(HttpRequest request, string contentType)
    {
        if (!contentType.Contains("charset", StringComparison.OrdinalIgnoreCase)
            || !MediaTypeHeaderValue.TryParse(contentType, out MediaTypeHeaderValue? type)
            || !type.Charset.HasValue)
        {
            return true;
        }

        string said = HeaderUtilities.RemoveQuotes(type.Charset).ToString();
        string name = said.Equals("utf8", StringComparison.OrdinalIgnoreCase) ? "utf-8" : said;
        if (!Exists(name))
        {
            return false;
        }

        if (type.Charset != name)
        {
            type.Charset = name;
            request.ContentType = type.ToString();
        }

        return true;
    }

    private static bool Exists(string name)
    {
        try
        {
            return Encoding.GetEncoding(name) is not null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            // There is no way to ask.
            return false;
        }
    }
}
