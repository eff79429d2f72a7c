using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Prompt;

/// <summary>The editor in the place of the textarea, as one who types has it.</summary>
[Collection(BrowserSuite.Name)]
public class CodeEditorTests(BrowserFixture fixture)
{
    private const string Dark = "rgb(27, 33, 41)";
    private const string Light = "rgb(255, 255, 255)";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Text_TypedInTheEditor_IsMarkedMendedAndSaved()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}");
        ILocator code = await CodeAsync(visit);

        await TypeAtTheEndAsync(visit, " and ");
        await visit.Page.Keyboard.InsertTextAsync("{{#if}}");
        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Hello {{name}} and {{#if}}"));
        await Expect(code.Locator(".squiggly-error")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("#text-problems .problem").First).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        await visit.Page.Locator("#text-problems button").First.ClickAsync();
        await Expect(code.Locator("textarea.inputarea")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Control+End");
        await visit.Page.Keyboard.PressAsync("ArrowLeft");

        for (int i = 0; i < "{{#if}}".Length; i++)
        {
            await visit.Page.Keyboard.PressAsync("Backspace");
        }

        await visit.Page.Keyboard.TypeAsync("friends");
        await Expect(code.Locator(".squiggly-error")).ToHaveCountAsync(0);
        await SaveAsync(visit);
        Assert.Equal("Hello {{name}} and friends", await TextAsync(client, name));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Texts_OfTwoBrowsersAtOnce_StayWithWhoTypesThem()
    {
        using HttpClient client = fixture.CreateClient();
        string[] names = [await ApiHost.CreatePromptAsync(client), await ApiHost.CreatePromptAsync(client)];
        await using Visit first = await fixture.OpenAsync($"/catalog/general/{names[0]}");
        await using Visit second = await fixture.OpenAsync($"/catalog/general/{names[1]}");
        await CodeAsync(first);
        await CodeAsync(second);

        for (int i = 0; i < 5; i++)
        {
            await Task.WhenAll(TypeAtTheEndAsync(first, " first"), TypeAtTheEndAsync(second, " second"));
        }

        await Task.WhenAll(SaveAsync(first), SaveAsync(second));
        Assert.Equal("Hello {{name}} first first first first first", await TextAsync(client, names[0]));
        Assert.Equal("Hello {{name}} second second second second second", await TextAsync(client, names[1]));
        first.AssertQuiet();
        second.AssertQuiet();
    }

    [Fact]
    public async Task Keyboard_ByTab_LeavesTheEditorAndByControlKOpensThePalette()
    {
        using HttpClient client = fixture.CreateClient();
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{await ApiHost.CreatePromptAsync(client)}");
        ILocator code = await CodeAsync(visit);
        string before = await visit.Page.Locator("#text").InputValueAsync();

        await Expect(code.GetByRole(AriaRole.Textbox, new() { NameRegex = new Regex("^Text of .*Tab leads on") })).ToHaveCountAsync(1);
        await code.Locator("textarea.inputarea").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByLabel("Why this version is better")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Shift+Tab");
        await Expect(code.Locator("textarea.inputarea")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Control+k");

        await Expect(visit.Page.Locator("#palette-text")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(before, await visit.Page.Locator("#text").InputValueAsync());
        await code.Locator("textarea.inputarea").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+m");
        await visit.Page.Keyboard.PressAsync("Tab");
        Assert.Equal(before.Length + 2, (await visit.Page.Locator("#text").InputValueAsync()).Length);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Light_OfTheConsole_IsTheEditorsToo()
    {
        using HttpClient client = fixture.CreateClient();
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{await ApiHost.CreatePromptAsync(client)}");
        ILocator background = (await CodeAsync(visit)).Locator(".monaco-editor-background").First;

        await Expect(background).ToHaveCSSAsync("background-color", Light);
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await Expect(background).ToHaveCSSAsync("background-color", Dark);
        await visit.AssertReadableAsync();
        await visit.Page.Locator("#theme").ClickAsync();
        await Expect(background).ToHaveCSSAsync("background-color", Light);
        await visit.Page.Locator("#theme").ClickAsync();
        await Expect(background).ToHaveCSSAsync("background-color", Dark);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Schema_WhenItIsNotJson_IsMarkedWhereItIsNot()
    {
        await using Visit visit = await fixture.OpenAsync("/catalog/components/invoice", light: ColorScheme.Dark);
        ILocator code = await CodeAsync(visit);

        await Expect(code.Locator(".squiggly-error, .squiggly-warning")).ToHaveCountAsync(0);
        await TypeAtTheEndAsync(visit, ",]");
        await Expect(code.Locator(".squiggly-error").First).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData(1280)]
    [InlineData(390)]
    public async Task Difference_OfTwoVersions_IsShownByTheEditorAndAsLines(int width)
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        using HttpResponseMessage updated = await client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Good morning, {{name}}" }, Token);
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}?from=1&to=2", width);
        ILocator difference = visit.Page.Locator(".code-difference");

        await Expect(difference.Locator(".char-insert").First).ToBeVisibleAsync();
        await Expect(difference).ToContainTextAsync(new Regex("Good.morning"));
        await Expect(difference).ToContainTextAsync(new Regex("Hello"));
        await Expect(visit.Page.Locator(".diff .add")).ToContainTextAsync("Good morning");
        await CodeAsync(visit);
        await visit.AssertReadableAsync();
        await TypeAtTheEndAsync(visit, " and friends");
        await SaveAsync(visit);
        await Expect(visit.Page.GetByRole(AriaRole.Radio, new() { Name = "To version 3" })).ToBeVisibleAsync();
        await Expect(difference.Locator(".char-insert").First).ToBeVisibleAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Files_OfTheEditor_AreAskedForByPagesThatHaveATextOnly()
    {
        await using Visit visit = await fixture.OpenAsync("/catalog");

        Assert.DoesNotContain(visit.Asked, url => url.Contains("/vs/", StringComparison.Ordinal));
        await visit.GoAsync("/catalog/workflows/extract_questionnaire");
        await CodeAsync(visit);

        Assert.Contains(visit.Asked, url => url.EndsWith("/vs/editor/editor.main.js", StringComparison.Ordinal));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Text_WhereTheEditorCannotBeHad_IsTypedInTheField()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.Page.RouteAsync("**/vs/**", route => route.AbortAsync());
        await visit.GoAsync($"/catalog/general/{name}");

        await visit.Page.Locator("#text").ClickAsync();
        await visit.Page.Keyboard.PressAsync("Control+End");
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await visit.Page.Keyboard.TypeAsync(" and friends");
        await SaveAsync(visit);

        Assert.Equal("Hello {{name}} and friends", await TextAsync(client, name));
    }

    [Fact]
    public async Task Text_OnAPhone_IsTypedInTheField()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!, 390, 844, isTouched: true);
        await visit.GoAsync($"/catalog/general/{name}");

        await visit.Page.Locator("#text").TapAsync();
        string authored = await visit.Page.Locator("#text").InputValueAsync();
        await visit.Page.Locator("#text").FillAsync(authored.Replace("Hello", "Hi", StringComparison.Ordinal));
        await SaveAsync(visit);

        Assert.Equal("Hi {{name}}", await TextAsync(client, name));
        Assert.DoesNotContain(visit.Asked, url => url.Contains("/vs/", StringComparison.Ordinal));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_WithoutAScript_HasTheTextAndTheDifference()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        using HttpResponseMessage updated = await client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Good morning, {{name}}" }, Token);

        string page = await client.GetStringAsync($"/catalog/general/{name}?from=1&to=2", Token);

        Assert.Matches("(?s)<pre class=\"output\"[^>]*>[^<]*Good morning, \\{\\{name\\}\\}", page);
        Assert.Matches("<span class=\"add\">[^<]*Good morning", page);
        Assert.Contains("<details open", page, StringComparison.Ordinal);
    }

    /// <summary>The editor, once it is in the place of the textarea.</summary>
    private static async Task<ILocator> CodeAsync(Visit visit)
    {
        ILocator code = visit.Page.Locator(".editor.is-code .code");
        await Expect(code.Locator(".view-line").First).ToBeVisibleAsync();
        return code;
    }

    /// <summary>At the end of the last line, which a line break ends.</summary>
    private static async Task TypeAtTheEndAsync(Visit visit, string text)
    {
        await visit.Page.Locator(".code textarea.inputarea").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+End");
        await visit.Page.Keyboard.PressAsync("ArrowLeft");
        await visit.Page.Keyboard.TypeAsync(text);
    }

    private static async Task SaveAsync(Visit visit)
    {
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visit.Page.GetByText(new Regex("Saved as version [0-9]+"))).ToBeVisibleAsync();
    }

    private static async Task<string?> TextAsync(HttpClient client, string name)
    {
        JsonElement prompt = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}", Token);
        return prompt.GetProperty("content").GetProperty("messages")[0].GetProperty("content").GetString();
    }
}
