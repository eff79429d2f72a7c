using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Workers that are killed between what a tool gave and the model's next answer.</summary>
[Collection(nameof(DistributedTests))]
public sealed class ToolKillTests(WorkersCluster workers)
{
    private const int Kills = 4;
    private const string Agent = "agent";
    private const string Tool = "tool";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly string _name = $"tools_{Guid.CreateVersion7():N}";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task KilledAfterATool_TheNextWorkerGoesOnBehindItsResult()
    {
        StageRuns runs = await workers.BeginAsync();
        HttpClient api = workers.Cluster.Apis[0];
        await CreateAsync(api, "general", $"{_name}_tool", "prompt", Prompt());
        await CreateAsync(api, "general", _name, "prompt", Prompt($"general/{_name}_tool"));

        for (int kill = 0; kill < Kills; kill++)
        {
            string run = $"{_name}-{kill}";
            (TaskCompletionSource<StubCall> held, TaskCompletionSource release) = HoldAnswer(run);
            Guid id = await StartAsync(api, run);
            StubCall lost = await held.Task.WaitAsync(Patience, Token);

            await workers.KillAsync(lost.Worker);
            release.SetResult();
            await runs.WaitForStatusAsync(id, "succeeded");
            await workers.Cluster.BeginToStartAsync(lost.Worker);

            await CheckAsync(runs, run, id, lost);
        }

        FailureCounts.Write($"{Kills} kills between a tool's result and the next answer: {Kills} calls of the tool, none of them repeated");
    }

    private async Task CheckAsync(StageRuns runs, string run, Guid id, StubCall lost)
    {
        StubCall[] begun = [.. workers.Stub.Read().Where(line => line.What == "begin" && line.Call!.Run == run).Select(line => line.Call!)];
        Assert.Single(begun, call => call.Stage == Tool);
        // It asks for the tool, the answer that is lost with its process, and that answer again.
        Assert.Equal(3, begun.Count(call => call.Stage == Agent));
        Assert.NotEqual(lost.Instance, begun[^1].Instance);
        JsonElement detail = await runs.DetailAsync(id);
        JsonElement[] attempts = [.. detail.GetProperty("attempts").EnumerateArray()];
        Assert.Equal(
            [(1, 1, true), (1, 2, true), (1, 3, true), (1, 4, false), (2, 1, true)],
            attempts.Select(one => (Int(one, "attempt"), Int(one, "call"), HasEnded(one))).Order());
        string? tool = Assert.Single(attempts, HasTool).GetProperty("tool").GetString();
        Assert.Equal($"general/{_name}_tool@1", tool);
        Assert.Contains($"{Agent} done", detail.GetProperty("output").GetRawText(), StringComparison.Ordinal);
    }

    private static bool HasEnded(JsonElement attempt) => attempt.GetProperty("completed_at").ValueKind == JsonValueKind.String;

    private static bool HasTool(JsonElement attempt) => attempt.GetProperty("tool").ValueKind == JsonValueKind.String;

    private static int Int(JsonElement item, string name) => item.GetProperty(name).GetInt32();

    /// <summary>Keeps the run's answer back, the second call of its agent, until the first process that asked for it is dead.</summary>
    private (TaskCompletionSource<StubCall> Held, TaskCompletionSource Release) HoldAnswer(string run)
    {
        var held = new TaskCompletionSource<StubCall>(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int asked = 0;
        workers.Stub.Answering = async (call, gone) =>
        {
            if (call.Run == run && call.Stage == Agent && Interlocked.Increment(ref asked) == 2)
            {
                held.TrySetResult(call);
                await release.Task.WaitAsync(gone);
            }
        };
        return (held, release);
    }

    private async Task<Guid> StartAsync(HttpClient api, string run)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/prompts/general/{_name}/execute")
        {
            Content = JsonContent.Create(new { variables = new { run, stage = Agent } }),
        };
        request.Headers.Add("Prefer", "respond-async");
        using HttpResponseMessage response = await api.SendAsync(request, Token);
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.IsSuccessStatusCode, body);
        return JsonElement.Parse(body).GetProperty("execution_id").GetGuid();
    }

    private static object Prompt(params string[] tools) => new
    {
        format_version = 1,
        type = "text",
        model = "stub/stub-1",
        messages = new[] { new { role = "user", content = "run={{run}} stage={{stage}} " } },
        variables = new
        {
            type = "object",
            required = new[] { "run", "stage" },
            properties = new { run = new { type = "string" }, stage = new { type = "string" } },
        },
        tools,
    };

    private static async Task CreateAsync(HttpClient api, string @namespace, string name, string kind, object content)
    {
        using HttpResponseMessage response = await api.PostAsJsonAsync(
            "/api/prompts", new { @namespace, name, kind, description = "Made by a test.", content }, Token);
        Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(Token));
    }
}
