using System.Text.RegularExpressions;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Prompt;

/// <summary>The instance that a live page is connected to goes away while somebody writes.</summary>
[Collection(BrowserSuite.Name)]
public class LostInstanceTests(BrowserFixture fixture)
{
    [Fact]
    public async Task Text_WhenTheConnectionIsLost_IsThereAgainOnTheNextInstance()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.Page.AddInitScriptAsync("""
            window.sockets = [];
            window.WebSocket = class extends WebSocket {
                constructor(...given) { super(...given); window.sockets.push(this); }
            };
            """);
        await visit.GoAsync($"/catalog/general/{name}");
        string authored = await visit.Page.Locator("#text").InputValueAsync();

        await visit.Page.Locator("#text").FillAsync(authored.Replace("Hello", "Welcome", StringComparison.Ordinal));
        await visit.Page.EvaluateAsync("document.body.dataset.isOld = ''");
        await visit.Page.EvaluateAsync("window.sockets.forEach(socket => socket.close())");
        await Expect(visit.Page.Locator("body[data-is-old]")).ToHaveCountAsync(0);
        await visit.ExpectLiveAsync();

        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Welcome"));
        await Expect(visit.Page.GetByText("It can be saved as version 2.")).ToBeVisibleAsync();
    }
}
