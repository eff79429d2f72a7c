using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Layout;

/// <summary>A page whose live part is slow to come, on a connection of hundreds of milliseconds and little more.</summary>
[Collection(BrowserSuite.Name)]
public class UntilLiveTests(BrowserFixture fixture)
{
    [Theory]
    [InlineData("/catalog/general/{0}", 1280)]
    [InlineData("/playground?prompt=general/{0}", 390)]
    public async Task Page_UntilItIsConnected_ShowsTheTextAndSaysWhatItWaitsFor(string path, int width)
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client, "Long awaited, {{name}} <img src=x onerror=alert(1)>");
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!, width, light: ColorScheme.Dark);
        var goOn = new TaskCompletionSource();
        await visit.Page.RouteAsync("**/_framework/blazor.web*.js", async route =>
        {
            await goOn.Task;
            await route.ContinueAsync();
        });
        await visit.Page.GotoAsync(
            string.Format(System.Globalization.CultureInfo.InvariantCulture, path, name),
            new PageGotoOptions { WaitUntil = WaitUntilState.Commit });
        ILocator waits = visit.Page.Locator("[data-island] > .until-live");

        await Expect(waits.GetByRole(AriaRole.Status)).ToContainTextAsync("being fetched and connected");
        await Expect(waits.Locator("pre")).ToContainTextAsync("Long awaited, {{name}} <img");
        await Expect(waits.GetByText("a browser needs scripts")).ToBeHiddenAsync();
        await visit.AssertReadableAsync();
        goOn.SetResult();
        await visit.ExpectLiveAsync();

        await Expect(waits).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("main img")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }
}
