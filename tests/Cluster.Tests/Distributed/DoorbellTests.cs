using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>An Api and a Worker that ask the database only once a minute: whatever happens sooner was rung for.</summary>
public sealed class DoorbellTests : IAsyncLifetime
{
    private LocalCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _cluster = await LocalCluster.StartAsync(
            apis: 1, workers: 1, ["PromptIntel__Execution__PollInterval=00:01:00", "PromptIntel__Api__MaxWait=00:00:55"]);

    public ValueTask DisposeAsync() => _cluster?.DisposeAsync() ?? ValueTask.CompletedTask;

    [Fact]
    public async Task WorkIsClaimed_StagesAreSeen_AndTheEndIsAnswered_WithoutWaitingForAPoll()
    {
        HttpClient api = _cluster.Apis[0];
        string text = (await api.GetFromJsonAsync<JsonElement>("/api/samples", Token)).GetProperty("items")[0]
            .GetProperty("text")
            .GetString()!;
        object run = new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = text } };

        // The first of a process takes its time; what comes of it is not asked.
        using (await api.PostAsJsonAsync("/api/prompts/execute", run, Token))
        {
        }

        // One could come just before a poll; two in a row cannot.
        for (int turn = 0; turn < 2; turn++)
        {
            using HttpResponseMessage answered = await api.PostAsJsonAsync("/api/prompts/execute", run, Token);
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
            Assert.Equal("success", (await answered.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("status").GetString());
        }

        using var later = new HttpRequestMessage(
            HttpMethod.Post, "/api/prompts/execute")
        { Content = JsonContent.Create(run), Headers = { { "Prefer", "respond-async" } } };
        using HttpResponseMessage started = await api.SendAsync(later, Token);
        string id = (await started.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("execution_id").GetString()!;
        string events = await api.GetStringAsync($"/api/executions/{id}/events", Token);
        Assert.Contains("event: execution.succeeded", events, StringComparison.Ordinal);
    }
}
