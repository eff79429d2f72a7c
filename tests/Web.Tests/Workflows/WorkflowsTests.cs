using System.Net;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Approvals;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Workflows;

[Collection(BrowserSuite.Name)]
public class WorkflowsTests(BrowserFixture fixture)
{
    private const string Hostile = "League: <img src=x onerror=alert(1)>\nSport: \"><script>alert(2)</script>";

    [Fact]
    public async Task Workflow_IsDrawnFilledInPreviewedRunAndApproved()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "questionnaire_to_contract", Exact = true }).ClickAsync();
        await Expect(visit.Page.Locator(".graph .node, .graph .is-conditional")).ToHaveCountAsync(9);
        await visit.AssertReadableAsync();

        await visit.Page.GetByLabel("questionnaire_text").FillAsync(
            "League: Pier League\nLegal entity: Pier League Ltd\nSport: futsal\nContact: Ann Lee");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Show what would be asked" }).ClickAsync();
        await Expect(visit.Page.Locator(".preview")).ToContainTextAsync("intake");
        await Expect(visit.Page.GetByLabel("questionnaire_text")).ToHaveValueAsync(new Regex("^League: Pier League"));

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/runs/[0-9a-f-]{36}$"));
        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("review waits for a person");
        await visit.AssertReadableAsync();

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "See what it asks, and answer" }).ClickAsync();
        await Expect(visit.Page.Locator("form")).ToContainTextAsync("does not state contact_email");
        await visit.AssertReadableAsync();
        await visit.Page.GetByLabel("Reason or comment").FillAsync("The address is on file.");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Approve" }).ClickAsync();

        await Expect(visit.Page.Locator("h1")).ToContainTextAsync("succeeded");
        await Expect(visit.Page.Locator(".waterfall li")).ToHaveCountAsync(9);
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "contract.html", Exact = true })).ToBeVisibleAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Solver_IsDrawnWithTheRecipesThatItMayChoose()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows/league_onboarding");

        await Expect(visit.Page.Locator(".graph .node:not(.is-candidate)")).ToHaveCountAsync(3);
        await Expect(visit.Page.Locator(".graph .is-candidate")).ToHaveCountAsync(5);
        await Expect(visit.Page.Locator(".graph")).ToContainTextAsync("may run: contract_review");
        await visit.AssertReadableAsync();

        await visit.Page.Locator(".candidates").GetByRole(AriaRole.Link, new() { Name = "workflows/email_triage" }).ClickAsync();
        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("email_triage");
        await Expect(visit.Page.Locator(".is-candidate")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Sample_FillsTheFormIn()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows/league_analysis");

        await visit.Page.GetByLabel("Sample").SelectOptionAsync("prairie_handball_doubts.json");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Fill in" }).ClickAsync();

        await Expect(visit.Page.GetByLabel("facts", new() { Exact = true })).ToHaveValueAsync(new Regex("league_name"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Input_WhenAFieldIsNoJson_IsRefusedByNameAndKept()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows/league_analysis");

        await visit.Page.GetByLabel("facts", new() { Exact = true }).FillAsync("{\"sport\": ");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("facts");
        await Expect(visit.Page.GetByLabel("facts", new() { Exact = true })).ToHaveValueAsync("{\"sport\": ");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Workflow_OfAnotherNamespace_IsOpenedFromTheListAndRun()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await AskingRecipe.CreateAsync(client);
        await using Visit visit = await fixture.OpenAsync("/workflows");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = name, Exact = true }).ClickAsync();
        await visit.Page.GetByLabel("text", new() { Exact = true }).FillAsync("Is this right?");
        await visit.Page.GetByLabel("value", new() { Exact = true }).FillAsync("1");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(visit.Page.Locator(".notice")).ToContainTextAsync("check waits for a person");
        await visit.GoAsync($"/runs?workflow={AskingRecipe.Namespace}%2F{name}");
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(1);
        await Expect(visit.Page.GetByLabel("Workflow")).ToHaveValueAsync($"{AskingRecipe.Namespace}/{name}");
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Input_LargerThanOtherRequests_IsRead()
    {
        using HttpClient open = fixture.CreateClient();
        using var client = new HttpClient { BaseAddress = open.BaseAddress };
        string page = await client.GetStringAsync("/workflows/league_analysis", TestContext.Current.CancellationToken);
        string token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;

        using HttpResponseMessage answer = await client.PostAsync(
            "/workflows/league_analysis",
            new FormUrlEncodedContent([
                new("__RequestVerificationToken", token), new("_handler", "run"), new("Command", "run"),
                new("Values[facts]", new string('x', 5 << 20)),
            ]),
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains(
            "is no JSON", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAHostileText_ShowsItAsText()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows/questionnaire_to_contract", 390, 844);

        await visit.Page.GetByLabel("questionnaire_text").FillAsync(Hostile);
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(visit.Page.Locator("h1 .tag")).ToHaveTextAsync(new Regex("waiting|succeeded|failed"));
        await Expect(visit.Page.Locator("main")).ToContainTextAsync("<img src=x onerror=alert(1)>");
        await Expect(visit.Page.Locator("main img, main script")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }
}
