using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Documents;

public class DocumentEndpointTests(ApiHost host)
{
    private const string Unknown = "0000000000000000000000000000000000000000000000000000000000000000";

    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Upload_OfAText_IsKeptUnderTheHashOfItsBytes()
    {
        byte[] bytes = Encoding.UTF8.GetBytes($"Zürich {ApiHost.NewName()}\n\nSecond paragraph\fpage two");

        using HttpResponseMessage response = await _client.PostAsync("/api/documents", DocumentForm.Of(bytes, "C:\\mail\\a.txt"), Cancel);
        using HttpResponseMessage again = await _client.PostAsync("/api/documents", DocumentForm.Of(bytes, "b.txt"), Cancel);

        JsonElement document = await ApiHost.ReadAsync(response);
        string id = Convert.ToHexStringLower(SHA256.HashData(bytes));
        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.OK), (response.StatusCode, again.StatusCode));
        Assert.Equal(id, document.GetProperty("id").GetString());
        Assert.Equal(("a.txt", "text/plain", "utf-8", 2, "complete"), (
            document.GetProperty("file_name").GetString(), document.GetProperty("media_type").GetString(),
            document.GetProperty("encoding").GetString(), document.GetProperty("pages").GetInt32(),
            document.GetProperty("status").GetString()));
        Assert.Equal($"/api/documents/{id}", response.Headers.Location!.OriginalString);
        Assert.Equal("b.txt", (await GetAsync($"/api/documents/{id}")).GetProperty("file_name").GetString());
        Assert.Equal(bytes, await _client.GetByteArrayAsync($"/api/documents/{id}/content", Cancel));
    }

    [Fact]
    public async Task Text_OfAText_SaysWhereEveryLineStands()
    {
        const string Text = "First line\r\nsecond\r\n\r\nThird \ud83d\ude00\f\nlast";
        string id = await UploadAsync(Encoding.UTF8.GetBytes(Text));

        JsonElement read = await GetAsync($"/api/documents/{id}/text");

        Assert.Equal(Text, read.GetProperty("text").GetString());
        JsonElement[] pages = [.. read.GetProperty("pages").EnumerateArray()];
        string[][] blocks = [.. pages.SelectMany(page => page.GetProperty("blocks").EnumerateArray()).Select(
            block => block.GetProperty("lines").EnumerateArray().Select(line => Text.Substring(
                line.GetProperty("start").GetInt32(), line.GetProperty("length").GetInt32())).ToArray())];
        Assert.Equal(2, pages.Length);
        Assert.Equal([["First line", "second"], ["Third \ud83d\ude00"], ["last"]], blocks);
    }

    [Fact]
    public async Task List_HoldsWhatWasUploadedUntilItIsDeleted()
    {
        string id = await UploadAsync(Encoding.UTF8.GetBytes(ApiHost.NewName()));

        JsonElement before = await GetAsync("/api/documents?limit=500");
        using HttpResponseMessage deleted = await _client.DeleteAsync(new Uri($"/api/documents/{id}", UriKind.Relative), Cancel);
        using HttpResponseMessage gone = await _client.GetAsync($"/api/documents/{id}/text", Cancel);
        using HttpResponseMessage twice = await _client.DeleteAsync(new Uri($"/api/documents/{id}", UriKind.Relative), Cancel);

        Assert.Contains(before.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == id);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        await ProblemAssert.IsAsync(gone, HttpStatusCode.NotFound, "document_not_found");
        await ProblemAssert.IsAsync(twice, HttpStatusCode.NotFound, "document_not_found");
    }

    [Theory]
    [InlineData("text/plain", "caf\u00e9", 200, null)]
    [InlineData("text/plain; charset=utf-8", "caf\u00e9", 200, null)]
    [InlineData("text/plain; charset=windows-1252", "caf\u00e9", 422, "document_encoding")]
    [InlineData("text/plain; charset=utf-16", "caf\u00e9", 422, "document_encoding")]
    [InlineData("text/plain; charset=koi8-r", "caf\u00e9", 422, "document_encoding")]
    [InlineData("text/plain", "a\0b", 422, "document_broken")]
    [InlineData("text/plain", " \n\t ", 422, "document_has_no_text")]
    [InlineData("application/pdf", "no pdf", 422, "document_broken")]
    [InlineData("image/png", "text", 415, "unsupported_media_type")]
    [InlineData("text/plain", "", 400, "invalid_request")]
    public async Task Upload_OfText_IsRefusedWhenItIsNotWhatItIsSaidToBe(string type, string text, int status, string? code)
    {
        using HttpResponseMessage response = await _client.PostAsync(
            "/api/documents", DocumentForm.Of(Encoding.UTF8.GetBytes(text), "a", type), Cancel);

        if (code is null)
        {
            Assert.True(response.IsSuccessStatusCode);
        }
        else
        {
            await ProblemAssert.IsAsync(response, (HttpStatusCode)status, code);
        }
    }

    [Theory]
    [InlineData("GET", "/api/documents/abc", 404, "document_not_found")]
    [InlineData("GET", "/api/documents/abc%25/text", 404, "document_not_found")]
    [InlineData("GET", $"/api/documents/{Unknown}", 404, "document_not_found")]
    [InlineData("GET", $"/api/documents/{Unknown}/text", 404, "document_not_found")]
    [InlineData("GET", $"/api/documents/{Unknown}/content", 404, "document_not_found")]
    [InlineData("DELETE", $"/api/documents/{Unknown}", 404, "document_not_found")]
    [InlineData("GET", "/api/documents?cursor=x", 400, "invalid_request")]
    [InlineData("GET", "/api/documents?limit=0", 400, "invalid_request")]
    [InlineData("GET", "/api/documents?page=2", 400, "unknown_field")]
    public async Task Route_WhenAskedForWhatIsNot_SaysSo(string method, string path, int status, string code)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        using HttpResponseMessage response = await _client.SendAsync(request, Cancel);

        await ProblemAssert.IsAsync(response, (HttpStatusCode)status, code);
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\ncut off")]
    [InlineData("multipart/form-data; boundary=x", "no part")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\na\r\n--x--\r\n")]
    [InlineData(
        "multipart/form-data; boundary=x",
        "--x\r\nContent-Disposition: form-data; name=file\r\n\r\na\r\n"
        + "--x\r\nContent-Disposition: form-data; name=file\r\n\r\nb\r\n--x--\r\n")]
    [InlineData("multipart/form-data", "a")]
    public async Task Form_WhenItIsNotOneFile_Is400(string type, string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        using HttpResponseMessage response = await _client.PostAsync("/api/documents", content, Cancel);

        await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Theory]
    [InlineData(20 << 20)]
    [InlineData(24 << 20)]
    public async Task Upload_OverTheLimit_Is413(int more)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/documents");
        request.Content = DocumentForm.Of(new byte[more + 1], "a");

        using HttpResponseMessage response = await _client.SendAsync(request, Cancel);

        await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    private async Task<string> UploadAsync(byte[] bytes)
    {
        using HttpResponseMessage response = await _client.PostAsync("/api/documents", DocumentForm.Of(bytes, "a.txt"), Cancel);
        return (await ApiHost.ReadAsync(response)).GetProperty("id").GetString()!;
    }

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await _client.GetAsync(path, Cancel);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await ApiHost.ReadAsync(response);
    }
}
