using System.Text.RegularExpressions;

using Microsoft.Playwright;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Tests.Shared;
using PromptIntel.Web.Tests.Browser;

using static Microsoft.Playwright.Assertions;

namespace PromptIntel.Web.Tests.Access;

/// <summary>Who signs in with an ID token of the configured issuer is who the token says; who is not let in is told why.</summary>
[Collection(BrowserSuite.Name)]
public sealed class TokenSignInTests(BrowserFixture fixture, OidcHost host) : IClassFixture<OidcHost>
{
    [Fact]
    public async Task Token_OfTheIssuer_LeadsToThePageAndSaysWhoThatIs()
    {
        await using Visit visit = await OpenAsync();

        await SignInAsync(visit, host.Issuer.Sign(host.Claims("writers")));
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/catalog\\?namespace=contracts$"));
        await Expect(visit.Page.Locator(".who")).ToHaveTextAsync("oidc:ada, editor");
        await visit.GoAsync("/catalog/workflows/extract_questionnaire");
        await Expect(visit.Page.GetByRole(AriaRole.Button, new() { Name = "Save" })).ToBeVisibleAsync();

        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await visit.Page.GotoAsync("/catalog");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Theory]
    [InlineData("aud", "another-client", "is for another application")]
    [InlineData("iss", "https://issuer.example", "is of another issuer")]
    [InlineData("exp", "-120", "has expired")]
    [InlineData("oid", "", "is not an ID token that is known here")]
    public async Task Token_ThatIsNotForThisInstallation_IsRefusedAndSaysWhy(string claim, string value, string reason)
    {
        await using Visit visit = await OpenAsync();
        object told = claim == "exp" ? TokenIssuer.SecondsFromNow(TimeSpan.FromSeconds(int.Parse(value, null))) : value;

        await SignInAsync(visit, host.Issuer.Sign(new(host.Claims("writers")) { [claim] = told }));

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync(reason);
        await visit.AssertReadableAsync();
        await visit.Page.GotoAsync("/catalog");
        await Expect(visit.Page).ToHaveURLAsync(new Regex("/sign-in"));
    }

    [Fact]
    public async Task Token_WhileTheIssuerIsAway_IsAskedForAgain()
    {
        await using var away = new OidcHost();
        await away.InitializeAsync();
        using HttpClient client = away.CreateClient();
        await using Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.GoAsync("/sign-in");

        await SignInAsync(visit, away.Issuer.Sign(away.Claims()));

        await Expect(visit.Page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Try again in a minute");
    }

    private async Task<Visit> OpenAsync()
    {
        host.Issuer.IsAway = false;
        using HttpClient client = host.CreateClient();
        Visit visit = await fixture.VisitAsync(client.BaseAddress!);
        await visit.GoAsync("/catalog?namespace=contracts");
        return visit;
    }

    private static async Task SignInAsync(Visit visit, string token)
    {
        await visit.Page.GetByLabel("API key or ID token").FillAsync(token);
        await visit.Page.Keyboard.PressAsync("Enter");
    }
}
