using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;

using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>A service with one key for each role.</summary>
public class GuardedHost : ApiHost
{
    public static readonly string[] Roles = ["reader", "editor", "publisher", "operator"];

    public static string KeyOf(string role) => $"{role}-key";

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment("Production");
        // Every route is tried with wrong keys here, from one address.
        builder.UseSetting("PromptIntel:Auth:MaxWrongKeys", "100000");

        for (int i = 0; i < Roles.Length; i++)
        {
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Name", Roles[i]);
            builder.UseSetting($"PromptIntel:Auth:ApiKeys:{i}:Role", Roles[i]);
            builder.UseSetting(
                $"PromptIntel:Auth:ApiKeys:{i}:Hash", Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(KeyOf(Roles[i])))));
        }
    }

    public HttpClient ClientFor(string role)
    {
        HttpClient client = CreateClient();
        client.DefaultRequestHeaders.Add("X-API-Key", KeyOf(role));
        return client;
    }
}

public class RoleMatrixTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    private const string Id = "018f0000-0000-7000-8000-000000000000";

    public static TheoryData<string, string, string> Routes() => new()
    {
        { "GET", "/api/prompts/catalog", "reader" },
        { "GET", "/api/prompts/workflows/extract_questionnaire", "reader" },
        { "GET", "/api/prompts/workflows/extract_questionnaire?format=markdown", "reader" },
        { "POST", "/api/prompts/search", "reader" },
        { "POST", "/api/prompts/execute", "reader" },
        { "POST", "/api/prompts/preview", "reader" },
        { "POST", "/api/prompts/batch", "reader" },
        { "GET", "/api/executions", "reader" },
        { "GET", "/api/batches", "reader" },
        { "GET", "/api/documents", "reader" },
        { "GET", "/api/documents/none/text", "reader" },
        { "DELETE", "/api/documents/none", "reader" },
        { "GET", "/api/workflows", "reader" },
        { "GET", "/api/leagues/examples", "reader" },
        { "GET", $"/api/leagues/records/{Id}", "reader" },
        { "GET", "/api/analytics/workflows", "reader" },
        { "GET", "/api/analytics/prompts", "reader" },
        { "GET", "/api/analytics/leagues", "reader" },
        { "POST", "/api/prompts", "editor" },
        { "POST", "/api/prompts/update", "editor" },
        { "POST", "/api/prompts/general/none/suggestions", "editor" },
        { "POST", $"/api/executions/{Id}/stages/review/approve", "editor" },
        { "POST", $"/api/executions/{Id}/stages/review/reject", "editor" },
        { "DELETE", "/api/prompts/general/none", "publisher" },
        { "POST", "/api/prompts/general/none/restore", "publisher" },
        { "PUT", "/api/prompts/general/none/labels/production", "publisher" },
        { "DELETE", "/api/prompts/general/none/labels/production", "publisher" },
        { "POST", "/api/prompts/import", "publisher" },
        { "GET", "/api/prompts/export/files", "reader" },
        { "GET", "/api/ops/status", "operator" },
        { "GET", "/api/ops/sync", "operator" },
        { "POST", "/api/ops/sync/none/retry", "operator" },
        { "POST", "/api/ops/validate", "operator" },
        { "GET", "/api/ops/jobs", "operator" },
        { "GET", "/api/ops/jobs/prune", "operator" },
        { "POST", "/api/ops/jobs/none/run", "operator" },
        { "GET", "/api/prompts/workflows/extract_questionnaire/labels/history", "reader" },
        { "GET", "/api/ops/instances", "operator" },
        { "GET", "/api/audit", "operator" },
        { "GET", "/api/keys", "operator" },
        { "POST", "/api/keys", "operator" },
        { "GET", "/api/keys/none", "operator" },
        { "POST", "/api/keys/none/rotate", "operator" },
        { "POST", "/api/keys/none/revoke", "operator" },
    };

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_WhenAskedByEachRole_LetsInFromItsOwnUpwards(string method, string path, string lowest)
    {
        foreach (string role in GuardedHost.Roles)
        {
            bool isLetIn = Array.IndexOf(GuardedHost.Roles, role) >= Array.IndexOf(GuardedHost.Roles, lowest);
            using HttpClient client = host.ClientFor(role);

            using HttpResponseMessage response = await client.SendAsync(Request(method, path), TestContext.Current.CancellationToken);

            Assert.True(isLetIn == (response.StatusCode != HttpStatusCode.Forbidden), $"{role}: {(int)response.StatusCode}");
            Assert.NotEqual(HttpStatusCode.Unauthorized, response.StatusCode);
        }
    }

    [Theory]
    [MemberData(nameof(Routes))]
    public async Task Route_WhenKeyIsMissingOrWrong_Is401(string method, string path, string lowest)
    {
        Assert.NotEmpty(lowest);
        using HttpClient client = host.CreateClient();

        foreach (string? key in new[] { null, "wrong", "" })
        {
            using HttpRequestMessage request = Request(method, path);

            if (key is not null)
            {
                request.Headers.TryAddWithoutValidation("X-API-Key", key);
            }

            using HttpResponseMessage response = await client.SendAsync(request, TestContext.Current.CancellationToken);

            await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
            Assert.NotEmpty(response.Headers.WwwAuthenticate);
        }
    }

    [Fact]
    public async Task Update_WhenEditorMayNotPublish_LeavesProduction()
    {
        using HttpClient publisher = host.ClientFor("publisher");
        using HttpClient editor = host.ClientFor("editor");
        string name = await ApiHost.CreatePromptAsync(publisher);

        using HttpResponseMessage update = await editor.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}" }, TestContext.Current.CancellationToken);
        using HttpResponseMessage forced = await editor.PostAsJsonAsync(
            "/api/prompts/update",
            new { @namespace = "general", name, content = "Hey {{name}}", labels = new[] { "production" } },
            TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, update.StatusCode);
        await ProblemAssert.IsAsync(forced, HttpStatusCode.Forbidden, "forbidden");
        using HttpResponseMessage current = await editor.GetAsync($"/api/prompts/general/{name}", TestContext.Current.CancellationToken);
        Assert.Equal(1, (await ApiHost.ReadAsync(current)).GetProperty("version").GetInt32());
    }

    [Fact]
    public void EveryApiRoute_RequiresARole()
    {
        RouteEndpoint[] routes = [.. host.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>()
            .Where(route => route.RoutePattern.RawText!.StartsWith("/api", StringComparison.Ordinal))];

        Assert.NotEmpty(routes);
        Assert.All(routes, route => Assert.NotNull(route.Metadata.GetMetadata<Microsoft.AspNetCore.Authorization.IAuthorizeData>()));
    }

    private static HttpRequestMessage Request(string method, string path) => new(new HttpMethod(method), path)
    {
        Content = method is "POST" or "PUT" ? JsonContent.Create(new { }) : null,
    };
}
