using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Prompt;

[Collection(BrowserSuite.Name)]
public class PromptTests(BrowserFixture fixture)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Page_OfWordsWithoutAnEnd_FitsTheScreen(int width)
    {
        using HttpClient client = fixture.CreateClient();
        string word = new('w', 300);
        string name = $"{ApiHost.NewName()}{word}"[..128];
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/prompts",
            new { @namespace = "general", name, description = word, tags = new[] { word[..64] }, content = $"Hello {{{{name}}}} {word}" },
            Token);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
        using HttpResponseMessage updated = await client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, suggestions = new[] { word }, change_note = word }, Token);
        Assert.True(updated.IsSuccessStatusCode, await updated.Content.ReadAsStringAsync(Token));
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}", width, light: ColorScheme.Dark);

        await visit.AssertReadableAsync();
        await visit.GoAsync($"/playground?prompt=general/{name}");
        await visit.AssertReadableAsync();
        await visit.GoAsync($"/catalog?q={name}");
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Text_WhileTyped_IsCheckedFilledAndSavedAsANewVersion()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}");
        ILocator text = visit.Page.Locator("#text");
        string authored = await text.InputValueAsync();

        await text.FillAsync(authored.Replace("Hello {{name}}", "Hello {{#if}}", StringComparison.Ordinal));
        await Expect(visit.Page.Locator("#text-problems .problem").First).ToBeVisibleAsync();
        await text.FillAsync(authored.Replace("Hello {{name}}", "Good morning, {{name}}", StringComparison.Ordinal));
        await Expect(visit.Page.Locator("#text-problems .good")).ToHaveTextAsync("It can be saved as version 2.");
        await visit.Page.Locator("#variable-name").FillAsync("Ada <b>");
        await Expect(visit.Page.Locator(".message pre")).ToHaveTextAsync("Good morning, Ada <b>");
        await Expect(visit.Page.GetByText(new Regex("About [0-9]+ tokens to"))).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        await visit.Page.GetByLabel("Why this version is better").FillAsync("It is polite.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(visit.Page.GetByText("Saved as version 2, which everybody gets from now on.")).ToBeVisibleAsync();
        JsonElement saved = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}", Token);
        Assert.Equal(2, saved.GetProperty("version").GetInt32());
        Assert.Contains("Good morning", saved.GetRawText(), StringComparison.Ordinal);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Text_WhenSomebodyElseSavedMeanwhile_IsKeptAndSaysSo()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit first = await fixture.OpenAsync($"/catalog/general/{name}");
        await using Visit second = await fixture.OpenAsync($"/catalog/general/{name}");

        foreach ((Visit visit, string word) in new[] { (first, "First"), (second, "Second") })
        {
            string authored = await visit.Page.Locator("#text").InputValueAsync();
            await visit.Page.Locator("#text").FillAsync(authored.Replace("Hello", word, StringComparison.Ordinal));
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        }

        await Expect(first.Page.GetByText("Saved as version 2,")).ToBeVisibleAsync();
        await Expect(second.Page.Locator("main").GetByRole(AriaRole.Alert)).ToContainTextAsync("saved version 2 meanwhile");
        await Expect(second.Page.Locator("#text")).ToHaveValueAsync(new Regex("Second"));
        await second.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(second.Page.GetByText("Saved as version 3,")).ToBeVisibleAsync();
        second.AssertQuiet();
    }

    [Fact]
    public async Task Text_WhenThePageIsLeftBeforeItIsSaved_IsThereWhenOneComesBack()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}");
        string authored = await visit.Page.Locator("#text").InputValueAsync();

        await visit.Page.Locator("#text").FillAsync(authored.Replace("Hello", "Welcome", StringComparison.Ordinal));
        await visit.Page.ReloadAsync();
        await visit.ExpectLiveAsync();

        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Welcome"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo all" }).ClickAsync();
        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Hello"));
    }

    [Fact]
    public async Task Text_KeptFromBeforeSomebodyElseSaved_IsNotSavedOverThatInSilence()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}");
        string authored = await visit.Page.Locator("#text").InputValueAsync();

        await visit.Page.Locator("#text").FillAsync(authored.Replace("Hello", "Mine", StringComparison.Ordinal));
        await UpdateAsync(client, name, "Theirs, {{name}}", "production");
        await visit.Page.ReloadAsync();
        await visit.ExpectLiveAsync();
        await Expect(visit.Page.Locator("#text-title")).ToHaveTextAsync("Text, from version 1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(visit.Page.Locator("main").GetByRole(AriaRole.Alert)).ToContainTextAsync("saved version 2 meanwhile");
        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Mine"));
        JsonElement kept = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}", Token);
        Assert.Contains("Theirs", kept.GetRawText(), StringComparison.Ordinal);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.GetByText("Saved as version 3,")).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("#text-title")).ToHaveTextAsync("Text, from version 3");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Text_OfAnOlderVersion_SaysWhichItIs()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await UpdateAsync(client, name, "Hello again, {{name}}", "production");
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}?version=1");

        await Expect(visit.Page.Locator("#text-title")).ToHaveTextAsync("Text, from version 1");
    }

    [Fact]
    public async Task Versions_CanBeComparedPromotedAndRolledBack()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await UpdateAsync(client, name, "Hello again, {{name}}", "candidate");
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}");
        ILocator production = visit.Page.Locator("tr").Filter(
            new() { Has = visit.Page.Locator("th .tag", new() { HasText = "production" }) });

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show the difference" }).ClickAsync();
        await Expect(visit.Page.Locator(".diff .add")).ToContainTextAsync("again");
        await visit.AssertReadableAsync();
        await production.GetByRole(AriaRole.Button, new() { Name = "Move" }).ClickAsync();
        await Expect(production.Locator("td").First).ToHaveTextAsync("2");
        // Another instance that draws the page waits for the change.
        Assert.Contains(await visit.Page.Context.CookiesAsync(), cookie => cookie.Name == "promptintel-position" && cookie.HttpOnly);
        await production.GetByRole(AriaRole.Button, new() { Name = "Roll back to 1" }).ClickAsync();

        await Expect(production.Locator("td").First).ToHaveTextAsync("1");
        ILocator moves = visit.Page.GetByRole(AriaRole.Region, new() { Name = "How the labels moved" }).Locator("tbody tr");
        await Expect(moves.Nth(0)).ToContainTextAsync("2 → 1");
        await Expect(moves.Nth(1)).ToContainTextAsync("1 → 2");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_AfterAWriteThatItsInstanceHasNotSeen_WaitsForIt()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        using HttpResponseMessage catalog = await client.GetAsync("/api/prompts/catalog?limit=1", Token);
        long position = long.Parse(catalog.Headers.GetValues("PromptIntel-Position").Single(), CultureInfo.InvariantCulture);
        using var asked = new HttpRequestMessage(HttpMethod.Get, $"/catalog/general/{name}");
        asked.Headers.Add("Cookie", $"promptintel-position={position + 1}");

        Task<HttpResponseMessage> page = client.SendAsync(asked, Token);
        await UpdateAsync(client, name, "Hello again, {{name}}", "candidate");

        using HttpResponseMessage drawn = await page;
        Assert.Contains("Hello again", await drawn.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("'\"><script>alert(2)</script> @(1+1) {{name}}")]
    public async Task Suggestion_WhenItIsHostile_StaysTextAndCanBeAccepted(string suggestion)
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client, $"Hostile: <script>alert(3)</script> {{{{name}}}}");
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}", 390, 844);

        await visit.Page.GetByLabel("What would make it better").FillAsync(suggestion);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Suggest" }).ClickAsync();
        await Expect(visit.Page.Locator(".suggestions li p").First).ToHaveTextAsync(suggestion);
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        await visit.ExpectLiveAsync();
        await visit.AssertReadableAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Accept" }).ClickAsync();

        await Expect(visit.Page.Locator(".suggestions li")).ToContainTextAsync("accepted by");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_OfAShippedPrompt_SaysWhoUsesIt()
    {
        await using Visit visit = await fixture.OpenAsync("/catalog/workflows/extract_questionnaire");

        await Expect(visit.Page.GetByRole(AriaRole.Region, new() { Name = "Used by" }).GetByRole(AriaRole.Link).First).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    private static async Task UpdateAsync(HttpClient client, string name, string text, string label)
    {
        using HttpResponseMessage updated = await client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = text, labels = new[] { label } }, Token);
        Assert.True(updated.IsSuccessStatusCode, await updated.Content.ReadAsStringAsync(Token));
    }
}
