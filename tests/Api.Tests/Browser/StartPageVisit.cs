using System.Collections.Concurrent;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Api.Tests.Browser;

/// <summary>One visit of the start page, which notes every address asked for and everything the browser complains about.</summary>
internal sealed class StartPageVisit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _service;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _complaints = new();

    private StartPageVisit(IBrowserContext context, IPage page, Uri service)
    {
        _context = context;
        _service = service;
        Page = page;
        context.Request += (_, request) => _asked.Enqueue(request.Url);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Enqueue(message.Text);
            }
        };
        page.Dialog += async (_, dialog) =>
        {
            _complaints.Enqueue($"dialog: {dialog.Message}");
            await dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    public ILocator Progress => Page.Locator("#progress");

    public IFrameLocator Contract => Page.FrameLocator("#contract");

    public static async Task<StartPageVisit> BeginAsync(IBrowserContext context, Uri service)
    {
        var visit = new StartPageVisit(context, await context.NewPageAsync(), service);
        await visit.Page.GotoAsync("/");
        await Expect(visit.Page.Locator("#prompt")).ToHaveValueAsync(new Regex("name: extract_questionnaire"));
        return visit;
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

    /// <summary>Nothing was asked of anybody but the service, and the browser found nothing wrong.</summary>
    public void AssertQuiet()
    {
        Assert.NotEmpty(_asked);
        Assert.All(
            _asked,
            url => Assert.Equal(_service.Authority, new Uri(url.StartsWith("blob:", StringComparison.Ordinal) ? url[5..] : url).Authority));
        Assert.Empty(_complaints);
    }

    public async ValueTask DisposeAsync() => await _context.CloseAsync();

    private async Task RunAsync(string delay)
    {
        await Page.SelectOptionAsync("#delay", delay);
        await Page.ClickAsync("#run");
    }
}
