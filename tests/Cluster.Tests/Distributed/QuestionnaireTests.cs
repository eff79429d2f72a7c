using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>The shipped workflow, its Worker killed in the middle: it costs nothing but time.</summary>
[Collection(nameof(DistributedTests))]
public sealed class QuestionnaireTests(WorkersCluster workers)
{
    private static readonly string[] Others = ["worker-2", "worker-3"];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WorkerKilledInTheMiddle_AnotherGoesOn_AndKeepsEveryStageThatWasDone()
    {
        StageRuns runs = await workers.BeginAsync();
        await Task.WhenAll(Others.Select(workers.Cluster.StopAsync));
        Guid id = await StartAsync(workers.Cluster.Apis[0]);
        await ClusterFile.WaitAsync(async () => Done(await runs.DetailAsync(id)).Count >= 3, "three stages are done");

        await workers.KillAsync("worker-1");
        JsonElement killed = await runs.DetailAsync(id);
        Dictionary<string, string> done = Done(killed);
        await Task.WhenAll(Others.Select(workers.Cluster.BeginToStartAsync));
        await runs.WaitForStatusAsync(id, "succeeded");

        JsonElement ended = await runs.DetailAsync(id);
        Dictionary<string, string> all = Done(ended);
        Assert.Equal(9, all.Count);
        Assert.All(done, stage => Assert.Equal(stage.Value, all[stage.Key]));
        Assert.All(done.Keys, stage => Assert.Equal(Attempts(killed, stage), Attempts(ended, stage)));
        FailureCounts.Write($"{done.Count} of {all.Count} stages were done when the Worker was killed; each was kept");
    }

    /// <summary>The text of a sample that needs no person, with a pause in each stage.</summary>
    private static async Task<Guid> StartAsync(HttpClient api)
    {
        JsonElement samples = await api.GetFromJsonAsync<JsonElement>("/api/samples", Token);
        string text = samples.GetProperty("items")[0].GetProperty("text").GetString()!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = JsonContent.Create(
                new { workflow = "questionnaire_to_contract", input_data = new { questionnaire_text = text }, stage_delay_ms = 400 }),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage response = await api.SendAsync(request, Token);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("execution_id").GetGuid();
    }

    private static int Attempts(JsonElement detail, string stage) =>
        detail.GetProperty("attempts").EnumerateArray().Count(attempt => attempt.GetProperty("stage").GetString() == stage);

    /// <summary>When each stage that has succeeded was committed.</summary>
    private static Dictionary<string, string> Done(JsonElement detail) => detail.GetProperty("stages").EnumerateArray()
        .Where(stage => stage.GetProperty("status").GetString() == "succeeded")
        .ToDictionary(stage => stage.GetProperty("stage").GetString()!, stage => stage.GetProperty("completed_at").GetString()!);
}
