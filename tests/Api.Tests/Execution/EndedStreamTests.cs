using System.Net;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Execution;

/// <summary>An EventSource comes back for ever unless it is told that the stream is over.</summary>
public class EndedStreamTests(ApiHost host)
{
    private readonly WorkflowClient _client = new(host.CreateClient());

    [Theory]
    [InlineData("executions", 0, HttpStatusCode.NoContent)]
    [InlineData("executions", 5, HttpStatusCode.NoContent)]
    [InlineData("executions", -1, HttpStatusCode.OK)]
    [InlineData("batches", 0, HttpStatusCode.NoContent)]
    [InlineData("batches", 1000, HttpStatusCode.NoContent)]
    [InlineData("batches", -1, HttpStatusCode.OK)]
    public async Task Events_WhenAskedForWhatComesAfterTheEnd_Are204(string kind, int beyondTheLast, HttpStatusCode status)
    {
        string path = await EndedAsync(kind);
        long last = await LastAsync(path);

        using HttpResponseMessage byHeader = await AskAsync(path, last + beyondTheLast);
        using HttpResponseMessage byQuery = await _client.Http.GetAsync(
            $"{path}?after={last + beyondTheLast}", TestContext.Current.CancellationToken);

        Assert.Equal((status, status), (byHeader.StatusCode, byQuery.StatusCode));
        Assert.Equal(
            status == HttpStatusCode.NoContent,
            (await byHeader.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).Length == 0);
    }

    [Theory]
    [InlineData("executions")]
    [InlineData("batches")]
    public async Task Events_WhenItHasNotEnded_StayOpen(string kind)
    {
        string path = await StartAsync(kind, WorkflowClient.Short);

        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Last-Event-ID", "1000");
        using HttpResponseMessage response = await _client.Http.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("/api/prompts/execute")]
    [InlineData("/api/prompts/batch")]
    [InlineData("/api/ops/jobs/prune/run")]
    public async Task Accepted_SaysWhenToLookAgain(string path)
    {
        object body = path switch
        {
            "/api/prompts/execute" =>
                new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(WorkflowClient.Short), stage_delay_ms = 500 },
            "/api/prompts/batch" =>
                new { workflow = WorkflowClient.Workflow, inputs = new[] { WorkflowClient.Input(WorkflowClient.Short) } },
            _ => new { },
        };
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = System.Net.Http.Json.JsonContent.Create(body) };
        request.Headers.Add("Prefer", "respond-async");

        using HttpResponseMessage response = await _client.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), response.Headers.RetryAfter!.Delta);
    }

    private Task<string> EndedAsync(string kind) => StartAsync(kind, WorkflowClient.Blank);

    private async Task<string> StartAsync(string kind, string text)
    {
        if (kind == "executions")
        {
            return $"/api/executions/{(await _client.RunAsync(text)).GetProperty("execution_id").GetString()}/events";
        }

        JsonElement batch = await _client.BatchAsync(
            new { workflow = WorkflowClient.Workflow, inputs = new[] { WorkflowClient.Input(text) } });
        return $"/api/batches/{batch.GetProperty("batch_id").GetString()}/events";
    }

    private async Task<long> LastAsync(string path)
    {
        long last = 0;

        await foreach (string line in _client.EventLinesAsync(path))
        {
            last = line.StartsWith("id: ", StringComparison.Ordinal)
                ? long.Parse(line[4..], System.Globalization.CultureInfo.InvariantCulture)
                : last;
        }

        return last;
    }

    private async Task<HttpResponseMessage> AskAsync(string path, long lastSeen)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Last-Event-ID", lastSeen.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return await _client.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
