using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Tour;

[Collection(BrowserSuite.Name)]
public class TourTests(BrowserFixture fixture)
{
    private const string Sample = "Rowing form";
    private const string League = "Harbour Rowing League";

    // Enough to be read, too little for the review to let it pass.
    private const string Sparse = "League name: Quiet Curling League\nSport: Curling\nCountry: Norway\n";

    private static readonly string[] Stages = ["intake", "extract", "enrich", "compare", "classify", "score", "draft", "review", "persist"];

    [Fact]
    public async Task Run_WhenASampleIsPicked_LightsTheStagesOneAfterTheOther()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        await visit.Page.EvaluateAsync("""
            () => {
                window.lit = [];
                window.said = [];
                new MutationObserver(records => {
                    for (const { target } of records) {
                        const name = target.querySelector?.('strong')?.textContent;
                        if (target.matches?.('.is-succeeded') && !window.lit.includes(name)) window.lit.push(name);
                    }
                }).observe(document.getElementById('stages'), { subtree: true, attributes: true, attributeFilter: ['class'] });
                new MutationObserver(() => window.said.push(document.getElementById('progress').textContent))
                    .observe(document.getElementById('progress'), { childList: true });
            }
            """);

        await visit.RunSampleAsync(Sample, delay: "300");

        await visit.ExpectProgressAsync("^Succeeded after");
        Assert.Equal(Stages, await visit.Page.EvaluateAsync<string[]>("window.lit"));
        Assert.Contains("Stage 3 of 9: enrich", await visit.Page.EvaluateAsync<string[]>("window.said"));
        await Expect(visit.Page.Locator("#stages .bar:visible")).ToHaveCountAsync(Stages.Length);
        await Expect(visit.Page.Locator("#stages li").Nth(1)).ToContainTextAsync("workflows/extract_questionnaire@");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Facts_WhenAFieldIsChosen_HighlightThePassageItWasReadFrom()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        await visit.RunSampleAsync(Sample);
        await visit.ExpectProgressAsync("^Succeeded");

        foreach (string field in new[] { "league_name", "registered_address", "contact_email", "sport" })
        {
            await visit.Fact(field).GetByRole(AriaRole.Button).ClickAsync();

            string value = await visit.Fact(field).Locator("td").First.InnerTextAsync();
            await Expect(visit.Page.Locator("#marked mark.on")).ToHaveTextAsync(value);
            await Expect(visit.Page.Locator("#marked mark.on")).ToBeInViewportAsync();
        }

