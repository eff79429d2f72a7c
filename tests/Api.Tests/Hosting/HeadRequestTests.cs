using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Hosting;

/// <summary>What HTTP itself promises of a resource: HEAD, conditions, and what is liked better.</summary>
public class HeadRequestTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Head_OfAPrompt_HasTheHeadersOfGet_AndTheConnectionGoesOn()
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";
        using HttpResponseMessage get = await _client.GetAsync(path, Token);

        for (int time = 0; time < 3; time++)
        {
            using HttpResponseMessage head = await SendAsync(HttpMethod.Head, path);
            using HttpResponseMessage known = await SendAsync(HttpMethod.Head, path, ("If-None-Match", get.Headers.ETag!.Tag));

            Assert.Equal(HttpStatusCode.OK, head.StatusCode);
            Assert.Equal(get.Headers.ETag, head.Headers.ETag);
            Assert.Equal(get.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
            Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
            Assert.Equal(HttpStatusCode.NotModified, known.StatusCode);
        }
    }

    [Theory]
    [InlineData("/", HttpStatusCode.OK)]
    [InlineData("/api/prompts/catalog", HttpStatusCode.OK)]
    [InlineData("/api/samples", HttpStatusCode.OK)]
    [InlineData("/api/prompts/export", HttpStatusCode.OK)]
    [InlineData("/openapi/v1.json", HttpStatusCode.OK)]
    [InlineData("/health", HttpStatusCode.OK)]
    [InlineData("/api/prompts/general/not-there", HttpStatusCode.NotFound)]
    [InlineData("/api/nothing", HttpStatusCode.NotFound)]
    [InlineData("/api/prompts/search", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/api/changes", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/api/executions/018f0000-0000-7000-8000-000000000000/events/", HttpStatusCode.MethodNotAllowed)]
    public async Task Head_AnswersAsGetDoes_AndStreamsAreNone(string path, HttpStatusCode status)
    {
        using HttpResponseMessage head = await SendAsync(HttpMethod.Head, path);
        using HttpResponseMessage next = await _client.GetAsync("/alive", Token);

        Assert.Equal(status, head.StatusCode);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal("Healthy", await next.Content.ReadAsStringAsync(Token));
    }

    [Theory]
    [InlineData("text/markdown", "text/markdown")]
    [InlineData("text/markdown;q=0.1, application/json", "application/json")]
    [InlineData("text/markdown, application/json;q=0.9", "text/markdown")]
    [InlineData("application/json, text/markdown", "text/markdown")]
    [InlineData("text/markdown;q=0", "application/json")]
    [InlineData("*/*", "application/json")]
    public async Task Get_OfAPrompt_GivesTheFormThatIsLikedBetter(string accept, string type)
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, path, ("Accept", accept));

        Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
    }

    [Theory]
    [InlineData("version=")]
    [InlineData("version")]
    public async Task Get_OfAnEmptyVersion_IsNotTakenForTheOneOfEverybody(string query)
    {
        string path = $"/api/prompts/general/{await ApiHost.CreatePromptAsync(_client)}";

        using HttpResponseMessage response = await SendAsync(HttpMethod.Get, $"{path}?{query}");

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Post_OfACompressedBody_Is415_AndSaysWhatIsTaken()
    {
        using var bytes = new MemoryStream();
        await using (var gzip = new GZipStream(bytes, CompressionMode.Compress, leaveOpen: true))
        {
            await gzip.WriteAsync("{\"query\":\"partner\"}"u8.ToArray(), Token);
        }

        using var content = new ByteArrayContent(bytes.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");
        using HttpResponseMessage response = await _client.PostAsync("/api/prompts/search", content, Token);

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnsupportedMediaType, "unsupported_media_type");
        Assert.Equal("identity", Assert.Single(response.Headers.GetValues("Accept-Encoding")));
    }

    private Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, path);

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return _client.SendAsync(request, Token);
    }
}
