using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Catalog;

/// <summary>The list of the catalog as a document: made once a change, tagged, compressed. Each test has a namespace of its own.</summary>
public class CatalogListTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task List_AfterEachWrite_HoldsWhatWasWritten()
    {
        await CreateAsync("list_fresh");
        var tags = new HashSet<string>();

        for (int version = 2; version <= 20; version++)
        {
            var update = new { @namespace = "list_fresh", name = "one", content = $"Say {version}." };
            (await _client.PostAsJsonAsync("/api/prompts/update", update, Token)).EnsureSuccessStatusCode();

            using HttpResponseMessage listed = await ListAsync("list_fresh");

            Assert.Equal(version, Version(await listed.Content.ReadFromJsonAsync<JsonElement>(Token), "list_fresh"));
            Assert.True(tags.Add(listed.Headers.ETag!.Tag));
        }
    }

    [Fact]
    public async Task List_ForWhoHasIt_Is304UntilSomethingOfItChanges()
    {
        await CreateAsync("list_known");
        using HttpResponseMessage first = await ListAsync("list_known");
        string tag = first.Headers.ETag!.Tag;

        using HttpResponseMessage again = await ListAsync("list_known", ("If-None-Match", tag));
        await CreateAsync("list_elsewhere");
        using HttpResponseMessage stillAgain = await ListAsync("list_known", ("If-None-Match", tag));
        var update = new { @namespace = "list_known", name = "one", suggestions = new[] { "Be brief." } };
        (await _client.PostAsJsonAsync("/api/prompts/update", update, Token)).EnsureSuccessStatusCode();
        using HttpResponseMessage changed = await ListAsync("list_known", ("If-None-Match", tag));

        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Empty(await again.Content.ReadAsByteArrayAsync(Token));
        Assert.Equal(tag, again.Headers.ETag!.Tag);
        Assert.True(again.Headers.Contains("PromptIntel-Position"));
        Assert.Equal(HttpStatusCode.NotModified, stillAgain.StatusCode);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag!.Tag);
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("br, gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    [InlineData(";;", false)]
    public async Task List_IsCompressedForThoseWhoTakeIt(string accepted, bool isCompressed)
    {
        await CreateAsync("list_compressed");
        using HttpResponseMessage plain = await ListAsync("list_compressed");

        using HttpResponseMessage listed = await ListAsync("list_compressed", ("Accept-Encoding", accepted));

        Assert.Equal(isCompressed ? ["gzip"] : [], listed.Content.Headers.ContentEncoding);
        Assert.Equal("Accept-Encoding", string.Join(", ", listed.Headers.Vary));
        Assert.Equal(isCompressed, listed.Headers.ETag!.Tag != plain.Headers.ETag!.Tag);
        Stream body = await listed.Content.ReadAsStreamAsync(Token);
        using var text = new StreamReader(isCompressed ? new GZipStream(body, CompressionMode.Decompress) : body);
        Assert.Equal(await plain.Content.ReadAsStringAsync(Token), await text.ReadToEndAsync(Token));
    }

    private static int Version(JsonElement answer, string space) =>
        answer.GetProperty("catalog").GetProperty(space)[0].GetProperty("version").GetInt32();

    private async Task CreateAsync(string space) =>
        await _client.PostAsJsonAsync("/api/prompts", new { @namespace = space, name = "one", content = "Say 1." }, Token);

    private async Task<HttpResponseMessage> ListAsync(string space, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/prompts/catalog?namespace={space}");

        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _client.SendAsync(request, Token);
    }
}
