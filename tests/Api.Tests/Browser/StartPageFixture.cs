using Microsoft.Playwright;

namespace PromptIntel.Api.Tests.Browser;

/// <summary>
/// A service of its own, since these tests improve a shipped prompt, and one browser. Without a browser every visit skips its test.
/// </summary>
public sealed class StartPageFixture : IAsyncLifetime
{
    private ApiHost? _host;
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    /// <summary>A client of the service that serves the page.</summary>
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

    /// <summary>The loaded page in a fresh profile.</summary>
    internal async Task<StartPageVisit> OpenAsync(int width = 1280, int height = 900)
    {
        Assert.SkipWhen(_browser is null, Chromium.MissingReason);

        using HttpClient client = CreateClient();
        IBrowserContext context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = client.BaseAddress!.ToString(),
            ViewportSize = new ViewportSize { Width = width, Height = height },
            ReducedMotion = ReducedMotion.Reduce,
        });
        return await StartPageVisit.BeginAsync(context, client.BaseAddress);
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
public sealed class StartPageSuite : ICollectionFixture<StartPageFixture>
{
    public const string Name = "start page";
}
