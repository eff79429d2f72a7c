using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Tests.Shared.Browser;

namespace PromptIntel.Web.Tests.Browser;

/// <summary>
/// A service of its own, open to everybody, since these tests improve shipped prompts, and one browser. Without a browser every visit skips
/// its test.
/// </summary>
public sealed class BrowserFixture : IAsyncLifetime
{
    private ApiHost? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A client of the service that serves the pages.</summary>
    public HttpClient CreateClient()
    {
        _host ??= new ApiHost();
        return _host.CreateClient();
    }

    public async ValueTask InitializeAsync()
    {
        if (Chromium.Find() is not { } executable)
        {
            return;
        }

        // A busy machine starts nine stages and a browser slowly.
        Assertions.SetDefaultExpectTimeout(30_000);
        _playwright = await Playwright.CreateAsync();
        _browser = await Chromium.LaunchAsync(_playwright, executable);
    }

    /// <summary>A page of the open service in a fresh profile; its live part, if it has one, answers.</summary>
    internal async Task<Visit> OpenAsync(string path, int width = 1280, int height = 900, ColorScheme light = ColorScheme.Light)
    {
        using HttpClient client = CreateClient();
        Visit visit = await VisitAsync(client.BaseAddress!, width, height, light);
        await visit.GoAsync(path);
        return visit;
    }

    /// <summary>A fresh profile that has opened nothing yet, for a service of the test's own.</summary>
    /// <param name="isTouched">Whether one types and points on glass.</param>
    internal async Task<Visit> VisitAsync(
        Uri service, int width = 1280, int height = 900, ColorScheme light = ColorScheme.Light, bool isTouched = false)
    {
        Assert.SkipWhen(_browser is null, Chromium.MissingReason);

        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = service.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
            ColorScheme = light,
            HasTouch = isTouched,
            IsMobile = isTouched,
        });
        return new Visit(context, await context.NewPageAsync(), service);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();

        if (_host is not null)
        {
            await _host.DisposeAsync();
        }
    }
}

[CollectionDefinition(Name)]
public sealed class BrowserSuite : ICollectionFixture<BrowserFixture>
{
    public const string Name = "browser";
}
