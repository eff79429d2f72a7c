using System.Globalization;

using Microsoft.Extensions.Options;

using PromptIntel.Api.Errors;
using PromptIntel.Api.Hosting;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// A request with <c>PromptIntel-Min-Position</c> never sees anything older than that position: it waits, bounded, until this instance
/// has caught up, or is told 503 with Retry-After.
/// </summary>
internal sealed class MinPosition(RequestDelegate next, PromptCatalog catalog, IOptions<ApiOptions> options)
{
    public static readonly string Header = HeaderField.MinPosition.Name;

    public Task InvokeAsync(HttpContext http) => http.Request.Headers.ContainsKey(Header) ? WaitAsync(http) : next(http);

    private async Task WaitAsync(HttpContext http)
    {
        if (!long.TryParse(http.Request.Headers[Header], NumberStyles.None, CultureInfo.InvariantCulture, out long position))
        {
            await Problems.Invalid(Header, "must be a position that an update answered").ExecuteAsync(http);
        }
        else if (catalog.Position >= position || await catalog.WaitForAsync(position, options.Value.PositionWait, http.RequestAborted))
        {
            await next(http);
        }
        else
        {
            http.Response.Headers.RetryAfter = "1";
            await Problems.Result(
                StatusCodes.Status503ServiceUnavailable,
                ProblemCodes.BehindPosition,
                "Not caught up yet",
                $"This instance stands at position {catalog.Position}.").ExecuteAsync(http);
        }
    }
}
