using System.Text;

using Microsoft.Playwright;

using PromptIntel.Api.Tests;
using PromptIntel.Web.Tests.Approvals;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Layout;

/// <summary>Live pages keep their pace, and say when they can follow no further.</summary>
[Collection(BrowserSuite.Name)]
public sealed class FollowingTests(BrowserFixture fixture, WatchedHost host) : IClassFixture<WatchedHost>
{
    private const int Items = 150;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Batch_OfManyEvents_IsReadAtAPace()
    {
        using HttpClient client = host.CreateClient();
        string id = await StartAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.GoAsync($"/batches/{id}");

        await Expect(visit.Page.Locator("dl.figures").Last).ToContainTextAsync($"waiting{Items}");
        int before = BatchReads();
        await visit.Page.ReloadAsync();
        await visit.ExpectLiveAsync();
        await Task.Delay(TimeSpan.FromSeconds(2), Token);

        Assert.InRange(BatchReads() - before, 1, 15);
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Batch_WhenItsEventsFail_SaysSo()
    {
        using HttpClient client = host.CreateClient();
        string id = await StartAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        host.LosesEvents = true;

        try
        {
            await visit.GoAsync($"/batches/{id}");

            await Expect(visit.Page.Locator(".notice[role=alert]")).ToContainTextAsync("follows no further");
        }
        finally
        {
            host.LosesEvents = false;
        }
    }

    [Fact]
    public async Task Playground_WhenItsEventsFail_SaysSoAndCanRunAgain()
    {
        using HttpClient client = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client);
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        host.LosesEvents = true;

        try
        {
            await visit.GoAsync($"/playground?prompt=general%2F{name}");
            await visit.Page.GetByLabel("name", new() { Exact = true }).FillAsync("Ada");
            await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true }).ClickAsync();

            await Expect(visit.Page.Locator(".notice[role=alert]")).ToContainTextAsync("follows no further");
            await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Run", Exact = true })).ToBeEnabledAsync();
        }
        finally
        {
            host.LosesEvents = false;
        }
    }

    [Fact]
    public async Task Catalog_IsReadOnce()
    {
        using HttpClient client = host.CreateClient();
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        int before = WholeLists();

        await visit.GoAsync("/catalog");
        await Expect(visit.Page.Locator("#entries a").First).ToBeVisibleAsync();

        Assert.Equal(1, WholeLists() - before);
    }

    private int WholeLists() => host.Asked.Count(request => request.Route == "ListCatalog" && !request.Query.ContainsKey("limit"));

    private int BatchReads() => host.Asked.Count(request => request.Route == "GetBatch");

    private static async Task<string> StartAsync(HttpClient client)
    {
        string name = await AskingRecipe.CreateAsync(client);
        string lines = string.Concat(Enumerable.Range(0, Items).Select(i => $$"""{"text":"{{i}}","value":1}""" + "\n"));
        using var request = new HttpRequestMessage(
            HttpMethod.Post, $"/api/batches?workflow={AskingRecipe.Namespace}/{name}&max_parallel=50")
        {
            Content = new StringContent(lines, Encoding.UTF8, "application/x-ndjson"),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage started = await client.SendAsync(request, Token);
        Assert.True(started.IsSuccessStatusCode, await started.Content.ReadAsStringAsync(Token));
        return (await ApiHost.ReadAsync(started)).GetProperty("id").GetString()!;
    }
}
