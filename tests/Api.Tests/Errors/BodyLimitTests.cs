using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromptIntel.Api.Tests.Errors;

/// <summary>A limit belongs to its route: 1 MiB by default, 32 MiB where inputs are sent, none where the body is streamed.</summary>
public class BodyLimitTests(ApiHost host)
{
    private const int MiB = 1 << 20;

    private readonly HttpClient _client = host.CreateClient();

    [Theory]
    [InlineData("/api/prompts")]
    [InlineData("/api/prompts/search")]
    [InlineData("/api/prompts/update")]
    [InlineData("/api/prompts/workflows/extract_questionnaire/render")]
    [InlineData("/api/prompts/workflows/extract_questionnaire/suggestions")]
    public async Task Body_WhenOverOneMebibyte_Is413(string path)
    {
        using HttpResponseMessage response = await PostAsync(path, $"{{\"query\":\"{new string('a', MiB)}\"}}");

        await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Theory]
    [InlineData("/api/prompts/execute")]
    [InlineData("/api/prompts/batch")]
    [InlineData("/api/prompts/workflows/extract_questionnaire/execute")]
    public async Task Inputs_WhenOverThirtyTwoMebibytes_Are413(string path)
    {
        using HttpResponseMessage response = await PostAsync(path, $"{{\"workflow\":\"{new string('a', 32 * MiB)}\"}}");

        await ProblemAssert.IsAsync(response, HttpStatusCode.RequestEntityTooLarge, "body_too_large");
    }

    [Fact]
    public async Task Import_WhenOverEveryLimit_IsReadAsItComes()
    {
        string name = $"t{Guid.CreateVersion7():N}";
        string padding = new('\n', 33 * MiB);

        using HttpResponseMessage response = await PostAsync(
            "/api/prompts/import",
            $"{padding}{{\"namespace\":\"general\",\"name\":\"{name}\",\"description\":\"d\",\"content\":\"Hello\"}}\n",
            "application/x-ndjson");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, (await ApiHost.ReadAsync(response)).GetProperty("created").GetInt32());
    }

    /// <summary>The answer is there before the body is sent, and waits for a client who reads only when he has sent all of it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Answer_ToABodyThatIsTooLarge_WaitsForItsEnd_AndTheConnectionGoesOn(bool inChunks)
    {
        CancellationToken cancel = TestContext.Current.CancellationToken;
        string body = $"{{\"query\":\"{new string('a', 3 * MiB)}\"}}";
        string length = inChunks ? "Transfer-Encoding: chunked" : $"Content-Length: {body.Length}";
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, _client.BaseAddress!.Port, cancel);
        NetworkStream stream = client.GetStream();
        await SendAsync($"POST /api/prompts/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n{length}\r\n\r\n");

        foreach (char[] part in body.Chunk(MiB / 4))
        {
            string text = new(part);
            await SendAsync(inChunks ? $"{text.Length:x}\r\n{text}\r\n" : text);
            await Task.Delay(20, cancel);
        }

        await SendAsync((inChunks ? "0\r\n\r\n" : "") + "GET /alive HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        using var reader = new StreamReader(stream, Encoding.UTF8);
        string answers = await reader.ReadToEndAsync(cancel);

        Assert.StartsWith("HTTP/1.1 413 ", answers, StringComparison.Ordinal);
        Assert.Contains("\"code\":\"body_too_large\"", answers, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 ", answers, StringComparison.Ordinal);

        async Task SendAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancel);
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string mediaType = "application/json")
    {
        using var content = new StringContent(body, Encoding.UTF8, mediaType);
        return await _client.PostAsync(path, content, TestContext.Current.CancellationToken);
    }
}
