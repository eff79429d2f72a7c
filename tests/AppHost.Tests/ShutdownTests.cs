using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

using Aspire.Hosting;
using Aspire.Hosting.Testing;

using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests;

/// <summary>
/// What the end of the application does to runs in flight. <c>eng/test-shutdown</c> is the long form, with servers that are killed.
/// </summary>
[Collection(nameof(RunningApplication))]
public sealed class ShutdownTests(RunningApplication application)
{
    private const int Runs = 30;
    private const int Stages = 9;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Shutdown_WithRunsInFlight_FailsNone_AndBreaksOffNoStage()
    {
        string[] ids = await StartRunsAsync();
        await application.StopAsync();
        DateTimeOffset stopped = TimeProvider.System.GetUtcNow();

        using HttpClient api = (await application.StartAsync()).CreateHttpClient(RunningApplication.Api, "http");
        await Patience.WaitAsync(async () => !(await DetailsAsync(api, ids)).Any(IsOpen), "every run ends");
        JsonElement[] ended = await DetailsAsync(api, ids);

        Assert.All(ended.Select(Status), status => Assert.Equal("succeeded", status));
        JsonElement[] calls = [.. ended.SelectMany(run => run.GetProperty("attempts").EnumerateArray())];
        // What had begun was let finish. Afterwards a slow machine may lose a lease, which is not what this is about.
        Assert.DoesNotContain(calls, call => call.GetProperty("started_at").GetDateTimeOffset() < stopped && !IsCompleted(call));
        Assert.All(ended.Select(CompletedStages), stages => Assert.Equal(Stages, stages.Length));
        Assert.All(ended.Select(CompletedStages), stages => Assert.Equal(Stages, stages.Distinct().Count()));
    }

    /// <summary>Returns while some are in the middle of a stage.</summary>
    private async Task<string[]> StartRunsAsync()
    {
        DistributedApplication running = await application.StartAsync();

        if (RunningApplication.HasEmbedder)
        {
            // A first start learns the whole catalog, and thirty runs beside it would lose leases of seconds before anything is stopped.
            await ActiveGeneration.WaitForEmbedderAsync((await running.GetConnectionStringAsync("promptintel", Token))!);
        }

        using HttpClient api = running.CreateHttpClient(RunningApplication.Api, "http");
        string text = await File.ReadAllTextAsync(Path.Combine(ServerScript.FindRoot(), "docs", "requests", "execute.json"), Token);
        JsonNode request = JsonNode.Parse(text)!;
        string first = await StartRunAsync(api, request);
        await Patience.WaitAsync(async () => !(await DetailsAsync(api, [first])).Any(IsOpen), "the first run ends");
        request["stage_delay_ms"] = 1000;
        string[] ids = await Task.WhenAll(Enumerable.Range(0, Runs).Select(_ => StartRunAsync(api, request)));
        await Patience.WaitAsync(
            async () => (await DetailsAsync(api, ids)).Any(run => run.GetProperty("attempts").GetArrayLength() > 2),
            "stages are committed");
        Assert.Contains(await DetailsAsync(api, ids), IsOpen);
        return ids;
    }

    private static async Task<string> StartRunAsync(HttpClient api, JsonNode body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute") { Content = JsonContent.Create(body) };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage response = await api.SendAsync(request, Token);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonElement>(Token)).GetProperty("execution_id").GetString()!;
    }

    private static Task<JsonElement[]> DetailsAsync(HttpClient api, IEnumerable<string> ids) =>
        Task.WhenAll(ids.Select(id => api.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", Token)));

    private static string Status(JsonElement run) => run.GetProperty("execution").GetProperty("status").GetString()!;

    private static bool IsOpen(JsonElement run) => Status(run) is "queued" or "running";

    private static bool IsCompleted(JsonElement call) => call.GetProperty("completed_at").ValueKind == JsonValueKind.String;

    /// <summary>The stage of each attempt that was completed; within one a stage may call several times.</summary>
    private static string[] CompletedStages(JsonElement run) =>
        [.. run.GetProperty("attempts").EnumerateArray().Where(IsCompleted)
            .Select(call => (Stage: call.GetProperty("stage").GetString()!, Attempt: call.GetProperty("attempt").GetInt32()))
            .Distinct()
            .Select(attempt => attempt.Stage)];
}
