using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

using Microsoft.AspNetCore.Hosting;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Hosting;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>
/// A service with every kind of caller: a key for each role, a person's key, a trusted one, Firebase users; and one CORS origin.
/// </summary>
public sealed class EveryCallerHost : FirebaseHost
{
    private static readonly string[] Keys = ["reader", "editor", "publisher", "operator", "person", "trusted"];

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseSetting("PromptIntel:Api:CorsOrigins:0", CorsHost.Origin);

        for (int i = 0; i < Keys.Length; i++)
        {
            string key = $"PromptIntel:Auth:ApiKeys:{i}";
            builder.UseSetting($"{key}:Name", Keys[i]);
            builder.UseSetting($"{key}:Role", Keys[i] is "person" or "trusted" ? "reader" : Keys[i]);
            builder.UseSetting($"{key}:Trusted", Keys[i] == "trusted" ? "true" : "false");
            builder.UseSetting($"{key}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{Keys[i]}-key"))));
        }

        builder.UseSetting("PromptIntel:Auth:ApiKeys:4:User", "ada");
    }
}

/// <summary>
/// The read that is answered before routing gives what the route gives, for every caller and header. The route is reached by writing a
/// part of the path in capitals, which only routing takes for the same.
/// </summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public class ReadPathTests(EveryCallerHost host, CorsHost open) : IClassFixture<EveryCallerHost>, IClassFixture<CorsHost>
{
    private const string Entry = "/prompts/workflows/extract_questionnaire";

    // One instant for all requests: the answer says when the token expired.
    private static readonly long Expired = TokenIssuer.SecondsFromNow(TimeSpan.FromHours(-1));

    public static TheoryData<string> Callers() =>
    [
        "nobody", "wrong", "empty", "twice", "reader", "editor", "publisher", "operator", "person", "trusted", "token",
        "token of an operator", "expired token", "forged token", "garbage token", "right key and forged token",
        "wrong key and good token", "basic", "open", "open with a key",
    ];

    [Theory]
    [MemberData(nameof(Callers))]
    public async Task Read_FromMemory_IsTheRoutesForEveryHeaderAndSelector(string caller)
    {
        foreach (string path in new[]
        {
            Entry,
            $"{Entry}?version=1",
            $"{Entry}?label=production",
            $"{Entry}?label=none",
            $"{Entry}?version=99",
            "/prompts/general/no_such_entry"
        })
        {
            foreach ((string Name, string Value)[] headers in await HeadersAsync())
            {
                string context = $"{caller} {path} {string.Join(", ", headers)}";
                Answer cached = await AskAsync(caller, $"/api{path}", headers);
                Answer routed = await AskAsync(caller, $"/API{path}", headers);

                Assert.True(cached == routed, $"{context}\n{cached}\n{routed}");
            }
        }
    }

    [Fact]
    public async Task Read_WhenTheCallerMay_IsAnswered()
    {
        foreach (string caller in new[] { "reader", "operator", "token", "open", "right key and forged token" })
        {
            Assert.Equal(200, (await AskAsync(caller, $"/api{Entry}", [])).Status);
        }

        foreach (string caller in new[]
        {
            "nobody",
            "wrong",
            "empty",
            "twice",
            "expired token",
            "forged token",
            "wrong key and good token"
        })
        {
            Assert.Equal(401, (await AskAsync(caller, $"/api{Entry}", [])).Status);
        }
    }

    private async Task<(string Name, string Value)[][]> HeadersAsync()
    {
        string tag = (await AskAsync("reader", $"/api{Entry}", [])).Headers.Split('\n').Single(
            line => line.StartsWith("ETag: ", StringComparison.Ordinal))[6..];
        return
        [
            [],
            [("Origin", CorsHost.Origin)],
            [("Origin", "https://evil.example")],
            [("Origin", "null")],
            [("Origin", "")],
            [("Sec-Fetch-Site", "cross-site")],
            [("Sec-Fetch-Site", "cross-site"), ("Origin", CorsHost.Origin)],
            [("If-None-Match", tag)],
            [("If-None-Match", $"W/{tag}")],
            [("If-None-Match", "*")],
            [("If-None-Match", "\"other\"")],
            [("If-None-Match", $"\"other\", {tag}")],
            [("If-None-Match", tag), ("Origin", CorsHost.Origin)],
            [("Accept", "text/markdown")],
            [("Accept", "TEXT/MARKDOWN;q=0.5, application/json")],
            [("Accept", "text/html")],
            [("Accept", "application/json")],
            [("PromptIntel-Min-Position", "0")],
            [("PromptIntel-Min-Position", "first")],
            [("PromptIntel-Min-Position", "")],
        ];
    }

    private async Task<Answer> AskAsync(string caller, string path, (string Name, string Value)[] headers)
    {
        using HttpClient client = caller.StartsWith("open", StringComparison.Ordinal) ? open.CreateClient() : host.CreateClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        Identify(request.Headers, caller);

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            JsonObject problem = JsonNode.Parse(body)!.AsObject();
            problem.Remove("trace_id");
            body = problem.ToJsonString().Replace("/API/", "/api/", StringComparison.Ordinal);
        }

        IEnumerable<string> lines = response.Headers.Concat(response.Content.Headers)
            .Where(header => header.Key is not ("Date" or "Transfer-Encoding" or "Content-Length")
                || (header.Key == "Content-Length" && response.IsSuccessStatusCode))
            .Select(header => $"{header.Key}: {string.Join(" | ", header.Value)}");
        return new Answer((int)response.StatusCode, string.Join('\n', lines.Order(StringComparer.Ordinal)), body);
    }

    private void Identify(HttpRequestHeaders headers, string caller)
    {
        string[] keys = caller switch
        {
            "nobody" or "open" or "basic" or "token" or "token of an operator" or "expired token" or "forged token" or "garbage token" =>
                [],
            "wrong" or "wrong key and good token" or "open with a key" => ["wrong"],
            "empty" => [""],
            "twice" => ["reader-key", "reader-key"],
            "right key and forged token" => ["reader-key"],
            _ => [$"{caller}-key"],
        };

        foreach (string key in keys)
        {
            headers.TryAddWithoutValidation("X-API-Key", key);
        }

        Dictionary<string, object> claims = TokenIssuer.Claims("somebody");
        string? authorization = caller switch
        {
            "token" or "wrong key and good token" => $"Bearer {host.Issuer.Token("somebody")}",
            "token of an operator" => $"Bearer {host.Issuer.Token("somebody", "operator")}",
            "expired token" => $"Bearer {host.Issuer.Sign(new(claims) { ["exp"] = Expired })}",
            "forged token" or "right key and forged token" => $"Bearer {TokenIssuer.Forge(claims)}",
            "garbage token" => "Bearer garbage",
            "basic" => "Basic cmVhZGVyOnJlYWRlci1rZXk=",
            _ => null,
        };

        if (authorization is not null)
        {
            headers.TryAddWithoutValidation("Authorization", authorization);
        }
    }

    private sealed record Answer(int Status, string Headers, string Body);
}
