using System.Net;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

/// <summary>A questionnaire that says little waits at review for a person.</summary>
public class ApprovalTests(ApiHost host)
{
    private readonly WorkflowClient _client = new(host.CreateClient());

    [Fact]
    public async Task Execute_WhenConfidenceIsLow_Is202AndWaitsAtReview()
    {
        using HttpResponseMessage response = await _client.ExecuteAsync(WorkflowClient.Short);

        JsonElement answer = await ApiHost.ReadAsync(response);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/api/executions/{Id(answer)}", response.Headers.Location!.ToString());
        Assert.Equal("waiting", answer.GetProperty("status").GetString());
        Assert.Equal("waiting", Stage(answer, "review").GetProperty("status").GetString());
        Assert.Equal("pending", Stage(answer, "persist").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Approve_WhenWaiting_SucceedsWithoutRunningTheStageAgain()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        using HttpResponseMessage approved = await _client.PostAsync(
            $"/api/executions/{id}/stages/review/approve", new { comment = "read and agreed" });
        JsonElement detail = await _client.WaitForAsync(id, "execution.succeeded");

        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        Assert.Equal("succeeded", detail.GetProperty("execution").GetProperty("status").GetString());
        JsonElement review = Stage(detail, "review");
        Assert.Equal(1, review.GetProperty("attempts").GetInt32());
        Assert.Equal("read and agreed", review.GetProperty("output").GetProperty("approval").GetProperty("comment").GetString());
        Assert.Single(detail.GetProperty("attempts").EnumerateArray(), attempt => attempt.GetProperty("stage").GetString() == "review");
        Assert.Equal("succeeded", Stage(detail, "persist").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Reject_WhenWaiting_FailsTheExecutionAndPersistsNothing()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        using HttpResponseMessage rejected = await _client.PostAsync(
            $"/api/executions/{id}/stages/review/reject", new { comment = "no legal entity" });
        JsonElement detail = await _client.WaitForAsync(id, "execution.failed");

        Assert.Equal(HttpStatusCode.OK, rejected.StatusCode);
        JsonElement error = detail.GetProperty("execution").GetProperty("error");
        Assert.Equal(
            ("rejected", "review", "no legal entity"),
            (error.GetProperty("code").GetString(), error.GetProperty("stage").GetString(), error.GetProperty("detail").GetString()));
        Assert.Equal(0, Stage(detail, "persist").GetProperty("attempts").GetInt32());
    }

    [Theory]
    [InlineData("approve", "approve")]
    [InlineData("approve", "reject")]
    [InlineData("reject", "approve")]
    public async Task Answer_WhenGivenTwice_CountsOnce(string first, string second)
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        using HttpResponseMessage counted = await _client.PostAsync($"/api/executions/{id}/stages/review/{first}");
        using HttpResponseMessage late = await _client.PostAsync($"/api/executions/{id}/stages/review/{second}");

        Assert.Equal(HttpStatusCode.OK, counted.StatusCode);
        await ProblemAssert.IsAsync(late, HttpStatusCode.Conflict, "wrong_state");
    }

    [Fact]
    public async Task Answer_WhenManyComeAtOnce_OneCounts()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        HttpResponseMessage[] answers = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => _client.PostAsync($"/api/executions/{id}/stages/review/approve")));

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.All(
            answers.Where(answer => answer.StatusCode != HttpStatusCode.OK),
            answer => Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode));
        Assert.All(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Fork_WhenExecutionOrStageIsUnknown_SaysWhich()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        using HttpResponseMessage noStage = await _client.PostAsync($"/api/executions/{id}/fork", new { stage = "none" });
        using HttpResponseMessage noExecution = await _client.PostAsync(
            $"/api/executions/{Guid.CreateVersion7()}/fork", new { stage = "draft" });

        await ProblemAssert.IsAsync(noStage, HttpStatusCode.NotFound, "stage_not_found");
        await ProblemAssert.IsAsync(noExecution, HttpStatusCode.NotFound, "execution_not_found");
    }

    [Fact]
    public async Task Resume_WhenRejected_AsksThePersonAgain()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));
        using HttpResponseMessage rejected = await _client.PostAsync($"/api/executions/{id}/stages/review/reject");
        await _client.WaitForAsync(id, "execution.failed");

        using HttpResponseMessage resumed = await _client.PostAsync($"/api/executions/{id}/resume");
        bool isResumed = false;

        // The execution waited before, too: what counts is the wait after the resumption.
        await foreach (string line in _client.EventLinesAsync($"/api/executions/{id}/events"))
        {
            isResumed |= line == "event: execution.resumed";

            if (isResumed && line == "event: execution.waiting")
            {
                break;
            }
        }

        Assert.Equal(HttpStatusCode.OK, resumed.StatusCode);
        Assert.Equal("waiting", Stage(await _client.GetAsync($"/api/executions/{id}"), "review").GetProperty("status").GetString());
    }

    [Fact]
    public async Task Approvals_ListsWhatWaits_WithWhyAndWhereToAnswer()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        JsonElement list = await _client.GetAsync($"/api/approvals?execution_id={id}");

        JsonElement item = Assert.Single(list.GetProperty("items").EnumerateArray());
        Assert.Equal(
            ("questionnaire_to_contract", "review", $"/api/executions/{id}/stages/review/approve"),
            (item.GetProperty("workflow").GetString(), item.GetProperty("stage").GetString(), item.GetProperty("approve").GetString()));
        Assert.Equal(
            Stage(await _client.GetAsync($"/api/executions/{id}"), "review").GetProperty("output").GetProperty("question").GetString(),
            item.GetProperty("reason").GetString());
        using HttpResponseMessage approved = await _client.PostAsync(item.GetProperty("approve").GetString()!);
        Assert.Empty((await _client.GetAsync($"/api/approvals?execution_id={id}")).GetProperty("items").EnumerateArray());
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("cursor=x", "cursor")]
    [InlineData("user_id=", "user_id")]
    public async Task Approvals_WithAWrongParameter_NamesIt(string query, string field)
    {
        using HttpResponseMessage response = await _client.Http.GetAsync(
            $"/api/approvals?{query}", TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
    }

    [Fact]
    public async Task Approve_WithValues_ContinuesWithThem()
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        using HttpResponseMessage approved = await _client.PostAsync(
            $"/api/executions/{id}/stages/review/approve", new { values = new { remarks = new[] { "The address is known to us." } } });
        JsonElement detail = await _client.WaitForAsync(id, "execution.succeeded");

        Assert.Equal(HttpStatusCode.OK, approved.StatusCode);
        JsonElement output = Stage(detail, "review").GetProperty("output");
        Assert.Equal("The address is known to us.", output.GetProperty("remarks")[0].GetString());
        Assert.Equal("remarks", output.GetProperty("approval").GetProperty("edited")[0].GetString());
    }

    [Theory]
    [InlineData("approve", """{"values":{"remarks":"none"}}""", "invalid_input", "values.remarks")]
    [InlineData("approve", """{"values":{"nothing":1}}""", "invalid_input", "values.nothing")]
    [InlineData("approve", """{"values":[1]}""", "invalid_request", "values")]
    [InlineData("reject", """{"values":{"remarks":[]}}""", "invalid_request", "values")]
    public async Task Answer_WithValuesThatDoNotFit_NamesThem_AndTheStageStillWaits(string verb, string body, string code, string field)
    {
        string id = Id(await _client.RunAsync(WorkflowClient.Short));

        using HttpResponseMessage refused = await _client.PostAsync(
            $"/api/executions/{id}/stages/review/{verb}", JsonElement.Parse(body));

        JsonElement problem = await ProblemAssert.IsAsync(
            refused, code == "invalid_input" ? HttpStatusCode.UnprocessableEntity : HttpStatusCode.BadRequest, code);
        Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _));
        Assert.Equal("waiting", Stage(await _client.GetAsync($"/api/executions/{id}"), "review").GetProperty("status").GetString());
    }

    private static string Id(JsonElement answer) => answer.GetProperty("execution_id").GetString()!;

    private static JsonElement Stage(JsonElement execution, string name) =>
        execution.GetProperty("stages").EnumerateArray().Single(stage => stage.GetProperty("stage").GetString() == name);
}
