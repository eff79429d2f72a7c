using System.Net;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;
using PromptIntel.Api.Tests.Hosting;

namespace PromptIntel.Api.Tests.Json;

/// <summary>
/// What a page's <c>fetch(url, { method: 'POST', body: JSON.stringify(...) })</c> sends: a string, which the browser calls text/plain.
/// </summary>
public class UntypedJsonTests(CorsHost host) : IClassFixture<CorsHost>
{
    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task Search_WhenTheSeedsPageAsks_Answers()
    {
        using HttpResponseMessage response = await FetchAsync(
            "/api/prompts/search", new { query = "partnership contract", limit = 3 }, "text/plain;charset=UTF-8", CorsHost.Origin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(CorsHost.Origin, response.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.NotEqual(0, (await ApiHost.ReadAsync(response)).GetProperty("results").GetArrayLength());
    }

    [Fact]
    public async Task Execute_WhenTheSeedsPageAsks_Runs()
    {
        using HttpResponseMessage response = await FetchAsync(
            "/api/prompts/execute", new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(WorkflowClient.Blank) },
            "text/plain;charset=UTF-8", CorsHost.Origin);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("failed", (await ApiHost.ReadAsync(response)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("/api/prompts/search", null)]
    [InlineData("/api/prompts/search", "text/plain")]
    [InlineData("/api/prompts/search", "Text/Plain; charset=utf-8")]
    [InlineData("/api/prompts/search", "text/plain; charset=iso-8859-1")]
    [InlineData("/api/prompts/search", "application/json")]
    [InlineData("/api/prompts/search", "application/vnd.example+json")]
    [InlineData("/api/prompts/search", "application/json; charset=\"utf-8\"")]
    [InlineData("/api/prompts/search", "application/json;charset=utf8")]
    [InlineData("/api/prompts/search", "text/plain; charset=\"UTF-8\"")]
    [InlineData("/api/prompts", "application/json; charset=UTF8")]
    [InlineData("/api/prompts/update", null)]
    [InlineData("/api/prompts/update", "text/plain")]
    [InlineData("/api/prompts/execute", null)]
    [InlineData("/api/prompts/execute", "text/plain;charset=UTF-8")]
    [InlineData("/api/prompts/batch", null)]
    [InlineData("/api/prompts/batch", "text/plain")]
    [InlineData("/API/Prompts/Search", "text/plain")]
    public async Task Body_WithoutAMediaTypeOrAsPlainText_IsReadAsJson(string path, string? mediaType)
    {
        using HttpResponseMessage response = await FetchAsync(path, new { no_such_field = 1 }, mediaType);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "unknown_field");
    }

    [Theory]
    [InlineData("/api/prompts/search", "application/x-www-form-urlencoded")]
    [InlineData("/api/prompts/execute", "multipart/form-data; boundary=x")]
    [InlineData("/api/prompts/search", "text/html")]
    [InlineData("/api/prompts/search", "text/plainer")]
    [InlineData("/api/prompts/search", "application/xml")]
    [InlineData("/api/prompts/search", "nonsense")]
    [InlineData("/api/prompts/search", "application/json; charset=nonsense")]
    [InlineData("/api/prompts/search", "application/json; charset=utf-7")]
    [InlineData("/api/prompts/search", "text/plain; charset=nonsense")]
    [InlineData("/api/prompts", "application/json; charset=\"nonsense\"")]
    [InlineData("/api/prompts/execute", "application/json; charset=\"\"")]
    [InlineData("/api/prompts", "text/plain")]
    [InlineData("/api/prompts", null)]
    [InlineData("/api/prompts/workflows/extract_questionnaire/render", "text/plain")]
    public async Task Body_OfAnotherType_OrOnAnotherRoute_Is415(string path, string? mediaType)
    {
        using HttpResponseMessage response = await FetchAsync(path, new { query = "x" }, mediaType);

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
    }

    [Theory]
    [InlineData("{\"query\":", "invalid_json")]
    [InlineData("query=x", "invalid_json")]
    [InlineData("", "invalid_request")]
    [InlineData("null", "invalid_request")]
    [InlineData("\"text\"", "invalid_request")]
    public async Task Body_WhenItIsNoJson_IsRefusedAsSuch(string body, string code)
    {
        using HttpResponseMessage response = await SendAsync("/api/prompts/search", Encoding.UTF8.GetBytes(body), "text/plain", null);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, code);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task Body_WhenAForeignPageSendsIt_IsNotRead(string origin)
    {
        using HttpResponseMessage response = await FetchAsync(
            "/api/prompts/search", new { query = "x" }, "text/plain;charset=UTF-8", origin);

        await ProblemAssert.IsAsync(response, HttpStatusCode.Forbidden, "foreign_origin");
    }

    private Task<HttpResponseMessage> FetchAsync(string path, object body, string? mediaType, string? origin = null) =>
        SendAsync(path, JsonSerializer.SerializeToUtf8Bytes(body), mediaType, origin);

    private async Task<HttpResponseMessage> SendAsync(string path, byte[] body, string? mediaType, string? origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };

        if (mediaType is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Type", mediaType);
        }

        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Sec-Fetch-Site", "cross-site");
        }

        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
