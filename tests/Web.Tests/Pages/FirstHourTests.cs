using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Layout;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Pages;

/// <summary>An installation in which nothing is yet: every page says what would be on it and how that comes to be.</summary>
[Collection(BrowserSuite.Name)]
public sealed class FirstHourTests(BrowserFixture fixture, EmptyHost host) : IClassFixture<EmptyHost>
{
    public static TheoryData<string> Paths() => [.. ConsolePages.All.Select(page => page.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public async Task Page_WhereNothingIsYet_CanBeReadOnAPhone(string path)
    {
        await using Visit visit = await OpenAsync(path, 390, ColorScheme.Dark);

        await Expect(visit.Page.Locator("h1")).ToHaveCountAsync(1);
        await Expect(visit.Page.Locator("main").GetByRole(AriaRole.Alert)).ToHaveCountAsync(0);
        await visit.AssertReadableAsync();
        visit.AssertQuiet();
    }

    [Theory]
    [InlineData("/catalog", "The catalog is empty")]
    [InlineData("/playground", "Nothing is open")]
    [InlineData("/workflows", "No workflow yet")]
    [InlineData("/runs", "No run")]
    [InlineData("/approvals", "Nothing waits")]
    [InlineData("/batches", "No batch")]
    [InlineData("/analytics", "Nothing")]
    public async Task Page_WhereNothingIsYet_SaysSoAndLeadsOn(string path, string said)
    {
        await using Visit visit = await OpenAsync(path);
        ILocator empty = visit.Page.Locator(".empty").First;

        await Expect(empty).ToContainTextAsync(said);
        await Expect(empty).ToHaveTextAsync(new Regex($"(?s){said}.*[a-z]{{3,}}"));
    }

    [Fact]
    public async Task Start_WithoutTheTour_LeadsToAFirstPromptThatEverybodyGets()
    {
        await using var own = new EmptyHost();
        using HttpClient client = own.CreateClient();
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.GoAsync("/");

        await Expect(visit.Page.GetByText("The tour is not here yet")).ToBeVisibleAsync();
        await visit.AssertReadableAsync();
        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "New prompt" }).ClickAsync();
        await visit.Page.GetByLabel("Namespace").FillAsync("support");
        await visit.Page.GetByLabel("Name", new() { Exact = true }).FillAsync("refund answer");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Write its text" }).ClickAsync();
        await visit.ExpectLiveAsync();
        await visit.AssertReadableAsync();
        await visit.Page.Locator("#text").FillAsync("Refund {{order}} within {{days}} days.");
        await Expect(visit.Page.GetByText("It can be saved as version 1.")).ToBeVisibleAsync();
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();

        await Expect(visit.Page).ToHaveURLAsync(new Regex("/catalog/support/refund%20answer$"));
        await Expect(visit.Page.Locator("#text-title")).ToHaveTextAsync("Text, from version 1");
        Assert.Contains(
            "Refund {{order}}",
            await client.GetStringAsync("/api/prompts/support/refund%20answer", TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Start_WithoutTheTour_LeadsToTheImport()
    {
        await using Visit visit = await OpenAsync("/");

        await visit.Page.GetByRole(AriaRole.Link, new() { Name = "Import files" }).ClickAsync();

        await Expect(visit.Page.Locator("#import-files")).ToBeVisibleAsync();
        visit.AssertQuiet();
    }

    private async Task<Visit> OpenAsync(string path, int width = 1280, ColorScheme light = ColorScheme.Light)
    {
        using HttpClient client = host.CreateClient();
        Visit visit = await fixture.VisitAsync(client.BaseAddress!, width, 844, light);
        await visit.GoAsync(path);
        return visit;
    }
}
