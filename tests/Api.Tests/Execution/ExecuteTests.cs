using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

public class ExecuteTests(ApiHost host)
{
    private const string Workflow = "questionnaire_to_contract";

    private readonly HttpClient _client = host.CreateClient();

    [Fact]
    public async Task Execute_WhenGivenASample_AnswersTheContractsFields()
    {
        using HttpResponseMessage response = await ExecuteAsync(await SampleAsync(0));

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted, answer.ToString());
        Assert.Contains(answer.GetProperty("status").GetString(), new[] { "success", "waiting" });
        Assert.Equal(
            [
                "status",
                "workflow",
                "version",
                "execution_id",
                "execution_time",
                "stages_completed",
                "stages",
                "output",
                "artifacts",
                "usage",
                "trace_id"
            ],
            answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal(9, answer.GetProperty("stages").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, answer.GetProperty("usage").GetProperty("input_tokens").ValueKind);
        Assert.NotEqual(0, answer.GetProperty("artifacts").GetArrayLength());
    }

    [Fact]
    public async Task Execute_WhenTextIsEmpty_FailsOrIsRefusedByName()
    {
        using HttpResponseMessage response = await ExecuteAsync("");

        JsonElement answer = await ApiHost.ReadAsync(response);
        bool isRefused = response.StatusCode == HttpStatusCode.UnprocessableEntity
            && answer.GetProperty("code").GetString() == "invalid_input";
        bool hasFailed = response.StatusCode == HttpStatusCode.OK
            && answer.GetProperty("status").GetString() == "failed"
            && answer.GetProperty("error").TryGetProperty("code", out _);
        Assert.True(isRefused || hasFailed, answer.ToString());
    }

