using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Analytics;

[Collection(BrowserSuite.Name)]
public class AnalyticsTests(BrowserFixture fixture)
{
    private const string Main = "workflows/questionnaire_to_contract";

    [Fact]
    public async Task Figures_AreDrawnAndTellOfAWorkflowAndItsPrompts()
    {
        await RunAsync();
        await using Visit visit = await fixture.OpenAsync("/analytics?days=1");

        await Expect(visit.Page.Locator("figure.chart svg").First).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { Has = visit.Page.GetByRole(AriaRole.Link, new() { Name = Main }) }))
            .ToContainTextAsync(new System.Text.RegularExpressions.Regex("[1-9][0-9]* unknown"));
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = Main }).ClickAsync();

        await Expect(visit.Page.GetByLabel("Workflow")).ToHaveValueAsync(Main);
        await Expect(visit.Page.GetByRole(AriaRole.Img, new() { NameRegex = new("^Seconds from start to end") })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("workflows/extract_questionnaire");
        await visit.AssertReadableAsync();
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Figures_OnAPhoneByKeyboard_AreChosenAndFit()
    {
        await RunAsync();
        await using Visit visit = await fixture.OpenAsync("/analytics", 390, 844, ColorScheme.Dark);

        await visit.Page.GetByLabel("Time").FocusAsync();
        await visit.Page.Keyboard.PressAsync("ArrowDown");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("days=30"));
        await Expect(visit.Page.Locator("figure.chart svg").First).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("<img src=x onerror=alert(1)>")]
    [InlineData("\"><script>alert(2)</script>' OR 1=1 --")]
    public async Task Address_WhenItIsHostile_IsRefusedInWords(string text)
    {
        await using Visit visit = await fixture.OpenAsync($"/analytics?workflow={Uri.EscapeDataString(text)}");

        await Expect(visit.Page.GetByRole(AriaRole.Alert).First).ToContainTextAsync("workflow");
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    /// <summary>One run to its end, and until it is counted: figures are counted anew every few seconds.</summary>
    private async Task RunAsync()
    {
        using HttpClient client = fixture.CreateClient();
        JsonElement samples = await client.GetFromJsonAsync<JsonElement>("/api/samples", TestContext.Current.CancellationToken);
        string text = samples.GetProperty("items")[0].GetProperty("text").GetString()!;
        using HttpResponseMessage run = await client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = text } },
            TestContext.Current.CancellationToken);
        Assert.True(run.IsSuccessStatusCode);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));

        while ((await client.GetFromJsonAsync<JsonElement>(
            $"/api/analytics/workflows?workflow={Main}", TestContext.Current.CancellationToken)).GetProperty("total").GetInt32() == 0)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }
}
