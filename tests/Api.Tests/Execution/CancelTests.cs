using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

/// <summary>Executions with a pause in every stage: what happens to them in the middle.</summary>
public class CancelTests(ApiHost host)
{
    private const int Pause = 300;

    private readonly WorkflowClient _client = new(host.CreateClient());

    [Fact]
    public async Task Cancel_WhenInTheMiddle_EndsItAndResumeKeepsWhatWasDone()
    {
        string id = await _client.StartSlowlyAsync(await _client.SampleAsync(), Pause);
        await _client.WaitForAsync(id, "stage.succeeded");

        using HttpResponseMessage cancelled = await _client.PostAsync($"/api/executions/{id}/cancel", new { reason = "wrong file" });
        JsonElement stopped = await _client.GetAsync($"/api/executions/{id}");
        using HttpResponseMessage resumed = await _client.PostAsync($"/api/executions/{id}/resume");
        JsonElement ended = await _client.WaitForAsync(id, "execution.succeeded");

        Assert.Equal("cancelled", (await ApiHost.ReadAsync(cancelled)).GetProperty("status").GetString());
        Assert.Equal("cancelled", stopped.GetProperty("execution").GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        Assert.Equal("succeeded", ended.GetProperty("execution").GetProperty("status").GetString());
        Assert.Equal(1, ended.GetProperty("stages")[0].GetProperty("attempts").GetInt32());
    }

    [Fact]
    public async Task Execute_WhenTheClientLeaves_GoesOn()
    {
        string user = $"u{Guid.CreateVersion7():N}";
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        Task<HttpResponseMessage> running = _client.Http.PostAsJsonAsync(
            "/api/prompts/execute",
            new
            {
                workflow = WorkflowClient.Workflow,
                input_data = WorkflowClient.Input(
                await _client.SampleAsync()),
                stage_delay_ms = Pause,
                user_id = user
            },
            leaving.Token);
        string id = await FindAsync(user);
        await _client.WaitForAsync(id, "stage.succeeded");

        await leaving.CancelAsync();
        JsonElement ended = await _client.WaitForAsync(id, "execution.succeeded");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Equal("succeeded", ended.GetProperty("execution").GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("cancel")]
    [InlineData("resume")]
    public async Task Change_WhenSucceeded_Is409(string verb)
    {
        JsonElement answer = await _client.RunAsync(await _client.SampleAsync());

        using HttpResponseMessage response = await _client.PostAsync(
            $"/api/executions/{answer.GetProperty("execution_id").GetString()}/{verb}");

        await ProblemAssert.IsAsync(response, HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Executions_WhenFiltered_GiveThoseAndPageThroughThem()
    {
        string user = $"u{Guid.CreateVersion7():N}";
        DateTimeOffset before = DateTimeOffset.Parse(
            (await _client.RunAsync(WorkflowClient.Blank)).GetProperty("stages")[0].GetProperty("completed_at").GetString()!,
            System.Globalization.CultureInfo.InvariantCulture);

        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage response = await _client.PostAsync(
                "/api/prompts/execute",
                new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(WorkflowClient.Blank), user_id = user });
        }

        string filter =
            $"/api/executions?user_id={user}&status=failed&workflow={WorkflowClient.Workflow}"
                + $"&since={Uri.EscapeDataString(before.ToString("O"))}";
        JsonElement first = await _client.GetAsync($"{filter}&limit=2");
        JsonElement second = await _client.GetAsync($"{filter}&limit=2&cursor={first.GetProperty("next_cursor").GetString()}");

        Assert.Equal(3, first.GetProperty("total").GetInt32());
        Assert.Equal(3, first.GetProperty("items")
            .EnumerateArray()
            .Concat(second.GetProperty("items").EnumerateArray())
            .Select(item => item.GetProperty("id").GetString())
            .Distinct()
            .Count());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        Assert.Equal(0, (await _client.GetAsync($"/api/executions?user_id={user}&status=succeeded")).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("/api/executions?since=yesterday", "since", "must be a date and time in ISO 8601")]
    [InlineData("/api/executions?limit=many", "limit", "must be a whole number")]
    [InlineData("/api/executions?text=a%00b", "text", "must not contain the character U+0000")]
    [InlineData("/api/executions?workflow=a%00b", "workflow", "must not contain the character U+0000")]
    [InlineData("/api/approvals?workflow=a%00b", "workflow", "must not contain the character U+0000")]
    [InlineData("/api/approvals?for=a%00b", "for", "must not contain the character U+0000")]
    [InlineData("/api/prompts/general/classify_text?version=first", "version", "must be a whole number")]
    public async Task Query_WhenValueHasTheWrongForm_SaysWhatIsAllowed(string path, string field, string allowed)
    {
        using HttpResponseMessage response = await _client.Http.GetAsync(path, TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.Equal(allowed, problem.GetProperty("errors").GetProperty(field)[0].GetString());
    }

    [Theory]
    [InlineData("\"version\":9")]
    [InlineData("\"label\":\"nobody\"")]
    public async Task Execute_WhenVersionIsUnknown_Is404(string selector)
    {
        using var content = new StringContent(
            $"{{\"workflow\":\"{WorkflowClient.Workflow}\",\"input_data\":{{\"questionnaire_text\":\"x\"}},{selector}}}",
            System.Text.Encoding.UTF8,
            "application/json");

        using HttpResponseMessage response = await _client.Http.PostAsync(
            "/api/prompts/execute", content, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.NotFound, "version_not_found");
    }

    [Fact]
    public async Task ExecutePrompt_WhenVariablesMiss_NamesThemAsTheRequestDoes()
    {
        using HttpResponseMessage missing = await _client.PostAsync(
            "/api/prompts/workflows/extract_questionnaire/execute", new { variables = new { } });
        using HttpResponseMessage operation = await _client.PostAsync(
            "/api/prompts/components/extract_questionnaire/execute", new { variables = new { } });

        JsonElement problem = await ProblemAssert.IsAsync(missing, HttpStatusCode.UnprocessableEntity, "invalid_input");
        Assert.True(problem.GetProperty("errors").TryGetProperty("variables.questionnaire_text", out _), problem.ToString());
        await ProblemAssert.IsAsync(operation, HttpStatusCode.UnprocessableEntity, "invalid_request");
    }

    /// <summary>The one execution of the user, as soon as it is there.</summary>
    private async Task<string> FindAsync(string user)
    {
        while (true)
        {
            JsonElement found = await _client.GetAsync($"/api/executions?user_id={user}");

            if (found.GetProperty("total").GetInt32() > 0)
            {
                return found.GetProperty("items")[0].GetProperty("id").GetString()!;
            }
        }
    }
}
