using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Security.Claims;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Gateway;

namespace PromptIntel.Web.Tests.Layout;

/// <summary>A service that knows what its pages asked, and fails to go on with events once it is told to.</summary>
public sealed class WatchedHost : ApiHost
{
    public ConcurrentQueue<OwnRequest> Asked { get; } = [];

    public bool LosesEvents { get; set; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
        {
            ServiceDescriptor own = services.Last(service => service.ServiceType == typeof(IConsoleRoutes));
            services.AddSingleton<IConsoleRoutes>(provider =>
                new Watched((IConsoleRoutes)ActivatorUtilities.CreateInstance(provider, own.ImplementationType!), this));
        });
    }

    private sealed class Watched(IConsoleRoutes routes, WatchedHost host) : IConsoleRoutes
    {
        public Task<OwnAnswer> SendAsync(OwnRequest request, ClaimsPrincipal user, CancellationToken cancellationToken)
        {
            host.Asked.Enqueue(request);
            return routes.SendAsync(request, user, cancellationToken);
        }

        public async IAsyncEnumerable<OwnEvent> FollowAsync(
            OwnRequest request, ClaimsPrincipal user, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (OwnEvent item in routes.FollowAsync(request, user, cancellationToken))
            {
                yield return host.LosesEvents ? throw new IOException("The store went away.") : item;
            }
        }
    }
}
