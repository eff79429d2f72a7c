using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Catalog;

[Collection(BrowserSuite.Name)]
public class NewPromptTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Prompt_ByKeyboardOnAPhone_IsWrittenCheckedAndSavedAsACandidate()
    {
        string name = ApiHost.NewName();
        await using Visit visit = await fixture.OpenAsync("/catalog/new", 390, 844, ColorScheme.Dark);

        await visit.Page.GetByLabel("Namespace").FocusAsync();
        await visit.Page.Keyboard.TypeAsync("general");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.TypeAsync(name);
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ExpectLiveAsync();
        await visit.Page.Locator("#text").FillAsync("---\ntype: text\n---\nHello {{#if}} <img src=x onerror=alert(1)>");
        await Expect(visit.Page.Locator("#text-problems button").First).ToHaveTextAsync(new Regex("^line 4"));
        await visit.AssertReadableAsync();
        await visit.Page.Locator("#text").FillAsync("Hello {{name}} <img src=x onerror=alert(1)>");
        await visit.Page.GetByLabel("It becomes").SelectOptionAsync("candidate");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(visit.Page).ToHaveURLAsync(new Regex($"/catalog/general/{name}$"));
        await Expect(visit.Page.Locator("main img")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Name_ThatIsTaken_LeadsToWhatIsThere()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/catalog/new?namespace=general&name={name}");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Improve it" }).ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync(name);
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(2)</script>' OR 1=1 --")]
    public async Task Name_WhenItIsHostile_IsRefusedInWords(string name)
    {
        await using Visit visit = await fixture.OpenAsync($"/catalog/new?namespace=general&name={Uri.EscapeDataString(name)}");

        await Expect(visit.Page.Locator("main .notice")).ToContainTextAsync("name");
        await Expect(visit.Page.Locator("#text")).ToHaveCountAsync(0);
        await Expect(visit.Page.GetByLabel("Name", new() { Exact = true })).ToHaveValueAsync(name);
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
    }

    [Fact]
    public async Task Text_OfANameThatSomebodyTookMeanwhile_IsKeptAndSaysSo()
    {
        using HttpClient client = fixture.CreateClient();
        string name = ApiHost.NewName();
        string address = $"/catalog/new?namespace=general&name={name}";
        await using Visit first = await fixture.OpenAsync(address);
        await using Visit second = await fixture.OpenAsync(address);

        await first.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(first.Page).ToHaveURLAsync(new Regex($"/catalog/general/{name}$"));
        await second.Page.Locator("#text").FillAsync("Mine, {{name}}");
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(second.Page.Locator("main").GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(second.Page.Locator("#text")).ToHaveValueAsync("Mine, {{name}}");
        await second.GoAsync($"/catalog/general/{name}");
        await Expect(second.Page.Locator("#text")).ToHaveValueAsync("Mine, {{name}}");
    }
}
