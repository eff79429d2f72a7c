using System.Text;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Pages;

/// <summary>The main job of the pages where work is done, without a mouse; what is typed is hostile where text is free.</summary>
[Collection(BrowserSuite.Name)]
public class KeyboardTests(BrowserFixture fixture)
{
    private const string Hostile = "</textarea><script>alert(1)</script> <img src=x onerror=alert(2)>";
    private const int LongestWalk = 150;

    [Fact]
    public async Task Workflow_IsRunAndItsApprovalAnsweredAndRead()
    {
        await using Visit visit = await fixture.OpenAsync("/workflows");
        IPage page = visit.Page;

        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "questionnaire_to_contract", Exact = true }));
        await TypeAsync(page, page.GetByLabel("questionnaire_text"), "League: Pier League\nSport: futsal\nContact: Ann Lee");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }));
        await PressAsync(page, page.GetByRole(AriaRole.Link, new() { Name = "See what it asks, and answer" }));
        await TypeAsync(page, page.GetByLabel("Reason or comment"), Hostile);
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Approve" }));
        await Expect(page.Locator("h1 .tag")).ToHaveTextAsync("succeeded");
        ILocator review = page.Locator(".waterfall details").Filter(
            new() { Has = page.Locator("summary").Filter(new() { HasText = "review" }) });
        await PressAsync(page, review.Locator("summary"));

        await Expect(review).ToContainTextAsync("<script>alert(1)</script>");
        await Expect(page.Locator("main img, main script")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Playground_OpensAPromptAndRunsIt()
    {
        await using Visit visit = await fixture.OpenAsync("/playground");
        IPage page = visit.Page;

        await TypeAsync(page, page.GetByLabel("Prompt, as namespace/name"), "workflows/extract_questionnaire");
        // Whether the list of prompts is open, which takes a key, is the browser's.
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Open" }));
        await visit.ExpectLiveAsync();
        await TypeAsync(page, page.Locator("#variable-questionnaire_text"), $"League: Pier League\nSport: {Hostile}");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }));

        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Answer 1" }).Locator(".output")).ToContainTextAsync("Pier League");
        await Expect(page.Locator("main img, main script")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Batch_IsChosenMappedUploadedAndItsItemsRead()
    {
        await using Visit visit = await fixture.OpenAsync("/batches?workflow=questionnaire_to_contract", 390, 844);
        IPage page = visit.Page;

        await ReachAsync(page, page.GetByLabel("CSV or JSON Lines"));
        // What opens then is the browser's own.
        await page.GetByLabel("CSV or JSON Lines").SetInputFilesAsync(new FilePayload
        {
            Name = "<img src=x onerror=alert(1)>.csv",
            MimeType = "text/csv",
            Buffer = Encoding.UTF8.GetBytes($"Note;{Hostile}\nx;\" \"\n"),
        });
        await ReachAsync(page, page.Locator("select[data-field='questionnaire_text']"));
        await page.Keyboard.PressAsync("End");
        await PressAsync(page, page.GetByRole(AriaRole.Button, new() { Name = "Upload and run" }));
        await Expect(page).ToHaveURLAsync(new Regex("/batches/[0-9a-f-]{36}$"));
        // A batch that ends loads its page anew, which then no longer offers to cancel it.
        await Expect(page.Locator("tbody tr")).ToContainTextAsync("failed");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Cancel what has not ended" })).ToHaveCountAsync(0);
        await PressAsync(page, page.Locator("tbody a").First);

        await Expect(page.Locator("h1 .tag")).ToHaveTextAsync("failed");
        await Expect(page.Locator("main img, main script")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    private static async Task PressAsync(IPage page, ILocator target)
    {
        await ReachAsync(page, target);
        await page.Keyboard.PressAsync("Enter");
    }

    private static async Task TypeAsync(IPage page, ILocator target, string text)
    {
        await ReachAsync(page, target);
        await page.Keyboard.InsertTextAsync(text);
    }

    /// <summary>Presses Tab until it has the focus, and shows that.</summary>
    private static async Task ReachAsync(IPage page, ILocator target)
    {
        await Expect(target).ToBeVisibleAsync();

        for (int steps = 0; steps < LongestWalk; steps++)
        {
            await page.Keyboard.PressAsync("Tab");

            if (await target.EvaluateAsync<bool>("element => element === document.activeElement"))
            {
                await Expect(target).ToHaveCSSAsync("outline-style", "solid");
                return;
            }
        }

        Assert.Fail($"Tab does not lead to {target}.");
    }
}
