using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PromptIntel.AppHost.Tests.Deployment;

/// <summary>
/// eng/verify-deployment: that it passes is shown on the application and on the published programs, that it can fail here.
/// </summary>
public sealed class VerificationTests
{
    [Theory]
    [InlineData(404, "")]
    [InlineData(200, "{}")]
    [InlineData(500, "Internal Server Error")]
    public async Task OfAServerThatIsSomethingElse_FailsInEveryCheck(int status, string body)
    {
        await using WebApplication server = await ServeAsync(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(body);
        });

        Verification verification = await Verification.RunAsync(server.Urls.Single(), key: "any");

        Assert.Empty(verification.Passed);
        Assert.True(verification.Failed.Count >= 20, verification.Output);
        Assert.Equal(1, verification.ExitCode);
    }

    [Fact]
    public async Task WithNobodyThere_SaysSo_AndEndsAtOnce()
    {
        Verification verification = await Verification.RunAsync($"http://127.0.0.1:{FreePort.Find()}");

        Assert.Equal(1, verification.ExitCode);
        Assert.Single(verification.Failed);
        Assert.Contains("nobody answers at", verification.Output, StringComparison.Ordinal);
    }

    private static async Task<WebApplication> ServeAsync(RequestDelegate answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        WebApplication server = builder.Build();
        server.Run(answer);
        await server.StartAsync();
        return server;
    }
}
