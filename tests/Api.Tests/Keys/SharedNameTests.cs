using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Errors;
using PromptIntel.Core.Access;

namespace PromptIntel.Api.Tests.Keys;

/// <summary>A key that was made before the configuration took its name.</summary>
public sealed class SharedNameTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private const string Path = "/api/prompts/catalog";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task MadeKey_IsRotatedAndRevoked_AndTheConfiguredOneStays()
    {
        string made = await MakeAsync("editor", null);
        using HttpClient operators = host.ClientFor("operator");

        using HttpResponseMessage rotated = await operators.PostAsJsonAsync("/api/keys/editor/rotate", new { overlap_seconds = 0 }, Cancel);
        string next = (await ApiHost.ReadAsync(rotated)).GetProperty("key").GetString()!;
        HttpStatusCode[] afterRotation = [await AskAsync(made), await AskAsync(next)];
        using HttpResponseMessage revoked = await operators.PostAsJsonAsync("/api/keys/editor/revoke", new { }, Cancel);
        HttpStatusCode[] afterRevocation = [await AskAsync(next), await AskAsync(GuardedHost.KeyOf("editor"))];
        using HttpResponseMessage configured = await operators.PostAsJsonAsync("/api/keys/reader/revoke", new { }, Cancel);

        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], afterRotation);
        Assert.Equal("revoked", (await ApiHost.ReadAsync(revoked)).GetProperty("status").GetString());
        Assert.Equal([HttpStatusCode.Unauthorized, HttpStatusCode.OK], afterRevocation);
        await ProblemAssert.IsAsync(configured, HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Rates_AreOfEachKey_AndTheLastUseOfBothIsSeen()
    {
        string made = await MakeAsync("publisher", 2);

        HttpStatusCode[] configured = [await AskAsync(GuardedHost.KeyOf("publisher")), await AskAsync(GuardedHost.KeyOf("publisher"))];
        using HttpClient operators = host.ClientFor("operator");
        JsonElement used = await operators.GetFromJsonAsync<JsonElement>("/api/keys/publisher", Cancel);
        HttpStatusCode[] limited = [await AskAsync(made), await AskAsync(made), await AskAsync(made)];

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK], configured);
        Assert.NotEqual(JsonValueKind.Null, used.GetProperty("last_used_at").ValueKind);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], limited);
    }

    /// <summary>As it was made while the name was free: the route refuses a name that is taken.</summary>
    private async Task<string> MakeAsync(string name, int? requestsPerMinute)
    {
        (KeyResult result, KeySecret? secret) = await host.Services.GetRequiredService<AccessKeys>().CreateAsync(
            new NewKey(name, Role.Reader, [], requestsPerMinute, null), actor: null, Cancel);
        Assert.IsType<KeyResult.Done>(result);
        return secret!.Value.Text;
    }

    private async Task<HttpStatusCode> AskAsync(string key)
    {
        using HttpClient client = host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, Path);
        request.Headers.Add("X-API-Key", key);
        using HttpResponseMessage response = await client.SendAsync(request, Cancel);
        return response.StatusCode;
    }
}
