using System.Globalization;

using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.Extensions.Options;

using PromptIntel.Api.Hosting;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// A person who changed something on a page sees it on the next one, whichever instance draws that: the browser keeps the position of the
/// change, and a page waits until its instance has caught up, <see cref="ApiOptions.PositionWait"/> at most. Then it shows what there is.
/// </summary>
internal sealed class LastWrite(RequestDelegate next, PromptCatalog catalog, IOptions<ApiOptions> options)
{
    public const string Cookie = "promptintel-position";

    /// <summary>Longer than any instance is behind; a later page need not ask.</summary>
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    public async Task InvokeAsync(HttpContext http)
    {
        if (http.GetEndpoint()?.Metadata.GetMetadata<ComponentTypeMetadata>() is not null)
        {
            if (HttpMethods.IsPost(http.Request.Method))
            {
                http.Response.OnStarting(Keep, http);
            }
            else if (long.TryParse(http.Request.Cookies[Cookie], NumberStyles.None, CultureInfo.InvariantCulture, out long position)
                && catalog.Position < position)
            {
                await catalog.WaitForAsync(position, options.Value.PositionWait, http.RequestAborted);
            }
        }

        await next(http);
    }

    private Task Keep(object http)
    {
        var cookie = new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, MaxAge = Lifetime, Path = "/" };
        ((HttpContext)http).Response.Cookies.Append(Cookie, catalog.Position.ToString(CultureInfo.InvariantCulture), cookie);
        return Task.CompletedTask;
    }
}
