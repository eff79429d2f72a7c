using System.Net.Http.Json;

using Aspire.Hosting;
using Aspire.Hosting.Testing;

using Microsoft.Playwright;

using PromptIntel.Tests.Shared.Browser;

namespace PromptIntel.AppHost.Tests;

/// <summary>The console, whichever replica of the Api answers.</summary>
[Collection(nameof(RunningApplication))]
public sealed class ConsoleTests(RunningApplication application)
{
    [Fact]
    public async Task Readme_IsFollowedFromTheFirstPageToAPromotedPromptAndAnAnsweredApproval()
    {
        string? executable = Chromium.Find();
        Assert.SkipWhen(executable is null, Chromium.MissingReason);
        DistributedApplication running = await application.StartAsync();
        using IPlaywright playwright = await Playwright.CreateAsync();
        await using IBrowser browser = await Chromium.LaunchAsync(playwright, executable);

        try
        {
            await new ReadmeTour(await browser.NewPageAsync()).TakeAsync(running.GetEndpoint(RunningApplication.Api, "http").ToString());
        }
        finally
        {
            // Other tests of this application read their samples by the prompt as it is shipped.
            using HttpClient api = running.CreateHttpClient(RunningApplication.Api, "http");
            using HttpResponseMessage back = await api.PutAsJsonAsync(
                $"/api/prompts/workflows/{ReadmeTour.Prompt}/labels/production", new { version = 1 },
                TestContext.Current.CancellationToken);
            Assert.True(back.IsSuccessStatusCode, "The label was not moved back.");
        }
    }
}
