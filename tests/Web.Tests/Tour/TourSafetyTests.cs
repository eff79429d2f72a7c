using System.Text.Json;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Tour;

/// <summary>What a questionnaire says stays text, and the page talks to nobody but its service.</summary>
[Collection(BrowserSuite.Name)]
public class TourSafetyTests(BrowserFixture fixture)
{
    private const string Hostile = """
        League name: Border Futsal League
        Legal entity: Border Futsal Ltd
        Sport: Futsal
        Country: France
        Broadcast partners: <img src=x onerror=alert(1)>, {{template}} TV, <script>alert(2)</script>
        Territory: <iframe src=//example.invalid></iframe> Europe
        Number of teams: 9
        """;

    [Fact]
    public async Task Run_WhenTheTextHoldsMarkup_ShowsItAsText()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);

        await visit.RunTextAsync(Hostile);
        await visit.Page.ClickAsync("#approve");
        await visit.ExpectProgressAsync("^Succeeded");

        await Expect(visit.Page.Locator("#marked")).ToContainTextAsync(
            "<img src=x onerror=alert(1)>, {{template}} TV, <script>alert(2)</script>");
        await Expect(visit.Page.Locator("#unread")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Expect(visit.Page.Locator("#unread")).ToContainTextAsync("{{template}}");
        await Expect(visit.Page.Locator("main img, main script, #marked iframe, #facts iframe")).ToHaveCountAsync(0);
        await Expect(visit.Contract.Locator("body")).ToContainTextAsync("Border Futsal Ltd");
        await Expect(visit.Contract.Locator("img, script, iframe")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Page_WhenServed_ForbidsInlineScriptsAndOtherOrigins()
    {
        using HttpClient client = fixture.CreateClient();

        using HttpResponseMessage page = await client.GetAsync("/", TestContext.Current.CancellationToken);

        string policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
        Assert.StartsWith("default-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("script-src", policy, StringComparison.Ordinal);
        Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(page.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("same-origin", Assert.Single(page.Headers.GetValues("Referrer-Policy")));
    }

    [Fact]
    public async Task Contract_WhenServed_IsSandboxed()
    {
        using HttpClient client = fixture.CreateClient();
        using HttpResponseMessage started = await client.SendAsync(
            new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
            {
                Content = System.Net.Http.Json.JsonContent.Create(
                    new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = Hostile } }),
            },
            TestContext.Current.CancellationToken);
        JsonElement execution = await ApiHost.ReadAsync(started);

        using HttpResponseMessage contract = await client.GetAsync(
            $"/api/executions/{execution.GetProperty("execution_id").GetString()}/artifacts/contract.html",
            TestContext.Current.CancellationToken);

        Assert.StartsWith("sandbox;", Assert.Single(contract.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(contract.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal("text/html", contract.Content.Headers.ContentType?.MediaType);
    }
}
