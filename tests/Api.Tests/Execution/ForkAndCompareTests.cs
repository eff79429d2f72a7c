using System.Net;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Execution;

public class ForkAndCompareTests(ApiHost host)
{
    private readonly WorkflowClient _client = new(host.CreateClient());

    [Fact]
    public async Task Fork_KeepsTheFirstStages_AndTheComparisonSaysSo()
    {
        string id = await RunSampleAsync();
        var other = new { from_stage = "draft", versions = new[] { $"workflows/{WorkflowClient.Workflow}@1" } };

        using HttpResponseMessage forked = await _client.PostAsync($"/api/executions/{id}/fork", other);
        string fork = (await ApiHost.ReadAsync(forked)).GetProperty("execution_id").GetString()!;
        await _client.WaitForAsync(fork, "execution.succeeded");
        JsonElement comparison = await _client.GetAsync($"/api/executions/{id}/compare?with={fork}");

        Assert.Equal(HttpStatusCode.Accepted, forked.StatusCode);
        Assert.Equal((id, fork), (RunOf(comparison, "a"), RunOf(comparison, "b")));
        Assert.Equal(0, comparison.GetProperty("entries").GetArrayLength());
        Assert.True(comparison.GetProperty("input").GetProperty("equal").GetBoolean());
        JsonElement extract = StageOf(comparison, "extract");
        Assert.Equal(id, extract.GetProperty("b").GetProperty("reused_from").GetString());
        Assert.True(extract.GetProperty("output").GetProperty("equal").GetBoolean());
        Assert.StartsWith("components/", extract.GetProperty("a").GetProperty("versions")[0].GetString(), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, StageOf(comparison, "draft").GetProperty("b").GetProperty("reused_from").ValueKind);
    }

    [Fact]
    public async Task Fork_OfTheWrongForm_IsRefusedByField()
    {
        string id = await RunSampleAsync();

        foreach ((object body, string field) in new (object, string)[]
        {
            (new { }, "from_stage"),
            (new { from_stage = "draft", stage = "draft" }, "from_stage"),
            (new { from_stage = "draft", versions = new[] { "a@" } }, "versions[0]"),
            (new { from_stage = "draft", input_data = 1 }, "input_data"),
        })
        {
            using HttpResponseMessage response = await _client.PostAsync($"/api/executions/{id}/fork", body);
            JsonElement problem = await ProblemAssert.IsAsync(response, HttpStatusCode.BadRequest, "invalid_request");
            Assert.True(problem.GetProperty("errors").TryGetProperty(field, out _), field);
        }

        using HttpResponseMessage unused = await _client.PostAsync(
            $"/api/executions/{id}/fork", new { from_stage = "draft", versions = new[] { "commands/summarise_meeting" } });
        await ProblemAssert.IsAsync(unused, HttpStatusCode.UnprocessableEntity, "invalid_workflow");
        using HttpResponseMessage input = await _client.PostAsync(
            $"/api/executions/{id}/fork", new { from_stage = "draft", input_data = new { } });
        await ProblemAssert.IsAsync(input, HttpStatusCode.UnprocessableEntity, "invalid_input");
    }

    [Fact]
    public async Task Compare_WithNothingOrNobody_IsRefused()
    {
        string id = await RunSampleAsync();

        using HttpResponseMessage none = await _client.Http.GetAsync(
            $"/api/executions/{id}/compare", TestContext.Current.CancellationToken);
        using HttpResponseMessage unknown = await _client.Http.GetAsync(
            $"/api/executions/{id}/compare?with={Guid.CreateVersion7()}", TestContext.Current.CancellationToken);

        JsonElement problem = await ProblemAssert.IsAsync(none, HttpStatusCode.BadRequest, "invalid_request");
        Assert.True(problem.GetProperty("errors").TryGetProperty("with", out _));
        await ProblemAssert.IsAsync(unknown, HttpStatusCode.NotFound, "execution_not_found");
    }

    private async Task<string> RunSampleAsync() =>
        (await _client.RunAsync(await _client.SampleAsync())).GetProperty("execution_id").GetString()!;

    private static string? RunOf(JsonElement comparison, string side) =>
        comparison.GetProperty(side).GetProperty("execution").GetProperty("id").GetString();

    private static JsonElement StageOf(JsonElement comparison, string stage) =>
        comparison.GetProperty("stages").EnumerateArray().Single(item => item.GetProperty("stage").GetString() == stage);
}
