using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Tour;

/// <summary>By keyboard, and on small screens.</summary>
[Collection(BrowserSuite.Name)]
public class TourAccessTests(BrowserFixture fixture)
{
    private const int LongestWalk = 200;

    [Fact]
    public async Task Page_WhenUsedByKeyboardAlone_RunsASampleAndReachesEverything()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);

        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.Page.Keyboard.PressAsync("Tab");
        await Expect(visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the questionnaire" })).ToBeInViewportAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.Locator("#source")).ToBeFocusedAsync();
        Assert.Equal(["run"], await WalkAsync(visit.Page, to: "run"));
        await visit.Page.Keyboard.PressAsync("Enter");
        await visit.ExpectProgressAsync("^Succeeded");
        // The frame loads its document by itself; before that it takes no focus.
        await Expect(visit.Contract.Locator("body[tabindex='0']")).ToBeVisibleAsync();
        List<string> walked = await WalkAsync(visit.Page, to: "again");

        Assert.Equal(["marked", "facts-frame", "league_name"], walked.SkipWhile(stop => stop != "marked").Take(3));
        Assert.Equal(["contract", "prompt-name", "prompt", "diff", "change-note", "again"], walked.SkipWhile(stop => stop != "contract"));
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Fact_WhenFocusedByKeyboard_HighlightsItsPassage()
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture);
        await visit.RunSampleAsync("Rowing form");
        await visit.ExpectProgressAsync("^Succeeded");

        await visit.Page.Locator("#marked").FocusAsync();
        await visit.Page.Keyboard.PressAsync("Tab");
        await visit.Page.Keyboard.PressAsync("Tab");

        await Expect(visit.Page.Locator("#marked mark.on")).ToHaveTextAsync("Harbour Rowing League");
    }

    [Theory]
    [InlineData(390, 844)]
    [InlineData(320, 640)]
    public async Task Page_WhenTheScreenIsSmall_NeverScrollsSideways(int width, int height)
    {
        await using TourVisit visit = await TourVisit.BeginAsync(fixture, width, height);
        await visit.RunSampleAsync("Rowing form");
        await visit.ExpectProgressAsync("^Succeeded");

        int[] widths = await visit.Page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, window.innerWidth]");

        Assert.True(widths[0] <= widths[1], $"content is {widths[0]} wide on a screen of {widths[1]}");
        await Expect(visit.Page.Locator("#again")).ToBeVisibleAsync();
        visit.AssertQuiet();
    }

    /// <summary>Presses Tab until the end is reached; gives the stops, each of which must show that it has the focus.</summary>
    private static async Task<List<string>> WalkAsync(IPage page, string to)
    {
        var stops = new List<string>();

        while (stops.Count < LongestWalk)
        {
            await page.Keyboard.PressAsync("Tab");
            // The focus moves into and out of a frame a moment after the key, and its mark a moment after the focus.
            string[] stop = await page.EvaluateAsync<string[]>("""
                async () => {
                    const left = window.lastStop;
                    const style = () => getComputedStyle(document.activeElement).outlineStyle;
                    for (let frames = 0; frames < 600 && (document.activeElement === left || style() === 'none'); frames++) {
                        await new Promise(requestAnimationFrame);
                    }
                    const on = window.lastStop = document.activeElement;
                    const name = on.id || (on.querySelector?.('#facts') ? 'facts-frame' : on.textContent.trim());
                    return [name, style()];
                }
                """);
            Assert.True(stop[1] != "none", $"{stop[0]} does not show its focus");
            stops.Add(stop[0]);

            if (stop[0] == to)
            {
                return stops;
            }
        }

        Assert.Fail($"{to} was not reached: {string.Join(", ", stops)}");
        return stops;
    }
}