        visit.AssertQuiet();
    }

    [Fact]
    public async Task Facts_WhenAnAmountIsNotUnderstood_SayWhatStandsThereAndWhy()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        await visit.RunTextAsync(Sparse + "Annual revenue: INR 24 zorp\nLiability insurance: on our list\n");
        await visit.ExpectProgressAsync("^Stage review waits");

        ILocator revenue = visit.Page.Locator("#unread li").Filter(new LocatorFilterOptions { HasText = "annual_revenue" });
        await Expect(revenue.Locator("q")).ToHaveTextAsync("INR 24 zorp");
        await Expect(revenue.Locator(".muted")).ToHaveTextAsync("the number and what belongs to it are not understood as a whole");
        await Expect(visit.Page.Locator("#unread li").Filter(new LocatorFilterOptions { HasText = "has_liability_insurance" }).Locator("q"))
            .ToHaveTextAsync("on our list");
        await revenue.GetByRole(AriaRole.Button).ClickAsync();
        await Expect(visit.Page.Locator("#marked mark.unread.on")).ToHaveTextAsync("INR 24 zorp");
        await Expect(visit.NotStated("annual_revenue")).ToHaveCountAsync(0);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Draft_WhenTheRunEnds_ShowsTheContractAndItsDocuments()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        await visit.RunSampleAsync(Sample);
        await visit.ExpectProgressAsync("^Succeeded");

        IDownload download = await visit.Page.RunAndWaitForDownloadAsync(
            () => visit.Page.GetByRole(AriaRole.Link, new() { Name = "contract.md" }).ClickAsync());

        await Expect(visit.Contract.Locator("h1").First).ToHaveTextAsync("Sports Data Partnership Agreement");
        await Expect(visit.Contract.Locator("body")).ToContainTextAsync(League);
        await Expect(visit.Page.Locator("#figures")).ToContainTextAsync("without a language model");
        Assert.Equal("contract.md", download.SuggestedFilename);
        Assert.Contains(
            League,
            await File.ReadAllTextAsync(await download.PathAsync(), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Draft_WhenRunAgain_LoadsOnlyIntoFramesThatAreShown()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        // A frame that begins to load where it is not shown keeps, when it is shown in that moment, no layout: its page stays blank.
        await visit.Page.EvaluateAsync("""
            () => {
                window.loads = [];
                const { get, set } = Object.getOwnPropertyDescriptor(HTMLIFrameElement.prototype, 'srcdoc');
                Object.defineProperty(HTMLIFrameElement.prototype, 'srcdoc', {
                    get, set(text) { window.loads.push(this.getClientRects().length > 0); set.call(this, text); },
                });
            }
            """);

        await visit.RunSampleAsync(Sample);
        await visit.ExpectProgressAsync("^Succeeded");
        await Expect(visit.Contract.Locator("body[tabindex='0']")).ToBeVisibleAsync();
        await visit.RunTextAsync(Sparse);
        await visit.Page.ClickAsync("#approve");
        await visit.ExpectProgressAsync("^Succeeded");

        await Expect(visit.Contract.Locator("body[tabindex='0']")).ToBeVisibleAsync();
        await Expect(visit.Contract.Locator("body")).ToContainTextAsync("Quiet Curling League");
        bool[] loads = await visit.Page.EvaluateAsync<bool[]>("window.loads");
        Assert.Equal([true, true], loads);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Prompt_WhenAnAliasIsAdded_ChangesTheFactsOfTheNextRun()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        await visit.RunSampleAsync(Sample);
        await visit.ExpectProgressAsync("^Succeeded");
        ILocator version = visit.Page.Locator("#prompt-version");
        string before = await version.InnerTextAsync();

        await visit.NotStated("annual_revenue").ClickAsync();
        await visit.Page.Keyboard.TypeAsync("turnover, ");
        await Expect(visit.Page.Locator("#diff .add ins")).ToHaveTextAsync("turnover, ");
        await visit.Page.FillAsync("#change-note", "Leagues that file accounts say turnover.");
        await visit.Page.ClickAsync("#save");
        await Expect(visit.Page.Locator("#prompt-message")).ToHaveTextAsync(new Regex("^Saved as version"));
        await visit.Page.ClickAsync("#again");

        await Expect(visit.Page.Locator("#facts-note")).ToContainTextAsync("Changed since the run before: annual_revenue");
        await Expect(visit.Fact("annual_revenue").Locator("td")).ToHaveTextAsync(["2400000", "—"]);
        await Expect(visit.Fact("annual_revenue")).ToHaveClassAsync(new Regex("changed"));
        await Expect(visit.Page.Locator("#diff")).ToHaveTextAsync("None yet.");
        Assert.NotEqual(before, await version.InnerTextAsync());
        await visit.ExpectProgressAsync("^Succeeded");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Prompt_WhenItDoesNotParse_SaysWhyAndKeepsTheText()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        const string Broken = "---\ndescription: Broken.\nno_such_field: 1\n---\nuser:\nHello\n";

        await visit.Page.FillAsync("#prompt", Broken);
        await visit.Page.ClickAsync("#save");

        await Expect(visit.Page.Locator("#prompt-message")).ToContainTextAsync("no_such_field");
        await Expect(visit.Page.Locator("#prompt")).ToHaveValueAsync(Broken);
    }

    [Fact]
    public async Task Review_WhenItWaits_GoesOnAfterApproval()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);

        await visit.RunTextAsync(Sparse);
        await Expect(visit.Page.Locator("#approval-reason")).ToContainTextAsync("does not state legal_entity, contact_email");
        await Expect(visit.Page.Locator("#approval-flags")).ToContainTextAsync("many of the scored factors are not stated");
        await Expect(visit.Page.Locator("#stages .is-waiting strong")).ToHaveTextAsync("review");
        await visit.Page.ClickAsync("#approve");

        await visit.ExpectProgressAsync("^Succeeded");
        await Expect(visit.Page.Locator("#approval")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#stages .is-succeeded")).ToHaveCountAsync(Stages.Length);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Review_WhenRejected_EndsTheRunWithTheComment()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);

        await visit.RunTextAsync(Sparse);
        await visit.Page.FillAsync("#approval-comment", "Ask the league again.");
        await visit.Page.ClickAsync("#reject");

        await visit.ExpectProgressAsync("^Failed.*Ask the league again");
        await Expect(visit.Page.Locator("#stages .is-failed strong")).ToHaveTextAsync("review");
    }

    [Fact]
    public async Task Cancel_WhenAStageRuns_EndsTheRun()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);

        await visit.RunSampleAsync(Sample, delay: "5000");
        await visit.ExpectProgressAsync("^Stage 1 of 9");
        await visit.Page.ClickAsync("#cancel");

        await visit.ExpectProgressAsync("^Cancelled");
        await Expect(visit.Page.Locator("#cancel")).ToBeHiddenAsync();
        await Expect(visit.Page.Locator("#run")).ToBeFocusedAsync();
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Run_WhenTheTextIsRefused_SaysWhy()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);

        await visit.RunTextAsync("");

        await Expect(visit.Progress).ToHaveClassAsync("problem");
        await Expect(visit.Progress).ToContainTextAsync("questionnaire_text");
    }
}
