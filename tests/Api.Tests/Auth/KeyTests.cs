using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;
using PromptIntel.Api.Tests.Execution;

namespace PromptIntel.Api.Tests.Auth;

/// <summary>What a key gives and what it does not, in Production.</summary>
public class KeyTests(GuardedHost host) : IClassFixture<GuardedHost>
{
    [Fact]
    public async Task Events_WhenKeyIsGiven_AreStreamedAndWithoutItRefused()
    {
        using HttpClient nobody = host.CreateClient();
        var reader = new WorkflowClient(host.ClientFor("reader"));
        string id = (await reader.RunAsync(WorkflowClient.Blank)).GetProperty("execution_id").GetString()!;

        JsonElement ended = await reader.WaitForAsync(id, "execution.failed");
        using HttpResponseMessage refused = await nobody.GetAsync($"/api/executions/{id}/events", TestContext.Current.CancellationToken);

        Assert.Equal("failed", ended.GetProperty("execution").GetProperty("status").GetString());
        await ProblemAssert.IsAsync(refused, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Fact]
    public async Task Execute_WhenKeyIsNotTrusted_IsAttributedToTheKeyWhateverTheRequestSays()
    {
        var reader = new WorkflowClient(host.ClientFor("reader"));

        using HttpResponseMessage response = await reader.PostAsync(
            "/api/prompts/execute",
            new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input(WorkflowClient.Blank), user_id = "somebody-else" });

        string id = (await ApiHost.ReadAsync(response)).GetProperty("execution_id").GetString()!;
        Assert.Equal(
            "reader", (await reader.GetAsync($"/api/executions/{id}")).GetProperty("execution").GetProperty("user_id").GetString());
    }

    [Fact]
    public async Task Update_WhenEditorMayNotPublish_LabelsTheVersionCandidate()
    {
        using HttpClient publisher = host.ClientFor("publisher");
        using HttpClient editor = host.ClientFor("editor");
        string name = await ApiHost.CreatePromptAsync(publisher);

        using HttpResponseMessage update = await editor.PostAsJsonAsync(
            "/api/prompts/update", new { @namespace = "general", name, content = "Hi {{name}}" }, TestContext.Current.CancellationToken);
        using HttpResponseMessage promotion = await editor.PutAsJsonAsync(
            $"/api/prompts/general/{name}/labels/production", new { version = 2 }, TestContext.Current.CancellationToken);
        using HttpResponseMessage promoted = await publisher.PutAsJsonAsync(
            $"/api/prompts/general/{name}/labels/production", new { version = 2 }, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, update.StatusCode);
        await ProblemAssert.IsAsync(promotion, HttpStatusCode.Forbidden, "forbidden");
        JsonElement labels = (await ApiHost.ReadAsync(promoted)).GetProperty("labels");
        Assert.Equal((2, 2), (labels.GetProperty("candidate").GetInt32(), labels.GetProperty("production").GetInt32()));
    }

    [Fact]
    public async Task Versions_WhenWrittenWithAKey_NameItsHolder()
    {
        using HttpClient publisher = host.ClientFor("publisher");
        string name = await ApiHost.CreatePromptAsync(publisher);

        JsonElement versions = await publisher.GetFromJsonAsync<JsonElement>(
            $"/api/prompts/general/{name}/versions", TestContext.Current.CancellationToken);

        Assert.Equal("publisher", versions.GetProperty("items")[0].GetProperty("author").GetString());
    }

    [Theory]
    [InlineData("/api/prompts/workflows/extract_questionnaire")]
    [InlineData("/api/prompts/workflows/extract_questionnaire?version=1")]
    [InlineData("/api/prompts/workflows/extract_questionnaire?label=production")]
    public async Task Prompt_WhenKeyIsMissing_IsNotServedFromMemoryEither(string path)
    {
        using HttpClient nobody = host.CreateClient();

        using HttpResponseMessage response = await nobody.GetAsync(path, TestContext.Current.CancellationToken);

        await ProblemAssert.IsAsync(response, HttpStatusCode.Unauthorized, "unauthorized");
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    [InlineData("/openapi/v1.json")]
    public async Task Page_WhenItHoldsNothingOfAnybody_NeedsNoKey(string path)
    {
        using HttpClient nobody = host.CreateClient();

        using HttpResponseMessage response = await nobody.GetAsync(path, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task StageDelay_WhenNotInDevelopment_IsRefused()
    {
        var reader = new WorkflowClient(host.ClientFor("reader"));

        using HttpResponseMessage response = await reader.PostAsync(
            "/api/prompts/execute",
            new { workflow = WorkflowClient.Workflow, input_data = WorkflowClient.Input("x"), stage_delay_ms = 10 });

        await ProblemAssert.IsAsync(response, HttpStatusCode.UnprocessableEntity, "invalid_request");
    }
}
