using System.Text;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Batches;

[Collection(BrowserSuite.Name)]
public class BatchesTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Csv_IsMappedUploadedRunAndGivesItsResults()
    {
        await using Visit visit = await fixture.OpenAsync("/batches?workflow=questionnaire_to_contract");

        await ChooseAsync(visit, "leagues.csv", "Answers;Note\n\"League: Pier League\";x\n\" \";y\n");
        await Expect(visit.Page.Locator("select[data-field='questionnaire_text'] option")).ToHaveCountAsync(3);
        await visit.Page.Locator("select[data-field='questionnaire_text']").SelectOptionAsync("Answers");
        await visit.AssertReadableAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Upload and run" }).ClickAsync();

        await Expect(visit.Page).ToHaveURLAsync(new Regex("/batches/[0-9a-f-]{36}$"));
        await Expect(visit.Page.GetByRole(AriaRole.Status)).ToContainTextAsync(
            "1 of 2 have ended; nothing runs until a person has answered.");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "1 of them waits for a person." })).ToBeVisibleAsync();
        await Expect(visit.Page.Locator("tbody tr")).ToHaveCountAsync(2);
        await Expect(visit.Page.Locator("tbody tr").Last).ToContainTextAsync("failed");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Results as CSV" }))
            .ToHaveAttributeAsync("href", new Regex(@"/results\?format=csv$"));
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Upload_ThatDoesNotFit_SaysWhichLineAndWhy()
    {
        await using Visit visit = await fixture.OpenAsync("/batches?workflow=questionnaire_to_contract", 390, 844);

        await ChooseAsync(visit, "leagues.jsonl", "{\"questionnaire_text\":\"League: Pier\"}\n{\"<img src=x onerror=alert(1)>\":1}\n");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Upload and run" }).ClickAsync();

        await Expect(visit.Page.Locator("#upload-errors")).ToContainTextAsync("lines[2]");
        await Expect(visit.Page.Locator("main img")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
    }

    [Fact]
    public async Task Mapping_WhenTheFieldsCannotBeRead_SaysSoAndShowsNoOldOnes()
    {
        await using Visit visit = await fixture.OpenAsync("/batches?workflow=questionnaire_to_contract");
        await ChooseAsync(visit, "leagues.csv", "Answers;Note\nx;y\n");
        await Expect(visit.Page.Locator("select[data-field='questionnaire_text']")).ToBeVisibleAsync();

        await visit.Page.RouteAsync("**/api/workflows/**", route => route.AbortAsync());
        await visit.Page.GetByLabel("Workflow").SelectOptionAsync("workflows/league_analysis");

        await Expect(visit.Page.Locator("#upload-status")).ToContainTextAsync("could not be read");
        await Expect(visit.Page.Locator("select[data-field]")).ToHaveCountAsync(0);
    }

    private static Task ChooseAsync(Visit visit, string name, string text) =>
        visit.Page.GetByLabel("CSV or JSON Lines").SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(text) });
}
