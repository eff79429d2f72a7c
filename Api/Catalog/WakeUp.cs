using System.Globalization;

using PromptIntel.Core.Catalog.ChangeLog;

namespace PromptIntel.Api.Catalog;

/// <summary>
/// Before anything is answered from the catalog: an instance that slept catches up; one that cannot says by <c>Age</c> how old what it
/// serves is. Costs a comparison while it is awake.
/// </summary>
internal sealed class WakeUp(RequestDelegate next, CatalogWakeUp catalog)
{
    public Task InvokeAsync(HttpContext http) =>
        catalog.IsAwake || !http.Request.Path.StartsWithSegments("/api") ? next(http) : CatchUpAsync(http);

    private async Task CatchUpAsync(HttpContext http)
    {
        if (await catalog.CatchUpAsync(http.RequestAborted) is { } age)
        {
            http.Response.Headers.Age = ((long)age.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        await next(http);
    }
}
