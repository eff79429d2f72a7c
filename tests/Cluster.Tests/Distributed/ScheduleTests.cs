using System.Net;
using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Schedules of a cluster whose Workers die: one Api that runs no job itself, two Workers.</summary>
public sealed class ScheduleTests : IAsyncLifetime
{
    private const string Job = "/api/ops/jobs/refresh_user_metrics";
    private const int Enough = 3;

    private LocalCluster _cluster = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(LocalCluster.SkipReason is not null, LocalCluster.SkipReason ?? "");
        _cluster = await LocalCluster.StartAsync(apis: 1, workers: 2,
        [
            "PromptIntel__Schedules__Cron__refresh_user_metrics=* * * * * ?",
            "PromptIntel__Schedules__PollInterval=00:00:00.200",
            "PromptIntel__Schedules__LeaseDuration=00:00:02",
            "PromptIntel__Schedules__CheckInInterval=00:00:01",
        ]);
    }

    [Fact]
    public async Task Schedule_WhenAWorkerIsKilled_IsKeptByTheOther_AndNoTwoRunsOverlap()
    {
        await WaitForRunsAfterAsync(null);

        string[] withoutFirst = await RunsWithoutAsync("worker-1");
        await _cluster.StartAsync("worker-1");
        string[] withoutSecond = await RunsWithoutAsync("worker-2");
        JsonElement[] all = await RunsAsync();

        string second = Assert.Single(withoutFirst);
        string first = Assert.Single(withoutSecond);
        Assert.NotEqual(first, second);
        // Newest first. One that was begun by a worker that died is begun again; none is begun before the one before it has ended.
        Assert.All(all.Zip(all.Skip(1)), pair => Assert.True(
            pair.First.GetProperty("requested_at").GetDateTimeOffset() >= pair.Second.GetProperty("ended_at").GetDateTimeOffset()));
        FailureCounts.Write($"schedules: {all.Length} runs by 3 processes of 2 workers, 2 of them killed");
    }

    [Fact]
    public async Task Run_AskedForAtAnApiThatRunsNone_IsRunByAWorker()
    {
        using HttpResponseMessage asked = await _cluster.Apis[0].PostAsync("/api/ops/jobs/prune/run", null, Token);
        JsonElement run = default;
        await ClusterFile.WaitAsync(
            async () => (run = await GetAsync(asked.Headers.Location!.ToString())).GetProperty("ended_at").ValueKind != JsonValueKind.Null,
            "the run has ended");

        Assert.Equal(HttpStatusCode.Accepted, asked.StatusCode);
        Assert.Equal(("succeeded", "manual"), (run.GetProperty("status").GetString(), run.GetProperty("trigger").GetString()));
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }
    }

    /// <summary>Kills a worker, and gives the instances of the runs that were begun after that.</summary>
    private async Task<string[]> RunsWithoutAsync(string worker)
    {
        await _cluster.KillAsync(worker);
        // What is open now may be the dead one's; what is asked for later is not.
        string newest = (await RunsAsync())[0].GetProperty("id").GetString()!;
        return [.. (await WaitForRunsAfterAsync(newest)).Select(run => run.GetProperty("instance").GetString()!).Distinct()];
    }

    private async Task<JsonElement[]> WaitForRunsAfterAsync(string? id)
    {
        JsonElement[] after = [];
        await ClusterFile.WaitAsync(
            async () =>
            {
                after = [.. (await RunsAsync())
                    .TakeWhile(run => run.GetProperty("id").GetString() != id)
                    .Where(run => run.GetProperty("ended_at").ValueKind != JsonValueKind.Null)];
                return after.Length >= Enough;
            },
            $"{Enough} runs");
        return after;
    }

    private async Task<JsonElement[]> RunsAsync() =>
        [.. (await GetAsync($"{Job}?limit=500")).GetProperty("runs").GetProperty("items").EnumerateArray()];

    private async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await _cluster.Apis[0].GetAsync(path, Token);
        return JsonElement.Parse(await response.Content.ReadAsStringAsync(Token));
    }
}
