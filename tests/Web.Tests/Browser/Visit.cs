using System.Collections.Concurrent;

using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;

using Microsoft.Playwright;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Browser;

/// <summary>One visit of the console, which notes every address asked for and everything the browser complains about.</summary>
internal sealed class Visit : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly Uri _service;
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<string> _complaints = new();
    private readonly ConcurrentQueue<string> _said = new();

    public Visit(IBrowserContext context, IPage page, Uri service)
    {
        _context = context;
        _service = service;
        Page = page;
        context.Request += (_, request) => _asked.Enqueue(request.Url);
        page.PageError += (_, error) => _complaints.Enqueue(error);
        page.Console += (_, message) =>
        {
            _said.Enqueue(message.Text);

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

    /// <summary>Every address that was asked for.</summary>
    public IEnumerable<string> Asked => _asked;

    /// <summary>Opens an address; a live part of the page has to answer before the test may use it.</summary>
    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path);
        await ExpectLiveAsync();
    }

    /// <summary>
    /// Waits until the live part of the page, if it has one, answers: it marks its outermost element by <c>data-live</c>, and the page the
    /// place of one that is not drawn before by <c>data-island</c>.
    /// </summary>
    public async Task ExpectLiveAsync()
    {
        // Of a page that is still being loaded nobody knows whether it has one.
        await Page.WaitForLoadStateAsync(LoadState.DOMContentLoaded);

        if (await Page.Locator("[data-live], [data-island]").CountAsync() > 0)
        {
            await Expect(Page.Locator("[data-live='true']")).ToHaveCountAsync(1);
        }
    }

    /// <summary>Nothing was asked of anybody but the service, and the browser found nothing wrong.</summary>
    public void AssertQuiet()
    {
        Assert.NotEmpty(_asked);
        Assert.All(
            _asked,
            url => Assert.Equal(_service.Authority, new Uri(url.StartsWith("blob:", StringComparison.Ordinal) ? url[5..] : url).Authority));
        Assert.Empty(_complaints);
    }

    /// <summary>The page can be read by everybody: no serious or critical violation, and nothing is wider than the screen.</summary>
    /// <param name="ofThirdParty">Violations that are a library's own, and stay.</param>
    public async Task AssertReadableAsync(params string[] ofThirdParty)
    {
        int[] widths = await Page.EvaluateAsync<int[]>("[document.documentElement.scrollWidth, window.innerWidth]");
        AxeResult result = await Page.RunAxe();

        Assert.True(widths[0] <= widths[1], $"content is {widths[0]} wide on a screen of {widths[1]}");
        Assert.NotEmpty(result.Passes);
        Assert.Empty(result.Violations
            .Where(fault => fault.Impact is "serious" or "critical" && !ofThirdParty.Contains(fault.Id))
            .Select(fault => $"{fault.Id}: {string.Join("; ", fault.Nodes.Select(node => node.Html))}"));
    }

    /// <summary>Tells what its pages said, for a test that fails.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (string said in _said.Union(_complaints))
        {
            TestContext.Current.TestOutputHelper?.WriteLine(said);
        }

        await _context.CloseAsync();
    }
}
