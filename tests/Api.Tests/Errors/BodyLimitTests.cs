using System.Net;
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

    private async Task<HttpResponseMessage> PostAsync(string path, string body, string mediaType = "application/json")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        // The server answers and hangs up; a client that is still sending would see the connection break before it sees the answer.
        request.Headers.ExpectContinue = true;
        return await _client.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
