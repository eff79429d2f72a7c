using System.Net;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

public class BatchTests(ApiHost host)
{
    private readonly WorkflowClient _client = new(host.CreateClient());

    [Fact]
    public async Task Batch_WhenOneItemFails_IsPartialWithEachResult()
    {
        string text = await _client.SampleAsync();

        JsonElement answer = await RunAsync([text, WorkflowClient.Blank, text]);

        Assert.Equal("partial", answer.GetProperty("status").GetString());
        Assert.Equal(
            (3, 2, 1),
            (answer.GetProperty("total").GetInt32(), answer.GetProperty("succeeded").GetInt32(), answer.GetProperty("failed").GetInt32()));
        Assert.Equal(["success", "failed", "success"], Statuses(answer));
        JsonElement[] results = [.. answer.GetProperty("results").EnumerateArray()];
        Assert.Equal([0, 1, 2], results.Select(result => result.GetProperty("index").GetInt32()));
        Assert.Equal(["index", "status", "execution_id", "output"], results[0].EnumerateObject().Select(field => field.Name));
        Assert.Equal("intake", results[1].GetProperty("error").GetProperty("stage").GetString());
    }

    [Fact]
    public async Task Batch_WhenAnErrorIsToStopIt_CancelsWhatHasNotBegun()
    {
        string text = await _client.SampleAsync();

        JsonElement answer = await _client.BatchAsync(new
        {
            workflow = WorkflowClient.Workflow,
            inputs = Inputs(
            [WorkflowClient.Blank, text, text, text]),
            max_parallel = 1,
            on_item_error = "stop"
        });

        Assert.Equal("failed", answer.GetProperty("status").GetString());
        Assert.Equal(["failed", "cancelled", "cancelled", "cancelled"], Statuses(answer));
        JsonElement batch = await _client.GetAsync($"/api/batches/{Id(answer)}");
        Assert.Equal("stopped", batch.GetProperty("state").GetString());
    }

    [Fact]
    public async Task Batch_WhenMoreFailThanAllowed_StopsAfterThem()
    {
        string text = await _client.SampleAsync();
        string[] texts = [WorkflowClient.Blank, text, WorkflowClient.Blank, text, text];

        JsonElement allowed = await _client.BatchAsync(
            new { workflow = WorkflowClient.Workflow, inputs = Inputs(texts), max_parallel = 1, max_failures = 2 });
        JsonElement stopped = await _client.BatchAsync(
            new { workflow = WorkflowClient.Workflow, inputs = Inputs(texts), max_parallel = 1, max_failures = 1 });

        Assert.Equal(["failed", "success", "failed", "success", "success"], Statuses(allowed));
        Assert.Equal(["failed", "success", "failed", "cancelled", "cancelled"], Statuses(stopped));
    }

    [Fact]
    public async Task Batch_WhenResumed_RunsWhatFailedOrNeverBeganAndKeepsTheRest()
    {
        string text = await _client.SampleAsync();
        JsonElement stopped = await _client.BatchAsync(new
        {
            workflow = WorkflowClient.Workflow,
            inputs = Inputs(
            [text, WorkflowClient.Blank, text]),
            max_parallel = 1,
            on_item_error = "stop"
        });

        using HttpResponseMessage resumed = await _client.PostAsync($"/api/batches/{Id(stopped)}/resume");
        await foreach (string line in _client.EventLinesAsync($"/api/batches/{Id(stopped)}/events?after=5"))
        {
            Assert.DoesNotContain("\"index\":0", line, StringComparison.Ordinal);
        }

        Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        JsonElement items = await _client.GetAsync($"/api/batches/{Id(stopped)}/items");
        Assert.Equal("success", items.GetProperty("items")[0].GetProperty("status").GetString());
        Assert.Equal("failed", items.GetProperty("items")[1].GetProperty("status").GetString());
    }

