using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Approvals;

[Collection(BrowserSuite.Name)]
public class ApprovalsTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Approval_IsFoundCorrectedAndApproved()
    {
        string id = await WaitingAsync();
        await using Visit visit = await fixture.OpenAsync("/approvals?workflow=questionnaire_to_contract");

        await visit.AssertReadableAsync();
        await visit.Page.Locator($"h2 a[href^='/approvals/{id}']").ClickAsync();
        await visit.Page.GetByText("What it waits with, to be corrected").ClickAsync();
        await visit.Page.GetByLabel("remarks", new() { Exact = true }).FillAsync("[\"Address on file.\"]");
        await visit.Page.GetByLabel("Reason or comment").FillAsync("We know them.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("succeeded");
        JsonElement review = await ReviewAsync(id);
        Assert.Equal("Address on file.", review.GetProperty("remarks")[0].GetString());
        Assert.Equal("We know them.", review.GetProperty("approval").GetProperty("comment").GetString());
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Approval_WithAValueThatIsNoJson_IsKeptAndSaysWhere()
    {
        string id = await WaitingAsync();
        await using Visit visit = await fixture.OpenAsync($"/approvals/{id}/review", 390, 844);

        await visit.Page.GetByText("What it waits with, to be corrected").ClickAsync();
        await visit.Page.GetByLabel("remarks", new() { Exact = true }).FillAsync("[<img src=x onerror=alert(1)>");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("remarks");
        await Expect(visit.Page.Locator("main img")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Reject" }).ClickAsync();
        await Expect(visit.Page.Locator("h1 .tag")).ToHaveTextAsync("failed");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Approval_OfATextThatBeginsWithALineBreak_LeavesItAsItIs()
    {
        using HttpClient client = fixture.CreateClient();
        string id = await AskingRecipe.AskAsync(client, "\nbelow a line", 1);
        await using Visit visit = await fixture.OpenAsync($"/approvals/{id}/check");

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("succeeded");
        JsonElement run = await client.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", TestContext.Current.CancellationToken);
        Assert.Equal("\nbelow a line", run.GetProperty("stages")[0].GetProperty("output").GetProperty("text").GetString());
        visit.AssertQuiet();
    }

    private async Task<string> WaitingAsync()
    {
        using HttpClient client = fixture.CreateClient();
        using HttpResponseMessage response = await client.PostAsJsonAsync(
            "/api/prompts/execute",
            new
            {
                workflow = "questionnaire_to_contract",
                input_data = new
                {
                    questionnaire_text = "League: Pier League\nLegal entity: Pier League Ltd\nSport: futsal\nContact: Ann Lee",
                },
            },
            TestContext.Current.CancellationToken);
        return (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
    }

    private async Task<JsonElement> ReviewAsync(string id)
    {
        using HttpClient client = fixture.CreateClient();
        JsonElement run = await client.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", TestContext.Current.CancellationToken);
        return run.GetProperty("stages").EnumerateArray()
            .Single(stage => stage.GetProperty("stage").GetString() == "review")
            .GetProperty("output");
    }
}
