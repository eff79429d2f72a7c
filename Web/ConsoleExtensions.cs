using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

using MudBlazor.Services;

using PromptIntel.Web.Access;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Web;

/// <summary>The console at <c>/</c>, for a host that gives <see cref="IConsoleRoutes"/> and <see cref="ISessions"/>.</summary>
public static class ConsoleExtensions
{
    /// <summary>
    /// The largest text that a live part takes from a browser at once: a prompt of the largest size, and what is around it.
    /// </summary>
    private const int MostMessageBytes = 2 << 20;

    public static IServiceCollection AddConsole(this IServiceCollection services)
    {
        services.AddRazorComponents().AddInteractiveServerComponents(circuits => circuits.DisconnectedCircuitMaxRetained = 20);
        services.Configure<HubOptions>(hub => hub.MaximumReceiveMessageSize = MostMessageBytes);
        services.AddCascadingAuthenticationState();
        services.AddScoped<ConsoleApi>();
        services.AddMudServices();
        return services;
    }

    /// <summary>Behind the routing of everything else and before the authentication.</summary>
    /// <param name="finish">Is given the pages, when they are first asked for.</param>
    public static void UseConsoleRoutes(this IApplicationBuilder app, Action<IEndpointConventionBuilder> finish) =>
        app.UseMiddleware<ConsoleRouting>((Action<IEndpointRouteBuilder>)(routes => finish(Map(routes))));

    /// <summary>After authentication and authorization.</summary>
    public static void UseConsole(this IApplicationBuilder app)
    {
        app.UseMiddleware<ConsoleAccess>();
        app.UseAntiforgery();
    }

    private static RazorComponentsEndpointConventionBuilder Map(IEndpointRouteBuilder routes)
    {
        routes.MapStaticAssets().AllowAnonymous();
        routes.MapPost("/sign-out", SignOut).WithMetadata(new RequireAntiforgeryTokenAttribute()).ExcludeFromDescription();
        return routes.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(server => server.ContentSecurityFrameAncestorsPolicy = null);
    }

    private static Results<RedirectHttpResult, BadRequest> SignOut(HttpContext http, ISessions sessions)
    {
        // The middleware only says so; what reads a form by itself would refuse.
        if (http.Features.Get<IAntiforgeryValidationFeature>() is not { IsValid: true })
        {
            return TypedResults.BadRequest();
        }

        sessions.SignOut(http);
        return TypedResults.Redirect("/sign-in");
    }
}
