using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Hosting;

/// <summary>A caller finds what he asked for in his own trace, though this process sends no telemetry.</summary>
public class RequestActivityTests(ApiHost host)
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";

    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/api/prompts/general/not-there")]
    [InlineData("/api/nothing")]
    public async Task Problem_NamesTheTraceOfItsCaller(string path)
    {
        using HttpRequestMessage request = Traced(HttpMethod.Get, path);
        using HttpResponseMessage response = await _client.SendAsync(request, Token);
        JsonElement problem = await response.Content.ReadFromJsonAsync<JsonElement>(Token);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal(Trace, problem.GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Problem_WithoutACallersTrace_HasOneOfItsOwn_EachAnother()
    {
        var first = await _client.GetAsync("/api/nothing", Token);
        var second = await _client.GetAsync("/api/nothing", Token);

        Assert.NotEqual(
            (await first.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("trace_id").GetString(),
            (await second.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("trace_id").GetString());
    }

    [Fact]
    public async Task Execution_IsOfTheTraceOfItsCaller()
    {
        using HttpRequestMessage request = Traced(HttpMethod.Post, "/api/prompts/execute");
        request.Content = JsonContent.Create(
            new { workflow = "email_triage", input_data = new { email_text = "Is the pitch free on Sunday?" } });
        using HttpResponseMessage executed = await _client.SendAsync(request, Token);
        string? id = (await ApiHost.ReadAsync(executed)).GetProperty("execution_id").GetString();
        JsonElement detail = await _client.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", Token);

        Assert.Equal(Trace, detail.GetProperty("execution").GetProperty("trace_id").GetString());
    }

    private static HttpRequestMessage Traced(HttpMethod method, string path) => new(method, path)
    {
        Headers = { { "traceparent", $"00-{Trace}-b7ad6b7169203331-01" } },
    };
}
