using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// Two Workers on one Postgres share what an endpoint allows in a minute. The witness is the endpoint: counted from before the batch, no
/// call comes before its turn. A slow machine only makes calls later.
/// </summary>
[Collection(nameof(DistributedTests))]
public sealed class ModelPaceTests
{
    private const int Items = 4;
    private const int Most = 60;
    private const int MostTokens = 60_000;

    /// <summary>Of <c>ModelPace</c>: a minute's allowance lasts so long, and so much of it may be taken at once.</summary>
    private static readonly TimeSpan Minute = TimeSpan.FromSeconds(66);

    private static readonly TimeSpan Burst = TimeSpan.FromSeconds(6);

    /// <summary>Waits are whole milliseconds, and the database reads another clock.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(50);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("RequestsPerMinute", Most)]
    [InlineData("TokensPerMinute", MostTokens)]
    public async Task TwoWorkers_TogetherCallTheModelNoOftenerThanItAllows(string limit, int most)
    {
        Assert.SkipWhen(LocalCluster.SkipReason is not null, LocalCluster.SkipReason ?? "");
        await using StageStub stub = await StageStub.StartAsync();
        await using LocalCluster cluster = await LocalCluster.StartAsync(apis: 1, workers: 2, [
            .. stub.Settings,
            "PromptIntel__Execution__Concurrency=2",
            "PromptIntel__Execution__PollInterval=00:00:00.200",
            "PromptIntel__Inference__MaxLimitWait=00:05:00",
            $"PromptIntel__Inference__Limits__stub__{limit}={most}",
            "DOTNET_TieredPGO=0",
        ]);
        StageRuns runs = await new StageRuns(cluster.Apis[0]).CreateAsync();
        TimeSpan turn = Minute / most * (limit == "RequestsPerMinute" ? 1 : await LeastTokensAsync(cluster.Apis[0], runs.Workflow));
        var called = new ConcurrentQueue<(StubCall Call, TimeSpan At)>();
        var both = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var watch = Stopwatch.StartNew();
        stub.Answering = async (call, gone) =>
        {
            called.Enqueue((call, watch.Elapsed));

            if (called.Select(one => one.Call.Worker).Distinct().Count() == 2)
            {
                both.TrySetResult();
            }

            // Who holds calls has no place for more runs, so the other takes the rest.
            await both.Task.WaitAsync(Patience, gone);
        };

        await runs.StartBatchAsync(Items, maxParallel: Items);
        await runs.WaitUntilEndedAsync();

        TimeSpan[] times = [.. called.Select(one => one.At).Order()];
        Assert.Equal(Items * StageRuns.Stages.Count, times.Length);
        Assert.Equal(["worker-1", "worker-2"], called.Select(one => one.Call.Worker).Distinct().Order());
        Assert.All(times.Index(), call => Assert.True(
            call.Item >= (turn * call.Index) - Burst - Slack,
            $"Call {call.Index} came {call.Item} after the start, before its turn of {turn}: {string.Join(' ', times)}"));
        Assert.True((turn * (times.Length - 1)) - Burst > TimeSpan.FromSeconds(5), "The limit held nobody back: the test proves nothing.");
    }

    /// <summary>What the smallest call of a run is counted as.</summary>
    private static async Task<long> LeastTokensAsync(HttpClient api, string workflow)
    {
        using HttpResponseMessage response = await api.PostAsJsonAsync(
            $"/api/workflows/{workflow}/render", new { input = new { run = "r" } }, Token);
        JsonElement preview = JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
        return preview.GetProperty("stages").EnumerateArray().Min(stage =>
            stage.GetProperty("question").GetProperty("input_tokens").GetInt64()
            + stage.GetProperty("question").GetProperty("output_tokens").GetInt64());
    }
}
