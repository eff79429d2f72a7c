using System.Net;
using System.Net.Http.Json;
using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Access;

/// <summary>Who is signed in by a cookie is who his key says, and no page of another site is.</summary>
[Collection(BrowserSuite.Name)]
public sealed class SessionTests(BrowserFixture fixture, KeyedHost host) : IClassFixture<KeyedHost>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Page_WithoutASession_LeadsToTheSignInAndBack()
    {
        await using Visit visit = await fixture.VisitAsync(Address());

        await visit.GoAsync("/catalog?namespace=contracts");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/sign-in"));
        await visit.AssertReadableAsync();
        await visit.Page.GetByLabel("API key or ID token").FillAsync("a wrong one");
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("not an API key that is known here");
        await SignInAsync(visit, "editor");

        await Expect(visit.Page).ToHaveURLAsync(new Regex("/catalog\\?namespace=contracts$"));
        await Expect(visit.Page.Locator(".who")).ToHaveTextAsync("editor, editor");
        await visit.ExpectLiveAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Status).First).ToContainTextAsync("entries");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.Page.GotoAsync("/catalog");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task Role_HidesWhatItForbids()
    {
        await using Visit visit = await fixture.VisitAsync(Address());
        await visit.GoAsync("/sign-in?return=%2Fcatalog%2Fworkflows%2Fextract_questionnaire");

        await SignInAsync(visit, "reader");

        await Expect(visit.Page.Locator("h1")).ToHaveTextAsync("extract_questionnaire");
        await visit.ExpectLiveAsync();
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Save|Suggest|Move|Set|Roll back") }))
            .ToHaveCountAsync(0);
        await Expect(visit.Page.Locator("#text")).ToHaveAttributeAsync("readonly", "");
        visit.AssertQuiet();
    }

    [Fact]
    public async Task Catalog_OfAConfinedKey_HoldsItsNamespaceAndSaysWhatItMayNot()
    {
        await using Visit visit = await fixture.VisitAsync(Address());
        await visit.GoAsync($"/sign-in?return={Uri.EscapeDataString($"/catalog?namespace={KeyedHost.Namespace}")}");

        await SignInAsync(visit, KeyedHost.Confined);

        await visit.ExpectLiveAsync();
        await Expect(visit.Page.Locator("#entries a").First).ToContainTextAsync(KeyedHost.Namespace);
        await visit.GoAsync("/catalog");
        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync($"This key is for {KeyedHost.Namespace}; name one of them.");
    }

    [Theory]
    [InlineData("https://elsewhere.example")]
    [InlineData("//elsewhere.example")]
    [InlineData("/\\elsewhere.example")]
    public async Task SignIn_WhenItIsToLeadElsewhere_LeadsToTheStart(string target)
    {
        await using Visit visit = await fixture.VisitAsync(Address());
        await visit.GoAsync($"/sign-in?return={Uri.EscapeDataString(target)}");

        await SignInAsync(visit, "reader");

        await Expect(visit.Page).ToHaveURLAsync(new Regex($"^{Regex.Escape(Address().GetLeftPart(UriPartial.Authority))}/$"));
    }

    [Fact]
    public async Task Cookie_OfAReader_IsAReadersAtEveryRouteAndWritesNothing()
    {
        using HttpClient client = await SignedInAsync("reader");

        using HttpResponseMessage read = await client.GetAsync("/api/prompts/catalog?limit=1", Token);
        using HttpResponseMessage write = await client.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "workflows", name = "extract_questionnaire", suggestions = new[] { "x" } }, Token);

        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, write.StatusCode);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Origin", "https://elsewhere.example")]
    public async Task Cookie_WhenAnotherSiteAsks_WritesNothing(string header, string value)
    {
        using HttpClient client = await SignedInAsync("publisher");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/update")
        {
            Content = JsonContent.Create(new { @namespace = "workflows", name = "extract_questionnaire", suggestions = new[] { "x" } }),
        };
        request.Headers.Add(header, value);

        using HttpResponseMessage answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("foreign_origin", await answer.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Socket_WhenAnotherSiteOpensIt_IsRefused()
    {
        using HttpClient client = await SignedInAsync("publisher");
        using var request = new HttpRequestMessage(HttpMethod.Get, "/_blazor?id=x");
        request.Headers.Add("Origin", "https://elsewhere.example");
        request.Headers.Connection.Add("Upgrade");
        request.Headers.Upgrade.Add(new("websocket"));

        using HttpResponseMessage answer = await client.SendAsync(request, Token);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task Form_WithoutItsToken_IsRefused()
    {
        using HttpClient client = await SignedInAsync("publisher");

        using HttpResponseMessage answer = await client.PostAsync("/sign-out", new FormUrlEncodedContent([]), Token);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Cookie_WhenItIsNotOurs_IsNobodysAndIsTakenAway()
    {
        using HttpClient client = host.CreateDefaultClient(Address());
        client.DefaultRequestHeaders.Add("Cookie", "promptintel-session=CfDJ8AAAA");

        using HttpResponseMessage answer = await client.GetAsync("/api/prompts/catalog?limit=1", Token);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.StartsWith("promptintel-session=; expires=Thu, 01 Jan 1970", Assert.Single(answer.Headers.GetValues("Set-Cookie")));
    }

    [Fact]
    public async Task Cookie_OfAKeyThatAsksTooOften_IsKeptAndFilesDoNotCount()
    {
        using HttpClient client = await SignedInAsync(KeyedHost.Limited);

        for (int i = 0; i < 3 * KeyedHost.MostRequests; i++)
        {
            using HttpResponseMessage file = await client.GetAsync("/_content/PromptIntel.Web/console.css", Token);
            Assert.Equal(HttpStatusCode.OK, file.StatusCode);
        }

        List<HttpStatusCode> answers = [];

        for (int i = 0; i < 2 * KeyedHost.MostRequests; i++)
        {
            using HttpResponseMessage answer = await client.GetAsync("/api/prompts/catalog?limit=1", Token);
            answers.Add(answer.StatusCode);
            Assert.False(answer.Headers.Contains("Set-Cookie"));
        }

        Assert.Equal(HttpStatusCode.OK, answers[0]);
        Assert.Equal(HttpStatusCode.TooManyRequests, answers[^1]);
    }

    [Theory]
    [InlineData("reader", HttpStatusCode.OK)]
    [InlineData(null, HttpStatusCode.Unauthorized)]
    public async Task LivePages_AreForWhoIsSignedIn(string? role, HttpStatusCode expected)
    {
        using HttpClient client = role is null ? new HttpClient { BaseAddress = Address() } : await SignedInAsync(role);

        using HttpResponseMessage answer = await client.PostAsync("/_blazor/negotiate?negotiateVersion=1", null, Token);

        Assert.Equal(expected, answer.StatusCode);
    }

    private Uri Address()
    {
        using HttpClient client = host.CreateClient();
        return client.BaseAddress!;
    }

    private static async Task SignInAsync(Visit visit, string role)
    {
        await visit.Page.GetByLabel("API key or ID token").FillAsync(KeyedHost.KeyOf(role));
        await visit.Page.Keyboard.PressAsync("Enter");
        await Expect(visit.Page).Not.ToHaveURLAsync(new Regex("/sign-in"));
    }

    /// <summary>A client with the cookie that the sign-in's form gave.</summary>
    private async Task<HttpClient> SignedInAsync(string role)
    {
        var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address() };
        string page = await client.GetStringAsync("/sign-in", Token);
        string token = Regex.Match(page, "name=\"__RequestVerificationToken\" value=\"([^\"]+)\"").Groups[1].Value;
        using HttpResponseMessage signedIn = await client.PostAsync(
            "/sign-in",
            new FormUrlEncodedContent([
                new("__RequestVerificationToken", token), new("_handler", "sign-in"), new("Credential", KeyedHost.KeyOf(role)),
            ]),
            Token);
        Assert.Equal(HttpStatusCode.Redirect, signedIn.StatusCode);
        return client;
    }
}
