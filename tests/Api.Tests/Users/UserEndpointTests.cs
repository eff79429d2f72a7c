using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Users;

/// <summary>Preferences, history, feedback and erasure through HTTP. Access is open; each test has a user of its own.</summary>
public class UserEndpointTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();
    private readonly string _user = $"u-{Guid.CreateVersion7():N}";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Preferences_WhenWrittenWithTheirTag_AreGuardedAgainstLostUpdates()
    {
        using HttpResponseMessage none = await _client.GetAsync($"/api/users/{_user}/preferences", Cancel);
        using HttpResponseMessage first = await PutAsync(new { theme = "dark" }, "\"0\"");
        using HttpResponseMessage second = await PutAsync(new { theme = "light" }, first.Headers.ETag!.Tag);
        using HttpResponseMessage stale = await PutAsync(new { theme = "red" }, first.Headers.ETag.Tag);
        using HttpResponseMessage created = await PutAsync(new { theme = "red" }, "\"0\"");
        using HttpResponseMessage unguarded = await PutAsync(new { theme = "green" }, null);

        Assert.Equal("\"0\"", none.Headers.ETag!.Tag);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK, "\"2\""), (first.StatusCode, second.StatusCode, second.Headers.ETag!.Tag));
        await ProblemAssert.IsAsync(stale, HttpStatusCode.PreconditionFailed, "precondition_failed");
        await ProblemAssert.IsAsync(created, HttpStatusCode.PreconditionFailed, "precondition_failed");
        JsonElement kept = await ApiHost.ReadAsync(unguarded);
        Assert.Equal(
            ("green", 3), (kept.GetProperty("preferences").GetProperty("theme").GetString(), kept.GetProperty("version").GetInt32()));
    }

    [Theory]
    [InlineData("""{"preferences":[1]}""", "preferences")]
    [InlineData("""{"preferences":{"a":[[1]]}}""", "preferences.a[0]")]
    [InlineData("""{"preferences":{"":1}}""", "preferences")]
    [InlineData("""{"preferences":{"__id__":1}}""", "preferences")]
    [InlineData(
        """{"preferences":{"a":{"b":{"c":{"d":{"e":{"f":{"g":{"h":{"i":{"j":{"k":{"l":{"m":{"n":{"o":{"p":{}}}}}}}}}}}}}}}}}}""",
        "preferences.a.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p")]
    public async Task PutPreferences_WhenTheyCannotBeKept_NamesTheField(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _client.PutAsync($"/api/users/{_user}/preferences", content, Cancel);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task PutPreferences_WhenTooLargeOrMisnamed_NamesTheField()
    {
        using HttpResponseMessage large = await PutAsync(new { text = new string('x', 70_000) }, null);
        using HttpResponseMessage tag = await PutAsync(new { theme = "dark" }, "\"x\"");
        using HttpResponseMessage misspelt = await _client.PutAsJsonAsync(
            $"/api/users/{_user}/preferences", new { preference = new { } }, Cancel);
        using HttpResponseMessage user = await _client.GetAsync($"/api/users/{new string('u', 129)}/preferences", Cancel);

        Assert.True((await ProblemAssert.IsAsync(large, HttpStatusCode.BadRequest, "invalid_request"))
            .GetProperty("errors")
            .TryGetProperty("preferences", out _));
        Assert.True((await ProblemAssert.IsAsync(tag, HttpStatusCode.BadRequest, "invalid_request"))
            .GetProperty("errors")
            .TryGetProperty("If-Match", out _));
        await ProblemAssert.IsAsync(misspelt, HttpStatusCode.BadRequest, "unknown_field");
        Assert.True((await ProblemAssert.IsAsync(user, HttpStatusCode.BadRequest, "invalid_request"))
            .GetProperty("errors")
            .TryGetProperty("user_id", out _));
    }

    [Fact]
    public async Task History_HasEveryWorkflowTheUserRanNewestFirst()
    {
        var workflows = new WorkflowClient(_client);
        string contract = await RunAsync(await workflows.SampleAsync());
        string failed = await RunAsync(WorkflowClient.Blank);

        JsonElement first = await ListAsync("history?limit=1");
        JsonElement second = await ListAsync($"history?limit=1&cursor={first.GetProperty("next_cursor").GetString()}");

        JsonElement latest = first.GetProperty("items")[0];
        JsonElement earliest = second.GetProperty("items")[0];
        Assert.Equal((failed, "execution", "failed"), (
            latest.GetProperty("execution_id").GetString(),
            latest.GetProperty("kind").GetString(),
            latest.GetProperty("status").GetString()));
        Assert.Equal((contract, "contract", "succeeded"), (
            earliest.GetProperty("execution_id").GetString(),
            earliest.GetProperty("kind").GetString(),
            earliest.GetProperty("status").GetString()));
        Assert.Equal("workflows/questionnaire_to_contract", earliest.GetProperty("workflow").GetString());
        Assert.Equal((2, JsonValueKind.Null), (second.GetProperty("total").GetInt32(), second.GetProperty("next_cursor").ValueKind));
    }

    [Fact]
    public async Task LeagueData_OfAnExecution_IsReadableByItsId()
    {
        string id = await RunAsync(await new WorkflowClient(_client).SampleAsync());

        JsonElement record = await _client.GetFromJsonAsync<JsonElement>($"/api/leagues/records/{id}", Cancel);
        JsonElement contract = await _client.GetFromJsonAsync<JsonElement>($"/api/leagues/contracts/{id}", Cancel);
        using HttpResponseMessage missing = await _client.GetAsync($"/api/leagues/records/{Guid.CreateVersion7()}", Cancel);

        Assert.Equal(record.GetProperty("league_name").GetString(), contract.GetProperty("league_name").GetString());
        Assert.Contains("#", contract.GetProperty("markdown").GetString(), StringComparison.Ordinal);
        await ProblemAssert.IsAsync(missing, HttpStatusCode.NotFound, "league_record_not_found");
    }

    [Fact]
    public async Task Feedback_IsKeptForExecutionsAndPrompts()
    {
        string id = await RunAsync(WorkflowClient.Blank);

        using HttpResponseMessage run = await FeedbackAsync(new { execution_id = id, rating = 2, comment = "too empty" });
        using HttpResponseMessage prompt = await FeedbackAsync(
            new { @namespace = "workflows", name = "extract_questionnaire", rating = 5 });

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (run.StatusCode, prompt.StatusCode));
        JsonElement items = (await ListAsync("feedback")).GetProperty("items");
        Assert.Equal([5, 2], items.EnumerateArray().Select(item => item.GetProperty("rating").GetInt32()));
        Assert.Equal(1, items[0].GetProperty("version").GetInt32());
        Assert.Equal(id, items[1].GetProperty("execution_id").GetString());
    }

    [Theory]
    [InlineData("""{"rating":3}""", "execution_id")]
    [InlineData("""{"execution_id":"018f0000-0000-7000-8000-000000000000","namespace":"a","name":"b","rating":3}""", "execution_id")]
    [InlineData("""{"namespace":"workflows","rating":3}""", "name")]
    [InlineData("""{"namespace":"workflows","name":"x","version":0,"rating":3}""", "version")]
    [InlineData("""{"namespace":"workflows","name":"x","rating":0}""", "rating")]
    [InlineData("""{"namespace":"workflows","name":"x","rating":6}""", "rating")]
    public async Task Feedback_WhenItSaysNothing_NamesTheField(string body, string field)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");

        using HttpResponseMessage response = await _client.PostAsync($"/api/users/{_user}/feedback", content, Cancel);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), problem.GetRawText());
    }

    [Fact]
    public async Task Feedback_AboutWhatDoesNotExist_Is404()
    {
        using HttpResponseMessage execution = await FeedbackAsync(new { execution_id = Guid.CreateVersion7(), rating = 3 });
        using HttpResponseMessage entry = await FeedbackAsync(new { @namespace = "workflows", name = "no such prompt", rating = 3 });
        using HttpResponseMessage version = await FeedbackAsync(
            new { @namespace = "workflows", name = "extract_questionnaire", version = 4000, rating = 3 });

        await ProblemAssert.IsAsync(execution, HttpStatusCode.NotFound, "execution_not_found");
        await ProblemAssert.IsAsync(entry, HttpStatusCode.NotFound, "entry_not_found");
        await ProblemAssert.IsAsync(version, HttpStatusCode.NotFound, "version_not_found");
    }

    [Theory]
    [InlineData("history?limit=0", "limit")]
    [InlineData("feedback?limit=501", "limit")]
    [InlineData("history?cursor=x", "cursor")]
    public async Task List_WhenThePageIsNone_NamesTheField(string path, string field)
    {
        using HttpResponseMessage response = await _client.GetAsync($"/api/users/{_user}/{path}", Cancel);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Erase_LeavesTheRunAndNothingThatNamesTheUser()
    {
        string id = await RunAsync(await new WorkflowClient(_client).SampleAsync());
        using HttpResponseMessage put = await PutAsync(new { theme = "dark" }, null);
        using HttpResponseMessage said = await FeedbackAsync(new { execution_id = id, rating = 4 });

        using HttpResponseMessage erased = await _client.DeleteAsync($"/api/users/{_user}", Cancel);
        using HttpResponseMessage again = await _client.DeleteAsync($"/api/users/{_user}", Cancel);

        Assert.Equal((HttpStatusCode.NoContent, HttpStatusCode.NoContent), (erased.StatusCode, again.StatusCode));
        Assert.Equal(
            0, (await _client.GetFromJsonAsync<JsonElement>($"/api/users/{_user}/preferences", Cancel)).GetProperty("version").GetInt32());
        Assert.Equal(
            (0, 0),
            ((await ListAsync("history")).GetProperty("total").GetInt32(), (await ListAsync("feedback")).GetProperty("total").GetInt32()));
        JsonElement run = await _client.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", Cancel);
        Assert.Equal("succeeded", run.GetProperty("execution").GetProperty("status").GetString());
        Assert.DoesNotContain(_user, run.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Erase_WhileARunOfTheUserGoesOn_LeavesNoHistoryBehind()
    {
        var workflows = new WorkflowClient(_client);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(new
            {
                workflow = WorkflowClient.Workflow,
                input_data = WorkflowClient.Input(
                await workflows.SampleAsync()),
                stage_delay_ms = 150,
                user_id = _user
            }),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage started = await _client.SendAsync(request, Cancel);
        string id = (await ApiHost.ReadAsync(started)).GetProperty("execution_id").GetString()!;

        using HttpResponseMessage erased = await _client.DeleteAsync($"/api/users/{_user}", Cancel);

        JsonElement run = await workflows.WaitForAsync(id, "execution.succeeded");
        Assert.Equal("succeeded", run.GetProperty("execution").GetProperty("status").GetString());
        Assert.Equal(0, (await ListAsync("history")).GetProperty("total").GetInt32());
    }

    private Task<JsonElement> ListAsync(string path) => _client.GetFromJsonAsync<JsonElement>($"/api/users/{_user}/{path}", Cancel);

    private Task<HttpResponseMessage> FeedbackAsync(object body) => _client.PostAsJsonAsync($"/api/users/{_user}/feedback", body, Cancel);

    private async Task<string> RunAsync(string text)
    {
        using HttpResponseMessage response = await new WorkflowClient(_client).PostAsync(
            "/api/prompts/execute", new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(text), user_id = _user });
        return (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
    }

    private async Task<HttpResponseMessage> PutAsync(object preferences, string? tag)
    {
        using var request = new HttpRequestMessage(
            HttpMethod.Put, $"/api/users/{_user}/preferences")
        { Content = JsonContent.Create(new { preferences }) };

        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        }

        return await _client.SendAsync(request, Cancel);
    }
}
