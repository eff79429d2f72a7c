using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PromptIntel.Web.Access;

/// <summary>
/// Routes what no other route takes to the console's pages and files. Their routes are built by the first such request: most of what they
/// cost is needed by nobody who only asks the API. Safe for concurrent use.
/// </summary>
internal sealed class ConsoleRouting
{
    private readonly RequestDelegate _next;
    private readonly Lazy<RequestDelegate> _route;

    public ConsoleRouting(RequestDelegate next, IServiceProvider services, Action<IEndpointRouteBuilder> map)
    {
        _next = next;
        _route = new Lazy<RequestDelegate>(() =>
        {
            var branch = new ApplicationBuilder(services);
            branch.UseRouting();
            branch.Run(next);
            // Never reached: what was chosen is run where the host runs all endpoints. It gives the branch its routes.
            branch.UseEndpoints(map);
            return branch.Build();
        });
    }

    public Task InvokeAsync(HttpContext http) =>
        http.GetEndpoint() is not null || http.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
            ? _next(http)
            : _route.Value(http);
}
