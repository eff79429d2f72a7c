using System.Net;

using Microsoft.AspNetCore.Components.Endpoints;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests;

namespace PromptIntel.Web.Tests.Access;

/// <summary>Whoever only asks the API does not pay for the console.</summary>
public class ConsoleRoutingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Routes_OfTheConsole_AreBuiltByTheFirstRequestThatNoOtherRouteTakes()
    {
        using var host = new ApiHost();
        using HttpClient client = host.CreateClient();

        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync("/api/prompts/commands/summarise_meeting", Token)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/api/nothing", Token)).StatusCode);
        Assert.Equal(0, Pages(host));

        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => client.GetAsync("/catalog", Token)));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        Assert.All(answers, answer => Assert.Contains("default-src 'self'", answer.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.InRange(Pages(host), 10, 100);
    }

    [Fact]
    public async Task File_AskedForFirst_IsServed()
    {
        using var host = new ApiHost();
        using HttpClient client = host.CreateClient();

        HttpResponseMessage answer = await client.GetAsync("/_content/PromptIntel.Web/console.css", Token);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("text/css", answer.Content.Headers.ContentType?.MediaType);
        Assert.Contains(".topbar", await answer.Content.ReadAsStringAsync(Token));
    }

    private static int Pages(ApiHost host) => host.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .Count(endpoint => endpoint.Metadata.GetMetadata<ComponentTypeMetadata>() is not null);
}
