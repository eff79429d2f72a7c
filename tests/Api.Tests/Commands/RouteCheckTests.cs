using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

using PromptIntel.Api.Commands;
using PromptIntel.Hosting.Commands;

namespace PromptIntel.Api.Tests.Commands;

public sealed class RouteCheckTests
{
    [Fact]
    public async Task Routes_WhenOneIsNotRegistered_NamesIt()
    {
        await using WebApplication app = WebApplication.CreateSlimBuilder().Build();
        app.MapGet("/api/prompts/catalog", () => "");

        var check = new RouteCheck(((IEndpointRouteBuilder)app).DataSources.Single());

        var failure = await Assert.ThrowsAsync<ValidationFailedException>(() => check.RunAsync(TestContext.Current.CancellationToken));
        Assert.Contains("POST /api/prompts/search", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("GET /api/prompts/catalog", failure.Message, StringComparison.Ordinal);
    }
}
