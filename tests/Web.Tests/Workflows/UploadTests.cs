using System.Text;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Workflows;

/// <summary>A document beside the fields of a workflow: uploaded, read, and run.</summary>
[Collection(BrowserSuite.Name)]
public class UploadTests(BrowserFixture fixture)
{
    private const string Answers = "League: Pier League\nLegal entity: Pier League Ltd\nSport: futsal\nContact: Ann <b>Lee</b>\n";

    [Fact]
    public async Task Document_WhenChosen_IsUploadedReadAndRun()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows/questionnaire_to_contract", 390, 844, ColorScheme.Dark);

        await ChooseAsync(visit, "pier <i>.txt", Answers);
        await Expect(visit.Page.Locator("[data-about]")).ToContainTextAsync($"{Answers.Length} characters were read");
        await Expect(visit.Page.GetByLabel("document_id")).ToHaveValueAsync(new Regex("^[0-9a-z:-]{16,}$"));
        await Expect(visit.Page.Locator("main i")).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

        await Expect(visit.Page.Locator("h1 .tag")).ToHaveTextAsync(new Regex("waiting|succeeded"));
        await Expect(visit.Page.Locator(".source")).ToContainTextAsync("Ann <b>Lee</b>");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Document_ThatCannotBeRead_IsRefusedInWords()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows/questionnaire_to_contract");

        await ChooseAsync(visit, "broken.pdf", "%PDF-1.7\nnot one");

        await Expect(visit.Page.Locator("[data-about]")).ToContainTextAsync(new Regex(@"broken\.pdf was not taken\. .{10,}"));
        await Expect(visit.Page.GetByLabel("document_id")).ToHaveValueAsync("");
    }

    private static Task ChooseAsync(Visit visit, string name, string text) =>
        visit.Page.GetByLabel("PDF or text to upload").SetInputFilesAsync(
            new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = Encoding.UTF8.GetBytes(text) });
}