    [Fact]
    public async Task Batch_ByItsId_TellsPriorityAndProgress()
    {
        JsonElement waiting = await _client.BatchAsync(new
        {
            workflow = WorkflowClient.Workflow,
            inputs = Inputs([WorkflowClient.Short, WorkflowClient.Blank]),
            priority = 9
        });

        JsonElement batch = await _client.GetAsync($"/api/batches/{Id(waiting)}");

        Assert.Equal(9, batch.GetProperty("priority").GetInt32());
        JsonElement progress = batch.GetProperty("progress");
        Assert.Equal((1, 0), (progress.GetProperty("done").GetInt32(), progress.GetProperty("left").GetInt32()));
        Assert.InRange(progress.GetProperty("per_minute").GetDouble(), 1, 60);
        Assert.Equal(JsonValueKind.Null, progress.GetProperty("seconds_left").ValueKind);
        using HttpResponseMessage refused = await _client.PostAsync(
            "/api/prompts/batch", new { workflow = WorkflowClient.Workflow, inputs = Inputs([WorkflowClient.Blank]), priority = 11 });
        await ProblemAssert.IsAsync(refused, HttpStatusCode.BadRequest, "invalid_request");
    }

    [Fact]
    public async Task Batch_WhenCancelled_EndsEveryItemThatHasNotEnded()
    {
        JsonElement waiting = await RunAsync([WorkflowClient.Short, await _client.SampleAsync()]);

        using HttpResponseMessage cancelled = await _client.PostAsync($"/api/batches/{Id(waiting)}/cancel");
        using HttpResponseMessage again = await _client.PostAsync($"/api/batches/{Id(waiting)}/cancel");

        JsonElement counts = (await ApiHost.ReadAsync(cancelled)).GetProperty("counts");
        Assert.Equal((1, 1), (counts.GetProperty("cancelled").GetInt32(), counts.GetProperty("succeeded").GetInt32()));
        await ProblemAssert.IsAsync(again, HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Batch_WhenAnItemWaitsForAPerson_Is202WithWhatIsThere()
    {
        using HttpResponseMessage response = await _client.PostAsync(
            "/api/prompts/batch",
            new { workflow = WorkflowClient.Workflow, inputs = Inputs([WorkflowClient.Short, await _client.SampleAsync()]) });

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/api/batches/{Id(answer)}", response.Headers.Location!.ToString());
        Assert.Equal("waiting", answer.GetProperty("status").GetString());
        Assert.Equal(["waiting", "success"], Statuses(answer));
    }

    [Fact]
    public async Task Items_WhenPaged_GiveEveryItemOnceInOrder()
    {
        JsonElement batch = await RunAsync([.. Enumerable.Repeat(WorkflowClient.Blank, 5)]);
        var seen = new List<int>();
        string? cursor = null;

        do
        {
            JsonElement page = await _client.GetAsync(
                $"/api/batches/{Id(batch)}/items?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("index").GetInt32()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal([0, 1, 2, 3, 4], seen);
    }

    [Theory]
    [InlineData("/api/executions?cursor=none")]
    [InlineData("/api/batches?cursor=none")]
    [InlineData("/api/leagues/examples?cursor=!")]
    [InlineData("/api/prompts/catalog?cursor=!")]
    [InlineData("/api/prompts/workflows/extract_questionnaire/versions?cursor=none")]
    public async Task List_WhenCursorIsNone_NamesIt(string path)
    {
        using HttpResponseMessage response = await _client.Http.GetAsync(path, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("cursor", out _));
    }

    [Theory]
    [InlineData("{\"workflow\":\"w\",\"inputs\":[]}", "inputs")]
    [InlineData("{\"workflow\":\"w\",\"inputs\":[{},7]}", "inputs[1]")]
    [InlineData("{\"workflow\":\"w\",\"inputs\":[{}],\"max_parallel\":0}", "max_parallel")]
    [InlineData("{\"workflow\":\"w\",\"inputs\":[{}],\"on_item_error\":\"ignore\"}", "on_item_error")]
    [InlineData("{\"workflow\":\"w\",\"inputs\":[{}],\"max_failures\":-1}", "max_failures")]
    public async Task Batch_WhenASettingIsWrong_NamesIt(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _client.Http.PostAsync(
            "/api/prompts/batch", content, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.ToString());
    }

    private Task<JsonElement> RunAsync(string[] texts) =>
        _client.BatchAsync(new { workflow = WorkflowClient.Workflow, inputs = Inputs(texts) });

    private static object[] Inputs(string[] texts) => [.. texts.Select(WorkflowClient.Input)];

    private static string Id(JsonElement batch) => batch.GetProperty("batch_id").GetString()!;

    private static string[] Statuses(JsonElement batch) =>
        [.. batch.GetProperty("results").EnumerateArray().Select(result => result.GetProperty("status").GetString()!)];
}
