using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Api.Tests.Auth;
using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Keys;

/// <summary>A key that is confined to namespaces, at every route of the API.</summary>
public sealed class NamespaceScopeTests(GuardedHost host) : IClassFixture<GuardedHost>, IAsyncLifetime
{
    private const string Own = "general";
    private const string Foreign = "workflows";
    private const string Id = "018f0000-0000-7000-8000-000000000000";

    /// <summary>What is behind these belongs to no namespace.</summary>
    private static readonly string[] Outside =
    [
        "ListDocuments", "UploadDocument", "GetDocument", "GetDocumentText", "GetDocumentContent", "DeleteDocument", "ListLeagueExamples",
        "GetPreferences", "PutPreferences", "ListHistory", "ListFeedback", "AddFeedback", "EraseUser", "EraseNamedUser",
    ];

    /// <summary>These ask what a run is of, and there is no run of this id.</summary>
    private static readonly string[] ByRun =
    [
        "GetExecution", "FollowExecution", "GetArtifact", "CancelExecution", "ResumeExecution", "ForkExecution", "CompareExecutions",
        "ApproveStage", "RejectStage", "GetBatch", "ListBatchItems", "GetBatchResults", "FollowBatch", "CancelBatch", "ResumeBatch",
        "GetLeagueRecord", "GetContract",
    ];

    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["CreatePrompt"] = """{"namespace":"workflows","name":"x","content":"y"}""",
        ["UpdatePrompt"] = """{"namespace":"workflows","name":"extract_questionnaire","suggestions":["z"]}""",
        ["SearchPrompts"] = """{"query":"x","namespace":"workflows"}""",
        ["Execute"] = """{"workflow":"questionnaire_to_contract","input_data":{}}""",
        ["ExecuteBatch"] = """{"workflow":"questionnaire_to_contract","inputs":[{}]}""",
        ["SetLabel"] = """{"version":1}""",
        ["AddSuggestion"] = """{"text":"x"}""",
        ["CreateKey"] = """{"name":"x","role":"reader"}""",
        ["PreviewPrompt"] = """{"namespace":"workflows","name":"x","content":"y"}""",
        ["RenderWorkflow"] = """{"input":{}}""",
        ["CreateLangfusePrompt"] = """{"name":"workflows/x","prompt":"y"}""",
        ["SetLangfuseLabels"] = """{"newLabels":["staging"]}""",
    };

    private string _key = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        using HttpClient client = host.ClientFor("operator");
        using HttpResponseMessage created = await client.PostAsJsonAsync(
            "/api/keys", new { name = ApiHost.NewName(), role = "operator", namespaces = new[] { Own } }, Cancel);
        _key = (await ApiHost.ReadAsync(created)).GetProperty("key").GetString()!;
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task EveryRoute_RefusesAForeignNamespaceOrAllOfThem()
    {
        string[] open = [.. Outside, .. ByRun];
        var answers = new Dictionary<string, HttpStatusCode>();

        foreach (RouteEndpoint route in Routes().Where(route => !open.Contains(NameOf(route))))
        {
            using HttpResponseMessage response = await SendAsync(route, Foreign);
            answers[$"{NameOf(route)} {route.RoutePattern.RawText}"] = response.StatusCode;
        }

        Assert.True(answers.Count > 40, $"{answers.Count} routes");
        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.Forbidden, answer.Value));
    }

    [Fact]
    public void OpenRoutes_AreAllThere() =>
        Assert.Empty(Outside.Concat(ByRun).Except(Routes().Select(NameOf)));

    [Theory]
    [InlineData("ListCatalog", "?namespace=general")]
    [InlineData("GetPrompt", "")]
    [InlineData("ListVersions", "")]
    [InlineData("ListLabels", "")]
    [InlineData("ListLabelHistory", "")]
    [InlineData("ListComponents", "?namespace=general")]
    [InlineData("ExportFiles", "?namespace=general")]
    [InlineData("ListExecutions", "?workflow=general/none")]
    [InlineData("ListApprovals", "?workflow=general/none")]
    [InlineData("GetWorkflowFigures", "?workflow=general/none")]
    [InlineData("GetPromptFigures", "?prompt=general/none")]
    public async Task Route_WithTheOwnNamespace_IsAnswered(string name, string query)
    {
        using HttpResponseMessage response = await SendAsync(Routes().Single(route => NameOf(route) == name), Own, query);

        Assert.NotEqual(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("?namespace=workflows")]
    [InlineData("?namespace=general&namespace=workflows")]
    [InlineData("?namespace=")]
    [InlineData("?namespace=GENERAL")]
    public async Task Query_ThatNamesAnotherOrSeveral_IsRefused(string query)
    {
        using HttpResponseMessage response = await AskAsync(HttpMethod.Get, $"/api/prompts/catalog{query}");

        await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "out_of_scope");
    }

    [Theory]
    [InlineData("/api/prompts/workflows/extract_questionnaire")]
    [InlineData("/api/prompts/workflows/extract_questionnaire?version=1")]
    [InlineData("/api/prompts/workflows/extract_questionnaire?label=production")]
    public async Task CachedRead_OfAnotherNamespace_IsRefusedToo(string path)
    {
        using HttpResponseMessage response = await AskAsync(HttpMethod.Get, path);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "out_of_scope");
        Assert.Contains(Own, problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OfAnotherNamespace_IsNeitherShownNorChanged()
    {
        var client = new Execution.WorkflowClient(host.ClientFor("operator"));
        string id = (await client.RunAsync(Execution.WorkflowClient.Blank)).GetProperty("execution_id").GetString()!;

        using HttpResponseMessage shown = await AskAsync(HttpMethod.Get, $"/api/executions/{id}");
        using HttpResponseMessage events = await AskAsync(HttpMethod.Get, $"/api/executions/{id}/events");
        using HttpResponseMessage compared = await AskAsync(HttpMethod.Get, $"/api/executions/{Id}/compare?with={id}");
        using HttpResponseMessage resumed = await AskAsync(HttpMethod.Post, $"/api/executions/{id}/resume");

        foreach (HttpResponseMessage response in new[] { shown, events, compared, resumed })
        {
            await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "out_of_scope");
        }
    }

    [Theory]
    [InlineData("""{"format_version":1,"type":"text","messages":[{"role":"user","content":"Tell: {{> elsewhere/NAME}}"}]}""")]
    [InlineData("\"Tell: {{> elsewhere/NAME}}\"")]
    [InlineData("\"---\\ntype: text\\n---\\nTell: {{> elsewhere/NAME}}\"")]
    public async Task Content_ThatIncludesAForeignPrompt_IsRefusedAndNamesIt(string template)
    {
        string secret = await CreateAsync("elsewhere", "The secret text.");
        string own = await CreateAsync(Own, "Nothing.");
        string content = template.Replace("NAME", secret, StringComparison.Ordinal);
        string body = $$$"""{"namespace":"general","name":"{{{own}}}","content":{{{content}}},"variables":{}}""";
        string written = $$"""{"namespace":"general","name":"{{own}}","content":{{content}}}""";

        using HttpResponseMessage previewed = await AskAsync(HttpMethod.Post, "/api/prompts/preview", body);
        using HttpResponseMessage created = await AskAsync(
            HttpMethod.Post, "/api/prompts", written.Replace(own, ApiHost.NewName(), StringComparison.Ordinal));
        using HttpResponseMessage updated = await AskAsync(HttpMethod.Post, "/api/prompts/update", written);
        using HttpResponseMessage put = await AskAsync(
            HttpMethod.Put, $"/api/prompts/general/{own}", $"Tell: {{{{> elsewhere/{secret}}}}}", "text/markdown");
        using HttpResponseMessage run = await AskAsync(
            HttpMethod.Post, $"/api/prompts/general/{own}/execute", $$$"""{"content":{{{content}}},"variables":{}}""");

        foreach (HttpResponseMessage response in new[] { previewed, created, updated, put, run })
        {
            JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "out_of_scope");
            Assert.Contains($"elsewhere/{secret}", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
            Assert.DoesNotContain("The secret text.", problem.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Content_ThatIncludesItsOwnNamespace_IsWritten_AndWhatOthersIncludedIsShown()
    {
        string shared = await CreateAsync("elsewhere", "The shared text.");
        string bridge = await CreateAsync(Own, $"{{{{> elsewhere/{shared}}}}}");
        string name = ApiHost.NewName();
        string body = JsonSerializer.Serialize(new { @namespace = Own, name, content = $"{{{{> general/{bridge}}}}}" });

        using HttpResponseMessage created = await AskAsync(HttpMethod.Post, "/api/prompts", body);
        using HttpResponseMessage rendered = await AskAsync(HttpMethod.Post, $"/api/prompts/general/{name}/render");

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(
            "The shared text.", (await ApiHost.ReadAsync(rendered)).GetProperty("messages")[0].GetProperty("content").GetString());
    }

    private async Task<string> CreateAsync(string space, string content)
    {
        string name = ApiHost.NewName();
        using HttpClient client = host.ClientFor("operator");
        using HttpResponseMessage created = await client.PostAsJsonAsync("/api/prompts", new { @namespace = space, name, content }, Cancel);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return name;
    }

    private IEnumerable<RouteEndpoint> Routes() => host.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
        .Where(route => route.RoutePattern.RawText!.StartsWith("/api/", StringComparison.Ordinal));

    private static string NameOf(RouteEndpoint route) => route.Metadata.GetMetadata<IEndpointNameMetadata>()!.EndpointName;

    private async Task<HttpResponseMessage> SendAsync(RouteEndpoint route, string space, string query = "")
    {
        var method = new HttpMethod(route.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods[0]);
        string path = string.Join('/', route.RoutePattern.PathSegments.Select(
            segment => string.Concat(segment.Parts.Select(part => part switch
            {
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal => literal.Content,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "namespace" } => space,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "id" } => Id,
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "version" } => "1",
                Microsoft.AspNetCore.Routing.Patterns.RoutePatternParameterPart { Name: "name" } => "questionnaire_to_contract",
                _ => "x",
            }))));
        string? type = route.Metadata.GetMetadata<IAcceptsMetadata>()?.ContentTypes[0];
        return await AskAsync(method, $"/{path}{query}", Bodies.GetValueOrDefault(NameOf(route)), type ?? "application/json");
    }

    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? body = null, string type = "application/json")
    {
        using HttpClient client = host.CreateClient();
        using var request = new HttpRequestMessage(method, path);
        request.Headers.Add("X-API-Key", _key);
        request.Content = method == HttpMethod.Get ? null : new StringContent(body ?? "{}", System.Text.Encoding.UTF8, type);
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
    }
}
