using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Errors;
using PromptIntel.Core.Access;

namespace PromptIntel.Api.Tests.Keys;

/// <summary>Keys made, rotated and revoked while the service runs, in Production.</summary>
public sealed class KeyRouteTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private const string Cached = "/api/prompts/workflows/extract_questionnaire";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Create_GivesAKeyThatWorksAndIsShownOnce()
    {
        string name = ApiHost.NewName();

        using HttpResponseMessage created = await PostAsync("/api/keys", new { name, role = "editor", why = "For the nightly import." });
        JsonElement answer = await ApiHost.ReadAsync(created);
        string key = answer.GetProperty("key").GetString()!;
        using HttpResponseMessage read = await AskAsync(key, Cached);
        string listed = await Operator().GetStringAsync("/api/keys?limit=500", Cancel);
        JsonElement one = await Operator().GetFromJsonAsync<JsonElement>($"/api/keys/{name}", Cancel);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(($"/api/keys/{name}", "no-store"), (created.Headers.Location!.ToString(), created.Headers.CacheControl!.ToString()));
        Assert.Matches("^pi_[A-Za-z0-9_-]{43}$", key);
        Assert.Equal(HttpStatusCode.OK, read.StatusCode);
        Assert.DoesNotContain(key, listed, StringComparison.Ordinal);
        Assert.DoesNotContain(KeyHash.Of(key)!.Value.ToString(), listed, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(
            ("editor", "api", "good", "operator"),
            (Text(one, "role"), Text(one, "source"), Text(one, "status"), Text(one, "created_by")));
    }

    [Fact]
    public async Task Create_GivesTheRoleThatWasAskedForAndNoMore()
    {
        string key = await CreateAsync(new { name = ApiHost.NewName(), role = "editor" });

        using HttpResponseMessage allowed = await SendAsync(
            key, HttpMethod.Post, "/api/prompts/general/none/suggestions", new { text = "Shorter." });
        using HttpResponseMessage refused = await SendAsync(key, HttpMethod.Post, "/api/keys", new { name = "x", role = "operator" });

        await ProblemAssert.IsAsync(allowed, HttpStatusCode.NotFound, "entry_not_found");
        await ProblemAssert.IsAsync(refused, HttpStatusCode.Forbidden, "forbidden");
    }

    [Fact]
    public async Task List_HoldsConfiguredKeysWhichNothingHereChanges()
    {
        JsonElement list = await Operator().GetFromJsonAsync<JsonElement>("/api/keys", Cancel);
        using HttpResponseMessage taken = await PostAsync("/api/keys", new { name = "reader", role = "reader" });
        using HttpResponseMessage rotated = await PostAsync("/api/keys/reader/rotate", new { });
        using HttpResponseMessage revoked = await PostAsync("/api/keys/reader/revoke", new { });

        Assert.Equal(GuardedHost.Roles, list.GetProperty("items").EnumerateArray().Take(4).Select(item => Text(item, "name")));
        Assert.All(list.GetProperty("items").EnumerateArray().Take(4), item => Assert.Equal("configuration", Text(item, "source")));
        await ProblemAssert.IsAsync(taken, HttpStatusCode.Conflict, "name_taken");
        await ProblemAssert.IsAsync(rotated, HttpStatusCode.Conflict, "wrong_state");
        await ProblemAssert.IsAsync(revoked, HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task List_IsPaged()
    {
        string[] names = [.. Enumerable.Range(0, 3).Select(_ => ApiHost.NewName())];

        foreach (string name in names)
        {
            await CreateAsync(new { name, role = "reader" });
        }

        var seen = new List<string>();
        string? cursor = null;

        do
        {
            JsonElement page = await Operator().GetFromJsonAsync<JsonElement>(
                $"/api/keys?limit=1{(cursor is null ? "" : $"&cursor={cursor}")}", Cancel);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => Text(item, "name")!));
            cursor = Text(page, "next_cursor");
        }
        while (cursor is not null);

        Assert.Equal(seen.Distinct(), seen);
        Assert.Empty(names.Concat(GuardedHost.Roles).Except(seen));
    }

    [Fact]
    public async Task Rotate_KeepsTheOldOneForTheStatedTime()
    {
        string name = ApiHost.NewName();
        string first = await CreateAsync(new { name, role = "reader" });

        using HttpResponseMessage kept = await PostAsync($"/api/keys/{name}/rotate", new { overlap_seconds = 3600 });
        string second = Text(await ApiHost.ReadAsync(kept), "key")!;
        using HttpResponseMessage withFirst = await AskAsync(first, Cached);
        using HttpResponseMessage withSecond = await AskAsync(second, Cached);
        using HttpResponseMessage ended = await PostAsync($"/api/keys/{name}/rotate", new { overlap_seconds = 0 });
        string third = Text(await ApiHost.ReadAsync(ended), "key")!;

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (withFirst.StatusCode, withSecond.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(first, Cached)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await AskAsync(second, Cached)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await AskAsync(third, Cached)).StatusCode);
    }

    [Theory]
    [InlineData(Cached)]
    [InlineData("/api/prompts/catalog")]
    [InlineData("/mcp")]
    public async Task Revoke_LetsNobodyInFromTheNextRequestOn(string path)
    {
        string name = ApiHost.NewName();
        string key = await CreateAsync(new { name, role = "reader" });
        using HttpResponseMessage before = await AskAsync(key, path);

        using HttpResponseMessage revoked = await PostAsync($"/api/keys/{name}/revoke", new { why = "It was in a log." });
        using HttpResponseMessage after = await AskAsync(key, path);
        using HttpResponseMessage again = await PostAsync($"/api/keys/{name}/revoke", new { });

        Assert.NotEqual(HttpStatusCode.Unauthorized, before.StatusCode);
        Assert.Equal("revoked", Text(await ApiHost.ReadAsync(revoked), "status"));
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
        await ProblemAssert.IsAsync(again, HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Rate_WhenItIsUsedUp_IsRefusedOnEveryPathAlike()
    {
        string key = await CreateAsync(new { name = ApiHost.NewName(), role = "reader", requests_per_minute = 4 });

        foreach (string path in new[] { Cached, "/api/prompts/catalog", "/api/prompts/workflows/none", Cached })
        {
            Assert.NotEqual(HttpStatusCode.TooManyRequests, (await AskAsync(key, path)).StatusCode);
        }

        foreach (string path in new[] { Cached, "/api/prompts/catalog" })
        {
            using HttpResponseMessage refused = await AskAsync(key, path);
            await ProblemAssert.IsAsync(refused, HttpStatusCode.TooManyRequests, "too_many_requests");
            Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 15);
        }
    }

    [Fact]
    public async Task LastUse_IsSeenAndIsWrittenOffTheRequest()
    {
        string name = ApiHost.NewName();
        string key = await CreateAsync(new { name, role = "reader" });
        JsonElement unused = await Operator().GetFromJsonAsync<JsonElement>($"/api/keys/{name}", Cancel);

        (await AskAsync(key, Cached)).Dispose();
        JsonElement used = await Operator().GetFromJsonAsync<JsonElement>($"/api/keys/{name}", Cancel);
        var store = host.Services.GetRequiredService<IAccessKeyStore>();
        int before = (await store.ReadUsesAsync([name], Cancel)).Count;
        await host.Services.GetRequiredService<KeyUsages>().StoreAsync(Cancel);
        int after = (await store.ReadUsesAsync([name], Cancel)).Count;

        Assert.Null(Text(unused, "last_used_at"));
        Assert.NotNull(Text(used, "last_used_at"));
        Assert.Equal((0, 1), (before, after));
    }

    [Theory]
    [InlineData("""{"name":"","role":"reader"}""", "name")]
    [InlineData("""{"name":"a/b","role":"reader"}""", "name")]
    [InlineData("""{"name":"<script>","role":"reader"}""", "name")]
    [InlineData("""{"name":"a","role":"admin"}""", "role")]
    [InlineData("""{"name":"a","role":"3"}""", "role")]
    [InlineData("""{"name":"a","role":"reader","namespaces":["Legal!"]}""", "namespaces[0]")]
    [InlineData("""{"name":"a","role":"reader","namespaces":[]}""", "namespaces")]
    [InlineData("""{"name":"a","role":"reader","requests_per_minute":0}""", "requests_per_minute")]
    public async Task Create_WhenAFieldIsWrong_NamesIt(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await Operator().PostAsync("/api/keys", content, Cancel);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    [Theory]
    [InlineData("AA")]
    [InlineData("YQBi")]
    public async Task List_WithACursorThatIsNone_IsRefused(string cursor)
    {
        using HttpResponseMessage response = await Operator().GetAsync($"/api/keys?cursor={cursor}", Cancel);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("cursor", out _), problem.ToString());
    }

    [Fact]
    public async Task Key_WhenItIsUnknown_Is404()
    {
        using HttpResponseMessage found = await Operator().GetAsync("/api/keys/none", Cancel);
        using HttpResponseMessage rotated = await PostAsync("/api/keys/none/rotate", new { });
        using HttpResponseMessage tooLong = await PostAsync("/api/keys/none/rotate", new { overlap_seconds = 3_000_000 });

        await ProblemAssert.IsAsync(found, HttpStatusCode.NotFound, "key_not_found");
        await ProblemAssert.IsAsync(rotated, HttpStatusCode.NotFound, "key_not_found");
        await ProblemAssert.IsAsync(tooLong, HttpStatusCode.BadRequest, "invalid_request");
    }

    private HttpClient Operator() => host.ClientFor("operator");

    private Task<HttpResponseMessage> PostAsync(string path, object body) => Operator().PostAsJsonAsync(path, body, Cancel);

    private async Task<string> CreateAsync(object body)
    {
        using HttpResponseMessage created = await PostAsync("/api/keys", body);
        return Text(await ApiHost.ReadAsync(created), "key")!;
    }

    private Task<HttpResponseMessage> AskAsync(string key, string path) => SendAsync(key, HttpMethod.Get, path);

    private async Task<HttpResponseMessage> SendAsync(string key, HttpMethod method, string path, object? body = null)
    {
        using HttpClient client = host.CreateClient();
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Add("X-API-Key", key);
        return await client.SendAsync(request, Cancel);
    }

    private static string? Text(JsonElement item, string field) => item.GetProperty(field).GetString();
}
