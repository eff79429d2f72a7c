using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Tour;

/// <summary>One visit of the tour on the start page.</summary>
internal sealed class TourVisit(Visit visit) : IAsyncDisposable
{
    public IPage Page => visit.Page;

    public ILocator Progress => Page.Locator("#progress");

    public IFrameLocator Contract => Page.FrameLocator("#contract");

    public static async Task<TourVisit> BeginAsync(BrowserFixture fixture, int width = 1280, int height = 900)
    {
        var tour = new TourVisit(await fixture.OpenAsync("/", width, height));
        await Expect(tour.Page.Locator("#prompt")).ToHaveValueAsync(new Regex("name: extract_questionnaire"));
        return tour;
    }

    public async Task RunSampleAsync(string title, string delay = "0")
    {
        await Page.SelectOptionAsync("#sample", new SelectOptionValue { Label = title });
        await RunAsync(delay);
    }

    public async Task RunTextAsync(string text, string delay = "0")
    {
        await Page.FillAsync("#source", text);
        await RunAsync(delay);
    }

    public Task ExpectProgressAsync(string pattern) => Expect(Progress).ToHaveTextAsync(new Regex(pattern));

    public ILocator Fact(string field) => Page.Locator($"#facts tr[data-field='{field}']");

    public ILocator NotStated(string field) =>
        Page.Locator("#missing button").Filter(new LocatorFilterOptions { HasTextRegex = new Regex($"^{field}$") });

    public void AssertQuiet() => visit.AssertQuiet();

    public async ValueTask DisposeAsync() => await visit.DisposeAsync();

    private async Task RunAsync(string delay)
    {
        await Page.SelectOptionAsync("#delay", delay);
        await Page.ClickAsync("#run");
    }
}
