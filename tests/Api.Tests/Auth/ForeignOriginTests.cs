using System.Net;
using System.Text;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Hosting;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>What a page of another site may do where access is open: read what CORS lets it read, and nothing else.</summary>
public class ForeignOriginTests(CorsHost host, GuardedHost guarded) : IClassFixture<CorsHost>, IClassFixture<GuardedHost>
{
    private const string Own = "{own}";

    /// <summary>Sec-Fetch-Site, Origin, whether it is let in.</summary>
    public static TheoryData<string?, string?, bool> Pages() => new()
    {
        { null, null, true },
        { "same-origin", Own, true },
        { "none", null, true },
        { null, Own, true },
        { null, CorsHost.Origin, true },
        { "cross-site", CorsHost.Origin, true },
        { "same-site", CorsHost.Origin, true },
        { "same-origin", "http://proxy.example", true },
        { "cross-site", null, false },
        { "same-site", null, false },
        { "cross-site", "https://evil.example", false },
        { "same-site", "http://localhost:3000", false },
        { "cross-site", Own, false },
        { "cross-site", "null", false },
        { "Cross-Site", null, false },
        { "anything", null, false },
        { null, "null", false },
        { null, "", false },
        { null, "https://evil.example", false },
        { null, "http://localhost:1", false },
        { null, "http://localhost", false },
        { null, "http://localhost.evil.example", false },
        { null, "https://app.example:8443", false },
        { null, "https://app.example.evil.example", false },
        { null, "https://app.example/", false },
        { null, "file://", false },
        { null, "localhost", false },
        { null, "moz-extension://6e2f", false },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Request_WhenAccessIsOpen_ChangesNothingForAForeignPage(string? site, string? origin, bool isLetIn)
    {
        foreach ((string method, string path) in Unsafe())
        {
            using HttpClient client = host.CreateClient();
            using HttpResponseMessage response = await SendAsync(client, method, path, site, origin);

            if (isLetIn)
            {
                Assert.True(response.StatusCode != HttpStatusCode.Forbidden, $"{method} {path}");
            }
            else
            {
                await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "foreign_origin");
            }
        }
    }

    [Fact]
    public async Task Import_WhenAForeignPageSendsPlainText_ChangesNothing()
    {
        using HttpClient client = host.CreateClient();
        string name = await ApiHost.CreatePromptAsync(client, "Before {{name}}");
        string line = $$"""{"namespace":"general","name":"{{name}}","description":"d","content":"After"}""";

        using HttpResponseMessage response =
            await SendAsync(client, "POST", "/api/prompts/import", "cross-site", "https://evil.example", line, "text/plain");

        await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "foreign_origin");
        using HttpResponseMessage current = await client.GetAsync($"/api/prompts/general/{name}", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await ApiHost.ReadAsync(current)).GetProperty("version").GetInt32());
    }

    [Theory]
    [InlineData("cross-site", "https://evil.example")]
    [InlineData(null, "null")]
    public async Task Request_WhenItCarriesAKeyOfItsOwn_IsNotAskedForItsOrigin(string? site, string origin)
    {
        using HttpClient reader = guarded.ClientFor("reader");

        using HttpResponseMessage response = await SendAsync(
            reader, "POST", "/api/prompts/search", site, origin, """{"query":"contract"}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("cross-site", "https://evil.example")]
    [InlineData(null, "null")]
    public async Task Request_WhenItCarriesNoKeyWhereOneIsNeeded_Is401(string? site, string origin)
    {
        using HttpClient nobody = guarded.CreateClient();

        using HttpResponseMessage response = await SendAsync(nobody, "POST", "/api/prompts/search", site, origin);

        await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("/api/prompts/catalog")]
    [InlineData("/api/prompts/workflows/extract_questionnaire")]
    [InlineData("/health")]
    public async Task Read_WhenAForeignPageAsks_IsAnsweredAndCorsDecides(string path)
    {
        using HttpClient client = host.CreateClient();

        using HttpResponseMessage response = await SendAsync(client, "GET", path, "cross-site", "https://evil.example");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(response.Headers.Contains("Access-Control-Allow-Origin"));
    }

    private static (string Method, string Path)[] Unsafe() =>
    [
        ("POST", "/api/prompts/search"),
        ("POST", "/api/prompts/execute"),
        ("POST", "/api/prompts/import"),
        ("PUT", "/api/prompts/general/none"),
        ("DELETE", "/api/prompts/general/none/labels/staging"),
        ("PATCH", "/api/no/such/route"),
    ];

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient client, string method, string path, string? site, string? origin, string body = "",
        string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = method == "GET" ? null : new StringContent(body, Encoding.UTF8, mediaType);

        if (site is not null)
        {
            request.Headers.TryAddWithoutValidation("Sec-Fetch-Site", site);
        }

        if (origin is not null)
        {
            request.Headers.TryAddWithoutValidation(
                "Origin", origin == Own ? client.BaseAddress!.GetLeftPart(UriPartial.Authority) : origin);
        }

        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
