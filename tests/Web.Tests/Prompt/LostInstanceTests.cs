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
        await Expect(visit.Page.Locator("#text-problems")).ToContainTextAsync("It can be saved as version 2.");
    }

    [Fact]
    public async Task Page_WhoseFirstConnectionsFail_SaysSoAndIsLiveByALaterOne()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        int connections = 0;
        await visit.Page.RouteWebSocketAsync(new Regex("/_blazor"), async socket =>
        {
            if (Interlocked.Increment(ref connections) <= 2)
            {
                await socket.CloseAsync(new() { Code = 1013, Reason = "not now" });
            }
            else
            {
                socket.ConnectToServer();
            }
        });

        await visit.Page.GotoAsync($"/catalog/general/{name}");
        await Expect(visit.Page.GetByText("The service does not answer.")).ToBeVisibleAsync();
        await visit.ExpectLiveAsync();

        Assert.Equal(3, connections);
        await Expect(visit.Page.GetByText("The service does not answer.")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Page_WhichTheInstanceDoesNotTake_IsLoadedAnew()
    {
        using HttpClient client = fixture.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        // Its live part is drawn with keys that the instance behind the socket does not have.
        await visit.Page.AddInitScriptAsync("""
            if (!sessionStorage.spoilt) {
                const spoil = node => {
                    const spoilt = node.data.replace(/"descriptor":"[^"]+"/, '"descriptor":"bm9uZQ"');
                    if (spoilt !== node.data) sessionStorage.spoilt = 'yes';
                    node.data = spoilt;
                };
                const added = changes => changes.flatMap(change => [...change.addedNodes]);
                new MutationObserver(changes => added(changes).filter(node => node.nodeType === Node.COMMENT_NODE).forEach(spoil))
                    .observe(document, { subtree: true, childList: true });
            }
            """);

        await visit.Page.GotoAsync($"/catalog/general/{name}");
        await visit.ExpectLiveAsync();

        Assert.Equal("yes", await visit.Page.EvaluateAsync<string>("sessionStorage.spoilt"));
        await Expect(visit.Page.Locator("#text")).ToHaveValueAsync(new Regex("Hello"));
    }
}
