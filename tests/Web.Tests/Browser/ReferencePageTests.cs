using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

using Microsoft.Playwright;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Browser;

/// <summary>The reference of the API, at a phone's width and at a desk's.</summary>
[Collection(BrowserSuite.Name)]
public class ReferencePageTests(BrowserFixture fixture)
{
    // Of Scalar 2.19: the editor of a request's value says that it has a list, and not which.
    private static readonly string[] OfThirdParty = ["aria-required-attr"];

    [Theory]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    [InlineData(1280, ColorScheme.Light)]
    [InlineData(1280, ColorScheme.Dark)]
    public async Task Page_AtAnyWidthAndInAnyLight_FitsAndCanBeRead(int width, ColorScheme scheme)
    {
        await using Visit visit = await fixture.OpenAsync("/docs", width, light: scheme);

        await Expect(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Catalog" }).First).ToBeVisibleAsync();
        string service = new Uri(visit.Page.Url).GetLeftPart(UriPartial.Authority);
        await Expect(visit.Page.Locator("code").Filter(new() { HasText = $"{service}/api/prompts/catalog" }).First).ToBeAttachedAsync();

        Assert.Equal(width, await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth"));
        // Colours fade into those of the light that was chosen.
        await visit.Page.WaitForFunctionAsync("document.getAnimations().every(animation => animation.playState !== 'running')");
        AxeResult checkedPage = await visit.Page.RunAxe();
        Assert.NotEmpty(checkedPage.Passes);
        Assert.Equal([], checkedPage.Violations
            .Where(fault => fault.Impact is "serious" or "critical" && !OfThirdParty.Contains(fault.Id))
            .Select(fault => $"{fault.Id}: "
                + string.Join("; ", fault.Nodes.Select(node => $"{node.Html} {node.Any.FirstOrDefault()?.Message}"))));
        visit.AssertQuiet();
    }
}
