using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Errors;

public class BadRequestTests(ApiHost host)
{
    private static readonly string[] BodyRoutes =
    [
        "/api/prompts", "/api/prompts/update", "/api/prompts/search", "/api/prompts/execute", "/api/prompts/batch",
        "/api/prompts/workflows/extract_questionnaire/render", "/api/prompts/workflows/extract_questionnaire/suggestions",
    ];

    private readonly HttpClient _client = host.CreateClient();

    public static TheoryData<string, byte[]> HostileBodies()
    {
        var data = new TheoryData<string, byte[]>();
        (string Name, byte[] Body)[] bodies =
        [
            ("empty", []),
            ("null", "null"u8.ToArray()),
            ("array", "[]"u8.ToArray()),
            ("string", "\"x\""u8.ToArray()),
            ("truncated", "{\"name\":"u8.ToArray()),
            (
                "wrong types",
                "{\"name\":5,\"namespace\":[],\"query\":{},\"workflow\":7,\"inputs\":\"x\",\"content\":1,\"variables\":3,\"text\":[]}"u8
                    .ToArray()),
            (
                "nulls",
                """
                {"name":null,"namespace":null,"query":null,"workflow":null,"inputs":null,"content":null,"variables":null,
                 "text":null}
                """u8.ToArray()),
            ("deep nesting", Encoding.UTF8.GetBytes($"{{\"content\":{new string('[', 5000)}{new string(']', 5000)}}}")),
            (
                "huge number",
                """
                {"name":"a","namespace":"general","query":"q","limit":1e9999,"workflow":"w","version":99999999999999999999,
                 "inputs":[{"n":1e9999}],"content":{"n":1e9999},"variables":{"n":1e9999},"input_data":{"n":1e9999}}
                """u8.ToArray()),
            (
                "NUL character",
                """
                {"name":"a\u0000","namespace":"general","query":"a\u0000","workflow":"a\u0000","inputs":[{"a":"\u0000"}],
                 "content":"\u0000","variables":{"name":"\u0000"},"text":"\u0000"}
                """u8.ToArray()),
            (
                "lone surrogate",
                """
                {"name":"a","namespace":"general","query":"\ud800","workflow":"w","inputs":[{"a":"\ud800"}],
                 "content":{"a":"\ud800"},"variables":{"name":"\ud800"},"text":"\ud800"}
                """u8.ToArray()),
            ("invalid UTF-8", [.. "{\"query\":\""u8, 0xff, 0xfe, .. "\",\"variables\":{\"a\":\""u8, 0xc3, .. "\"}}"u8]),
            (
                "repeated property",
                """
                {"query":"a","query":"b","name":"a","name":"b","workflow":"a","workflow":"b","variables":{"a":1,"a":2},
                 "text":"a","text":"b"}
                """u8.ToArray()),
        ];

        foreach (string route in BodyRoutes)
        {
            foreach ((string name, byte[] body) in bodies)
            {
                data.Add(new TheoryDataRow<string, byte[]>(route, body) { TestDisplayName = $"{route} with {name}" });
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(HostileBodies), DisableDiscoveryEnumeration = true)]
    public async Task AnyRoute_WhenBodyIsHostile_IsARefusalNotAFailure(string route, byte[] body)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using HttpResponseMessage response = await _client.PostAsync(route, content, TestContext.Current.CancellationToken);

        Assert.InRange((int)response.StatusCode, 400, 499);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Search_WhenFieldIsMisspelt_NamesItAndWhatIsAllowed()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/search", new { query = "x", namspace = "general" }, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "unknown_field");
        string allowed = problem.GetProperty("errors").GetProperty("namspace")[0].GetString()!;
        Assert.Contains("namespace", allowed, StringComparison.Ordinal);
        Assert.Contains("query", allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Catalog_WhenQueryParameterIsMisspelt_NamesIt()
    {
        using HttpResponseMessage response = await _client.GetAsync(
            "/api/prompts/catalog?namspace=general", TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "unknown_field");
        Assert.True(problem.GetProperty("errors").TryGetProperty("namspace", out _));
    }

    [Theory]
    [InlineData("/api/executions", "text")]
    [InlineData("/api/executions", "workflow")]
    [InlineData("/api/approvals", "workflow")]
    [InlineData("/api/approvals", "for")]
    [InlineData("/api/leagues/examples", "sport")]
    [InlineData("/api/leagues/examples", "tier")]
    [InlineData("/api/prompts/workflows/extract_questionnaire/labels/history", "label")]
    public async Task List_WhenAQueryParameterHoldsWhatNoStoreTakes_NamesIt(string path, string field)
    {
        using HttpResponseMessage response = await _client.GetAsync($"{path}?{field}=a%00b", TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Contains("U+0000", problem.GetProperty("errors").GetProperty(field)[0].GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{\"limit\":5}", "query", "is required")]
    [InlineData("{\"query\":null}", "query", "must not be null")]
    [InlineData("{\"query\":\"x\",\"limit\":\"five\"}", "limit", "must be a whole number in range")]
    [InlineData("{\"query\":\"x\",\"limit\":0}", "limit", "must be 1 to 100")]
    [InlineData("{\"query\":\"x\",\"kind\":\"poem\"}", "kind", "must be one of: prompt, operation, recipe, solver, schema, config")]
    [InlineData("{\"query\":\"x\",\"tags\":\"a\"}", "tags", "must be an array")]
    [InlineData("{\"query\":\"x\",\"tags\":[1]}", "tags[0]", "must be a string")]
    public async Task Search_WhenValueIsWrong_NamesFieldAndWhatIsAllowed(string body, string field, string allowed)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _client.PostAsync("/api/prompts/search", content, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(allowed, problem.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    [Fact]
    public async Task Search_WhenJsonIsBroken_SaysWhere()
    {
        using var content = new StringContent("{\"query\": \"x\",}", Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _client.PostAsync("/api/prompts/search", content, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_json");
        Assert.Contains("line 1", problem.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Search_WhenContentTypeIsAForms_Is415()
    {
        using var content = new StringContent("{\"query\":\"x\"}", Encoding.UTF8, "application/x-www-form-urlencoded");

        using HttpResponseMessage response = await _client.PostAsync("/api/prompts/search", content, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Fact]
    public async Task Update_WhenBodyIsOverOneMebibyte_Is413()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/update",
            new { @namespace = "general", name = "x", content = new string('a', 2 << 20) },
            TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task Execute_WhenBodyIsTwoMebibytes_IsRead()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/execute",
            new { workflow = "no_such_workflow", input_data = new { text = new string('a', 2 << 20) } },
            TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "workflow_not_found");
    }

    [Fact]
    public async Task UnknownRoute_IsAProblem()
    {
        using HttpResponseMessage response = await _client.GetAsync("/api/nothing/here", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "route_not_found");
    }

    [Fact]
    public async Task KnownRoute_WhenMethodIsWrong_Is405WithAllow()
    {
        using HttpResponseMessage response = await _client.DeleteAsync("/api/prompts/catalog", TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.MethodNotAllowed, "method_not_allowed");
        Assert.Contains("GET", response.Content.Headers.Allow);
    }

    [Fact]
    public async Task AnyRoute_WhenClientAcceptsMarkdownOnly_StillGetsTheProblem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/prompts/general/no_such_prompt");
        request.Headers.Accept.ParseAdd("text/markdown");

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "entry_not_found");
    }
}
