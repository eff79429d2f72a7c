using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Playground;

[Collection(BrowserSuite.Name)]
public class PlaygroundTests(BrowserFixture fixture)
{
    private const string Reads = """
        ---
        description: Reads a name.
        variables:
          type: object
          required: [text]
          properties:
            text: { type: string }
        output_schema:
          type: object
          properties:
            full_name: { type: string }
        config:
          extraction:
            source: text
            fields:
              full_name: { aliases: [full name] }
        ---
        user:
        {{text}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Draft_RunsBesideAVersion_AndNobodyElseGetsIt()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/playground?prompt=general/{name}");
        ILocator draft = visit.Page.Locator("#text");

        await draft.FillAsync(Reads
            .Replace("full_name", "nick_name", StringComparison.Ordinal)
            .Replace("full name", "nick name", StringComparison.Ordinal));
        await visit.Page.Locator("#variable-text").FillAsync("Full name: Ada Lovelace\nNick name: Countess");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Another beside it" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Region, new() { Name = "Answer 2" }).GetByLabel("Version").SelectOptionAsync("1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(Answer(visit, 1)).ToContainTextAsync("Countess");
        await Expect(Answer(visit, 2)).ToContainTextAsync("Ada Lovelace");
        await Expect(visit.Page.GetByText(new Regex("^succeeded after"))).ToHaveCountAsync(2);
        await visit.AssertReadableAsync();
        JsonElement versions = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}/versions", Token);
        Assert.Equal(1, versions.GetProperty("total").GetInt32());
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Variables_CanBeTakenFromARunBefore_AndTheDraftSaved()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        using HttpResponseMessage run = await client.PostAsJsonAsync(
            $"/api/prompts/general/{name}/execute", new { variables = new { text = "Full name: Grace Hopper" } }, Token);
        string id = (await ApiHost.ReadAsync(run)).GetProperty("execution_id").GetString()!;
        await using Visit visit = await fixture.OpenAsync($"/playground?prompt=general/{name}", 390, 844);

        await visit.Page.GetByLabel("From a run before").SelectOptionAsync(id);
        await Expect(visit.Page.Locator("#variable-text")).ToHaveValueAsync("Full name: Grace Hopper");
        await visit.Page.Locator("#text").FillAsync(
            Reads.Replace("Reads a name.", "Reads one name.", StringComparison.Ordinal));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save as a candidate" }).ClickAsync();

        await Expect(visit.Page.GetByText("Saved as version 2, a candidate.")).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Variables_CanBeKeptAsAnExample_AndChosenAgain()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/playground?prompt=general/{name}");
        ILocator keep = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save the variables as an example" });

        await visit.Page.Locator("#variable-text").FillAsync("Full name: Ada Lovelace");
        await keep.ClickAsync();
        await Expect(visit.Page.GetByText("Kept as an example, in version 2, a candidate.")).ToBeVisibleAsync();
        await keep.ClickAsync();
        await Expect(visit.Page.GetByText("These variables are an example already.")).ToBeVisibleAsync();
        await visit.Page.Locator("#variable-text").FillAsync("");
        await visit.Page.GetByLabel("From an example").SelectOptionAsync(new SelectOptionValue { Label = "Full name: Ada Lovelace" });

        await Expect(visit.Page.Locator("#variable-text")).ToHaveValueAsync("Full name: Ada Lovelace");
        await visit.AssertReadableAsync();
        JsonElement kept = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}?version=2", Token);
        Assert.Equal(
            """[{"text":"Full name: Ada Lovelace"}]""",
            JsonSerializer.Serialize(kept.GetProperty("content").GetProperty("variables").GetProperty("examples")));
        JsonElement given = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}", Token);
        Assert.Equal(1, given.GetProperty("version").GetInt32());
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("Full name: <img src=x onerror=alert(1)>")]
    [InlineData("Full name: </pre><script>alert(2)</script> {{text}}")]
    public async Task Output_WhenItIsHostile_StaysText(string text)
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/playground?prompt=general/{name}");

        await visit.Page.Locator("#variable-text").FillAsync(text);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(visit.Page.GetByText(new Regex("^succeeded after"))).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Draft_TypedInTheEditor_IsMarkedMendedAndSavesNothing()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/playground?prompt=general/{name}");
        ILocator code = visit.Page.Locator(".editor.is-code .code");
        await Expect(code.Locator(".view-line").First).ToBeVisibleAsync();

        await code.Locator("textarea.inputarea").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Control+End");
        await visit.Page.Keyboard.InsertTextAsync("{{#if}}");
        await Expect(code.Locator(".squiggly-error")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("#text-problems button").First).ToHaveTextAsync(new Regex("^line [0-9]+, column [0-9]+$"));
        await visit.AssertReadableAsync();
        await visit.Page.Locator("#text-problems button").First.ClickAsync();
        await Expect(code.Locator("textarea.inputarea")).ToBeFocusedAsync();
        await visit.Page.Keyboard.PressAsync("Control+z");
        await Expect(code.Locator(".squiggly-error")).ToHaveCountAsync(0);
        await visit.Page.Keyboard.PressAsync("Tab");

        await Expect(code.Locator("textarea.inputarea")).Not.ToBeFocusedAsync();
        JsonElement versions = await client.GetFromJsonAsync<JsonElement>($"/api/prompts/general/{name}/versions", Token);
        Assert.Equal(1, versions.GetProperty("total").GetInt32());
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Draft_AfterAReload_IsAsItWasTyped_AndCanBeUndone()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        await using Visit visit = await fixture.OpenAsync($"/playground?prompt=general/{name}");
        ILocator undo = visit.Page.GetByRole(AriaRole.Button, new() { Name = "Undo all" });

        await Expect(undo).ToBeDisabledAsync();
        await visit.Page.Locator("#text").FillAsync(Reads.Replace("Reads a name.", "Reads my name.", StringComparison.Ordinal));
        await Expect(undo).ToBeEnabledAsync();
        await visit.GoAsync($"/playground?prompt=general/{name}");
        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Reads my name."));
        await Expect(visit.Page.Locator("#draft-title")).ToHaveTextAsync("Draft, from version 1");
        await undo.ClickAsync();

        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Reads a name."));
        await visit.GoAsync($"/playground?prompt=general/{name}");
        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Reads a name."));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Draft_WhereTheEditorCannotBeHad_IsTypedInTheField()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await CreateAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.Page.RouteAsync("**/vs/**", route => route.AbortAsync());
        await visit.GoAsync($"/playground?prompt=general/{name}");

        await visit.Page.Locator("#text").FillAsync($"{Reads} {{{{#if}}}}");

        await Expect(visit.Page.Locator("#text-problems button").First).ToHaveTextAsync(new Regex("^line [0-9]+, column [0-9]+$"));
        string page = await client.GetStringAsync($"/playground?prompt=general/{name}", Token);
        Assert.Matches("(?s)<pre class=\"output\"[^>]*>[^<]*description: Reads a name\\.", page);
    }

    [Fact]
    public async Task Variable_ThatMayBeNull_IsAFieldThatCanBeLeftOut()
    {
        using HttpClient client = fixture.CreateClient();
        string name = ApiHost.NewName();
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/prompts",
            new
            {
                @namespace = "general",
                name,
                content = new
                {
                    type = "text",
                    messages = new[] { new { role = "user", content = "Hello {{#if nick}}{{nick}}{{else}}stranger{{/if}}" } },
                    variables = JsonElement.Parse(
                        """{ "type": "object", "required": ["nick"], "properties": { "nick": { "type": ["string", "null"] } } }"""),
                },
            },
            Token);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
        await using Visit visit = await fixture.OpenAsync($"/catalog/general/{name}", 390, 844, ColorScheme.Dark);
        ILocator filled = visit.Page.Locator(".message pre");

        await Expect(visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "nick is not given" })).ToBeCheckedAsync();
        await Expect(filled).ToHaveTextAsync("Hello stranger");
        await visit.Page.Locator("#variable-nick").FillAsync("Ada");
        await Expect(filled).ToHaveTextAsync("Hello Ada");
        await Expect(visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "nick is not given" })).Not.ToBeCheckedAsync();
        await visit.Page.GetByRole(AriaRole.Checkbox, new() { Name = "nick is not given" }).CheckAsync();
        await Expect(filled).ToHaveTextAsync("Hello stranger");
        await Expect(visit.Page.Locator("#variable-nick")).ToHaveValueAsync("");
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    private static ILocator Answer(Visit visit, int number) =>
        visit.Page.GetByRole(AriaRole.Region, new() { Name = $"Answer {number}" }).Locator(".output");

    private static async Task<string> CreateAsync(HttpClient client)
    {
        string name = ApiHost.NewName();
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/prompts", new { @namespace = "general", name, content = Reads }, Token);
        Assert.True(created.IsSuccessStatusCode, await created.Content.ReadAsStringAsync(Token));
        return name;
    }
}
