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

        await new ReadmeTour(await browser.NewPageAsync()).TakeAsync(running.GetEndpoint(RunningApplication.Api, "http").ToString());
    }
}