    [Fact]
    public async Task Execute_WhenInputMissesAField_NamesIt()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = Workflow, input_data = new { } }, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_input");
        Assert.Contains("questionnaire_text", problem.GetProperty("errors").ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Execute_WhenWorkflowIsUnknown_Is404()
    {
        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "no_such_workflow", input_data = new { } }, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "workflow_not_found");
    }

    [Fact]
    public async Task Execute_WhenAnswerIsPreferredAtOnce_Is202WithLocation()
    {
        using HttpRequestMessage request = Request(await SampleAsync(1));
        request.Headers.Add("Prefer", "respond-async");

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/api/executions/{answer.GetProperty("execution_id").GetString()}", response.Headers.Location!.ToString());
        Assert.Equal("respond-async", response.Headers.GetValues("Preference-Applied").Single());
    }

    [Fact]
    public async Task Execute_WhenKeyIsSentTwice_RunsOnce()
    {
        string text = await SampleAsync(2);
        string key = Guid.CreateVersion7().ToString();

        string[] ids = [await ExecuteWithKeyAsync(text, key), await ExecuteWithKeyAsync(text, key)];

        Assert.Equal(ids[0], ids[1]);
    }

    [Fact]
    public async Task Execute_WhenKeyComesWithAnotherBody_Is422()
    {
        string key = Guid.CreateVersion7().ToString();
        await ExecuteWithKeyAsync(await SampleAsync(0), key);
        using HttpRequestMessage request = Request(await SampleAsync(1));
        request.Headers.Add("Idempotency-Key", key);

        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "idempotency_key_reused");
    }

    [Fact]
    public async Task Events_WhenResumedByLastEventId_GoOnAfterItWithoutGaps()
    {
        using HttpResponseMessage executed = await ExecuteAsync(await SampleAsync(0));
        string path = $"/api/executions/{(await ApiHost.ReadAsync(executed)).GetProperty("execution_id").GetString()}/events";

        List<long> all = await ReadIdsAsync(path, null, 6);
        List<long> rest = await ReadIdsAsync(path, all[2], 3);

        Assert.Equal([1, 2, 3, 4, 5, 6], all);
        Assert.Equal([4, 5, 6], rest);
    }

    [Fact]
    public async Task Artifact_WhenItIsAPage_IsServedWithoutScripts()
    {
        using HttpResponseMessage executed = await ExecuteAsync(await SampleAsync(0));
        JsonElement page = (await ApiHost.ReadAsync(executed)).GetProperty("artifacts").EnumerateArray().First(
            artifact => artifact.GetProperty("media_type").GetString()!.StartsWith("text/html", StringComparison.Ordinal));

        using HttpResponseMessage response = await _client.GetAsync(
            page.GetProperty("url").GetString(), TestContext.Current.CancellationToken);

        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("sandbox", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact]
    public async Task Batch_WhenInputsFit_AnswersTheContractsFields()
    {
        string text = await SampleAsync(0);
        object[] inputs = [new { value = 1 }, new { value = 2 }];
        using HttpResponseMessage refused = await _client.PostAsJsonAsync(
            "/api/prompts/batch", new { workflow = Workflow, inputs }, TestContext.Current.CancellationToken);

        using HttpResponseMessage response = await _client.PostAsJsonAsync(
            "/api/prompts/batch",
            new { workflow = Workflow, inputs = new object[] { new { questionnaire_text = text }, new { questionnaire_text = text } } },
            TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(refused, HttpStatusCode.UnprocessableEntity, "invalid_input");
        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal(
            ["status", "batch_id", "total", "succeeded", "failed", "results", "execution_time"],
            answer.EnumerateObject().Select(field => field.Name));
        Assert.Equal(2, answer.GetProperty("total").GetInt32());
        Assert.Contains(answer.GetProperty("status").GetString(), new[] { "success", "waiting" });
    }

    [Fact]
    public async Task Execution_WhenUnknown_Is404OnEveryRoute()
    {
        string id = Guid.CreateVersion7().ToString();

        foreach (string path in new[] { "", "/events", "/artifacts/contract.md" })
        {
            using HttpResponseMessage response = await _client.GetAsync(
                $"/api/executions/{id}{path}", TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }

        foreach (string verb in new[] { "cancel", "resume", "stages/review/approve", "stages/review/reject" })
        {
            using HttpResponseMessage response = await _client.PostAsync(
                $"/api/executions/{id}/{verb}", null, TestContext.Current.CancellationToken);
            await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "execution_not_found");
        }
    }

    [Fact]
    public async Task Execution_WhenRead_ShowsItsStagesAndTrace()
    {
        using HttpResponseMessage executed = await ExecuteAsync(await SampleAsync(0));
        string id = (await ApiHost.ReadAsync(executed)).GetProperty("execution_id").GetString()!;

        JsonElement detail = await _client.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", TestContext.Current.CancellationToken);

        Assert.Equal(id, detail.GetProperty("execution").GetProperty("id").GetString());
        Assert.Matches("^[0-9a-f]{32}$", detail.GetProperty("execution").GetProperty("trace_id").GetString());
        Assert.Equal("intake", detail.GetProperty("stages")[0].GetProperty("stage").GetString());
        JsonElement list = await _client.GetFromJsonAsync<JsonElement>(
            $"/api/executions?workflow={Workflow}&limit=500", TestContext.Current.CancellationToken);
        Assert.Contains(list.GetProperty("items").EnumerateArray(), item => item.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task Execution_WhenForkedAtAStage_KeepsWhatCameBefore()
    {
        using HttpResponseMessage executed = await ExecuteAsync(await SampleAsync(0));
        string id = (await ApiHost.ReadAsync(executed)).GetProperty("execution_id").GetString()!;

        using HttpResponseMessage forked = await _client.PostAsJsonAsync(
            $"/api/executions/{id}/fork", new { stage = "draft" }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Accepted, forked.StatusCode);
        JsonElement detail = await _client.GetFromJsonAsync<JsonElement>(forked.Headers.Location, TestContext.Current.CancellationToken);
        Assert.Equal(id, detail.GetProperty("forked_from").GetProperty("execution_id").GetString());
    }

    [Fact]
    public async Task Workflow_WhenRead_ListsNineStagesAndAnExample()
    {
        JsonElement workflow = await _client.GetFromJsonAsync<JsonElement>(
            $"/api/workflows/{Workflow}", TestContext.Current.CancellationToken);

        Assert.Equal(
            ["intake", "extract", "enrich", "compare", "classify", "score", "draft", "review", "persist"],
            workflow.GetProperty("stages").EnumerateArray().Select(stage => stage.GetProperty("id").GetString()));
        Assert.Equal(JsonValueKind.Object, workflow.GetProperty("example_input").ValueKind);
    }

    private async Task<string> SampleAsync(int index)
    {
        JsonElement samples = await _client.GetFromJsonAsync<JsonElement>("/api/samples", TestContext.Current.CancellationToken);
        return samples.GetProperty("items")[index].GetProperty("text").GetString()!;
    }

    private static HttpRequestMessage Request(string text) => new(HttpMethod.Post, "/api/prompts/execute")
    {
        Content = JsonContent.Create(new { workflow = Workflow, input_data = new { questionnaire_text = text } }),
    };

    private Task<HttpResponseMessage> ExecuteAsync(string text) => _client.SendAsync(Request(text), TestContext.Current.CancellationToken);

    private async Task<string> ExecuteWithKeyAsync(string text, string key)
    {
        using HttpRequestMessage request = Request(text);
        request.Headers.Add("Idempotency-Key", key);
        using HttpResponseMessage response = await _client.SendAsync(request, TestContext.Current.CancellationToken);
        return (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
    }

    private async Task<List<long>> ReadIdsAsync(string path, long? lastEventId, int count)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);

        if (lastEventId is { } id)
        {
            request.Headers.Add("Last-Event-ID", $"{id}");
        }

        using HttpResponseMessage response = await _client.SendAsync(
            request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        var ids = new List<long>();

        while (ids.Count < count && await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
            {
                ids.Add(long.Parse(line["id: ".Length..], System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        return ids;
    }
}
