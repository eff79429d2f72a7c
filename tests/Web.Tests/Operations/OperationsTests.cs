using System.Globalization;
using System.Net.Http.Json;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Operations;

[Collection(BrowserSuite.Name)]
public class OperationsTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Job_IsRunNowAndSeenToHaveRun()
    {
        await using Visit visit = await fixture.OpenAsync("/operations");
        ILocator row = visit.Page.Locator("tbody tr").Filter(new() { HasText = "roll_up_analytics" });

        await row.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(row.Locator(".tag")).ToHaveCountAsync(1);

        await Expect(visit.Page.GetByText("SQLite")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("section[aria-labelledby='instances'] tbody tr")).ToHaveCountAsync(1);
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(2)</script>' OR 1=1 --")]
    public async Task Audit_ShowsWhoMovedWhatAndKeepsHostileTextText(string note)
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        using HttpResponseMessage moved = await client.PutAsJsonAsync(
            $"/api/prompts/general/{name}/labels/staging", new { version = 1, change_note = note }, TestContext.Current.CancellationToken);
        await using Visit visit = await fixture.OpenAsync("/operations");

        await visit.Page.GetByLabel("What").FillAsync($"general/{name}");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show" }).ClickAsync();

        ILocator rows = visit.Page.Locator("section[aria-labelledby='audit'] tbody tr");
        await Expect(rows).ToHaveCountAsync(3);
        await Expect(rows.First).ToContainTextAsync("label.moved");
        await Expect(rows.First).ToContainTextAsync(note);
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
        await visit.Page.ReloadAsync();
        await Expect(rows).ToHaveCountAsync(3);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Audit_UntilADay_HoldsThatDay()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        string today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        await using Visit visit = await fixture.OpenAsync($"/operations?subject=general/{name}&until={today}");

        await Expect(visit.Page.Locator("section[aria-labelledby='audit'] tbody tr").First).ToBeVisibleAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Audit_ByKeyboardOnAPhone_IsFilteredAndSaysWhenNothingIsThere()
    {
        await using Visit visit = await fixture.OpenAsync("/operations", 390, 844, ColorScheme.Dark);

        await visit.Page.GetByLabel("Who").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("nobody-of-this-name");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.GetByText("Nothing was changed")).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }
}
