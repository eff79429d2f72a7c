using System.Net.Http.Json;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Runs;

[Collection(BrowserSuite.Name)]
public class RunsTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Run_IsFoundReadForkedAndCompared()
    {
        string id = await RunAsync(stageDelayMs: 0);
        await using Visit visit = await fixture.OpenAsync("/runs?workflow=questionnaire_to_contract&status=succeeded");

        await visit.Page.Locator($"a[href='/runs/{id}']").ClickAsync();
        await visit.Page.Locator(".waterfall summary").Filter(new() { HasText = "extract" }).ClickAsync();
        await Expect(visit.Page.Locator(".waterfall details[open]")).ToContainTextAsync("workflows/extract_questionnaire@");
        await Expect(visit.Page.Locator(".source mark").First).ToBeVisibleAsync();
        await visit.AssertReadableAsync();

        await visit.Page.GetByText("Run again from a stage").ClickAsync();
        await visit.Page.GetByLabel("First stage to run anew").SelectOptionAsync("draft");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await Expect(visit.Page.Locator(".title")).ToContainTextAsync("another run at draft");

        await visit.Page.GetByText("Compare with another run").ClickAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Compare", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator("table").Last).ToContainTextAsync("taken over");
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Run_WhileItGoesOn_ShowsItsStagesAndItsEndByItself()
    {
        string id = await RunAsync(stageDelayMs: 400);
        await using Visit visit = await fixture.OpenAsync($"/runs/{id}");

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "contract.md", Exact = true })).ToBeVisibleAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Run_IsCancelledAndResumed()
    {
        string id = await RunAsync(stageDelayMs: 5000);
        await using Visit visit = await fixture.OpenAsync($"/runs/{id}");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("cancelled");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Resume" }).ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync(new Regex("queued|running|succeeded"));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Cancel the run" }).ClickAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Runs_AreFoundByTextAndVersion()
    {
        string id = await RunAsync(stageDelayMs: 0);
        await using Visit visit = await fixture.OpenAsync("/runs", 390, 844, ColorScheme.Dark);

        await visit.Page.GetByLabel("Words of its input").FillAsync(id);
        await visit.Page.GetByLabel("Version").FillAsync("1");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToHaveTextAsync("1 found.");
        await Expect(visit.Page.Locator($"a[href='/runs/{id}']")).ToHaveCountAsync(1);
        await visit.AssertReadableAsync();
        await visit.Page.GetByLabel("Words of its input").FillAsync("no run <b>says this</b>");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.GetByText("No run is of these")).ToBeVisibleAsync();
        await Expect(visit.Page.GetByLabel("Words of its input")).ToHaveValueAsync("no run <b>says this</b>");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Run_ThatThereIsNot_IsSaidInWords()
    {
        await using Visit visit = await fixture.OpenAsync("/runs/018f0000-0000-7000-8000-000000000000");

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToBeVisibleAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "All runs" })).ToBeVisibleAsync();
    }

    /// <summary>A shipped questionnaire that runs to its end without a person; waits for the end unless it is slowed.</summary>
    private async Task<string> RunAsync(int stageDelayMs)
    {
        using HttpClient client = fixture.CreateClient();
        using HttpResponseMessage samples = await client.GetAsync("/api/samples", TestContext.Current.CancellationToken);
        string text = (await ApiHost.ReadAsync(samples)).GetProperty("items")[0].GetProperty("text").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(new
            {
                workflow = "questionnaire_to_contract",
                input_data = new { questionnaire_text = text },
                stage_delay_ms = stageDelayMs,
            }),
        };

        if (stageDelayMs > 0)
        {
            request.Headers.Add("Prefer", "respond-async");
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
    }
}
