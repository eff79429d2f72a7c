using Microsoft.Playwright;

using PromptIntel.Web.Layout;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Pages;

/// <summary>What holds of every page of the navigation, those that are added later too.</summary>
[Collection(BrowserSuite.Name)]
public class EveryPageTests(BrowserFixture fixture)
{
    public static TheoryData<string> Paths() => [.. ConsolePages.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_AtADesk_CanBeReadInBothLightsAndSaysWhereItIs(string path)
    {
        await using Visit visit = await fixture.OpenAsync(path);

        await Expect(visit.Page.Locator("h1")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("nav a[aria-current='page']")).ToHaveCountAsync(1);
        await visit.AssertReadableAsync();
        await visit.Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = ColorScheme.Dark });
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_OnAPhone_FitsAndCanBeReadInTheDark(string path)
    {
        await using Visit visit = await fixture.OpenAsync(path, 390, 844, ColorScheme.Dark);

        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_ByKeyboard_IsSkippedToInOneStep(string path)
    {
        await using Visit visit = await fixture.OpenAsync(path);

        await visit.Page.Keyboard.PressAsync("Tab");
        ILocator skip = visit.Page.GetByRole(AriaRole.Link, new() { Name = "Skip to the content" });
        await Expect(skip).ToBeInViewportAsync();
        await Expect(skip).ToHaveCSSAsync("outline-style", "solid");
        await visit.Page.Keyboard.PressAsync("Enter");

        await Expect(visit.Page.Locator("main")).ToBeFocusedAsync();
    }
}
