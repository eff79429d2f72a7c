using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Keys;

[Collection(BrowserSuite.Name)]
public class KeysTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Key_IsMadeShownOnceRotatedAndRevoked()
    {
        string name = ApiHost.NewName();
        await using Visit visit = await fixture.OpenAsync("/keys");
        ILocator row = visit.Page.Locator("tbody tr").Filter(new() { HasText = name });

        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await visit.Page.GetByLabel("Role").SelectOptionAsync("editor");
        await visit.Page.GetByLabel("Namespaces").FillAsync("general, legal");
        await visit.Page.GetByLabel("Requests a minute").FillAsync("120");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();
        string first = await visit.Page.Locator("[data-secret]").InnerTextAsync();
        await visit.AssertReadableAsync();

        await Expect(row).ToContainTextAsync("general, legal");
        await Expect(row).ToContainTextAsync("120");
        Assert.StartsWith("pi_", first, StringComparison.Ordinal);
        Assert.Equal(200, (int)await AskAsync(first));

        await row.Locator("summary").ClickAsync();
        await row.GetByLabel("The key before stays good for").SelectOptionAsync("0");
        await row.GetByRole(AriaRole.Button, new() { Name = "Rotate" }).ClickAsync();
        string second = await visit.Page.Locator("[data-secret]").InnerTextAsync();
        Assert.NotEqual(first, second);

        await row.Locator("summary").ClickAsync();
        await row.GetByLabel("Why").FillAsync("It was in a log.");
        await row.GetByRole(AriaRole.Button, new() { Name = "Revoke for ever" }).ClickAsync();
        await Expect(row.Locator(".tag")).ToHaveTextAsync("revoked");
        await Expect(visit.Page.Locator("[data-secret]")).ToHaveCountAsync(0);

        await visit.GoAsync("/keys");
        await Expect(visit.Page.Locator("body")).Not.ToContainTextAsync("pi_");
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(2)</script>' OR 1=1 --")]
    public async Task Form_WhenATextIsHostile_SaysWhatIsAllowedAndStaysText(string text)
    {
        string name = ApiHost.NewName();
        await using Visit visit = await fixture.OpenAsync("/keys");

        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync(name);
        await visit.Page.GetByLabel("Namespaces").FillAsync(text);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Create" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("namespaces[0]");
        await Expect(visit.Page.GetByLabel("Namespaces")).ToHaveValueAsync(text);
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Form_ByKeyboardOnAPhone_MakesAKey()
    {
        string name = ApiHost.NewName();
        await using Visit visit = await fixture.OpenAsync("/keys", 390, 844, ColorScheme.Dark);

        await visit.Page.GetByLabel("Name", new() { Exact = true }).FocusAsync();
        await visit.Page.Keyboard.TypeAsync(name);
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.Locator("[data-secret]")).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    private async Task<System.Net.HttpStatusCode> AskAsync(string key)
    {
        using HttpClient client = fixture.CreateClient();
        client.DefaultRequestHeaders.Add("X-API-Key", key);
        using HttpResponseMessage response = await client.GetAsync(
            "/api/prompts/catalog?namespace=general", TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
