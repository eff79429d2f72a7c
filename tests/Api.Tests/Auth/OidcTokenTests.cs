using System.Net;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>Each test takes a service of its own: what the issuer does is about all of its tokens.</summary>
public class OidcTokenTests
{
    private const string Catalog = "/api/prompts/catalog";
    private const string Status = "/api/ops/status";

    [Fact]
    public async Task Tokens_OfTheIssuer_AreTakenForWhatTheySayOnceItAnswers()
    {
        await using var host = new OidcHost();
        await host.InitializeAsync();

        using HttpResponseMessage away = await host.GetAsync(Catalog, host.Issuer.Sign(host.Claims()));
        await ProblemAssert.IsAsync(away, HttpStatusCode.ServiceUnavailable, "unavailable");
        host.Issuer.IsAway = false;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await AskAsync(host));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await AskAsync(host, "operator"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), await AskAsync(host, "writers"));
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), await AskAsync(host, "writers", "platform-team", "others"));

        foreach ((string flaw, string token) in Flawed(host))
        {
            using HttpResponseMessage refused = await host.GetAsync(Catalog, token);
            Assert.True(refused.StatusCode == HttpStatusCode.Unauthorized, $"{flaw}: {refused.StatusCode}");
        }
    }

    /// <summary>A token under a new key has the keys fetched anew, at once or for the next one.</summary>
    [Fact]
    public async Task Tokens_WhenTheIssuerChangesItsKey_CountUnderTheNewOne()
    {
        await using var host = new OidcHost();
        await host.InitializeAsync();
        host.Issuer.IsAway = false;
        using HttpResponseMessage before = await host.GetAsync(Catalog, host.Issuer.Sign(host.Claims()));

        host.Issuer.RotateKey();
        string token = host.Issuer.Sign(host.Claims());
        HttpStatusCode answered = HttpStatusCode.Unauthorized;

        for (int tries = 0; tries < 100 && answered != HttpStatusCode.OK; tries++)
        {
            using HttpResponseMessage response = await host.GetAsync(Catalog, token);
            answered = response.StatusCode;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (before.StatusCode, answered));
    }

    private static async Task<(HttpStatusCode Read, HttpStatusCode Operate)> AskAsync(OidcHost host, params string[] groups)
    {
        string token = host.Issuer.Sign(host.Claims(groups));
        using HttpResponseMessage read = await host.GetAsync(Catalog, token);
        using HttpResponseMessage operate = await host.GetAsync(Status, token);
        return (read.StatusCode, operate.StatusCode);
    }

    private static IEnumerable<(string Flaw, string Token)> Flawed(OidcHost host)
    {
        yield return ("other audience", host.Issuer.Sign(new(host.Claims()) { ["aud"] = "another-client" }));
        yield return ("other issuer", host.Issuer.Sign(new(host.Claims()) { ["iss"] = "https://issuer.example" }));
        yield return ("expired", host.Issuer.Sign(new(host.Claims()) { ["exp"] = TokenIssuer.SecondsFromNow(TimeSpan.FromMinutes(-2)) }));
        yield return ("no user", host.Issuer.Sign(new(host.Claims()) { ["oid"] = "" }));
        yield return ("unsigned", TokenIssuer.Unsigned(host.Claims("platform-team")));
        yield return ("forged", TokenIssuer.Forge(host.Claims("platform-team")));
        yield return ("shared secret", host.Issuer.SignWithPublishedKey(host.Claims("platform-team")));
    }
}
