using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Hosting;

public class CompressionTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Answer_WhenCompressionIsTaken_IsTheSameJsonInFewerBytes(string encoding)
    {
        using HttpResponseMessage plain = await GetAsync("/api/samples", "identity");
        using HttpResponseMessage compressed = await GetAsync("/api/samples", encoding);

        byte[] bytes = await compressed.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        string text = await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal([encoding], compressed.Content.Headers.ContentEncoding);
        Assert.Contains("Accept-Encoding", compressed.Headers.Vary);
        Assert.True(bytes.Length < text.Length / 2);
        await using Stream whole = encoding == "br"
            ? new BrotliStream(new MemoryStream(bytes), CompressionMode.Decompress)
            : new GZipStream(new MemoryStream(bytes), CompressionMode.Decompress);
        Assert.Equal(text, await new StreamReader(whole).ReadToEndAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Problem_WhenCompressionIsTaken_IsOne()
    {
        using HttpResponseMessage response = await GetAsync("/api/executions/none", "gzip");

        await using var whole = new GZipStream(
            await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken), CompressionMode.Decompress);
        JsonElement problem = (await JsonDocument.ParseAsync(whole, default, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(404, problem.GetProperty("status").GetInt32());
    }

    /// <summary>A strong entity tag names the bytes, so that they are the same however they are asked for.</summary>
    [Theory]
    [InlineData("/api/prompts/general/classify_text")]
    [InlineData("/api/prompts/general/classify_text?format=json")]
    [InlineData("/api/prompts/general/classify_text?format=markdown")]
    public async Task Answer_WithAnEntityTag_IsNotCompressed(string path)
    {
        using HttpResponseMessage response = await GetAsync(path, "gzip");

        Assert.NotNull(response.Headers.ETag);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    [Fact]
    public async Task Catalog_WhenCompressed_HasATagOfItsOwn()
    {
        using HttpResponseMessage plain = await GetAsync("/api/prompts/catalog", "identity");
        using HttpResponseMessage compressed = await GetAsync("/api/prompts/catalog", "gzip");

        Assert.Equal(["gzip"], compressed.Content.Headers.ContentEncoding);
        Assert.NotEqual(plain.Headers.ETag, compressed.Headers.ETag);
    }

    [Fact]
    public async Task Stream_OfEvents_IsNotCompressed()
    {
        using HttpResponseMessage response = await GetAsync("/api/changes?after=0", "gzip");

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Empty(response.Content.Headers.ContentEncoding);
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string encoding)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }
}
