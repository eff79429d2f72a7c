using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>A run that takes its process with it, again and again.</summary>
public sealed class PoisonTests : IAsyncLifetime
{
    private const int MaxClaims = 3;

    private StageStub _stub = null!;
    private LocalCluster _cluster = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipWhen(LocalCluster.SkipReason is not null, LocalCluster.SkipReason ?? "");
        _stub = await StageStub.StartAsync();
        _cluster = await LocalCluster.StartAsync(apis: 1, workers: 2,
        [
            .. _stub.Settings,
            "PromptIntel__Execution__LeaseDuration=00:00:02",
            "PromptIntel__Execution__PollInterval=00:00:00.200",
            $"PromptIntel__Execution__MaxClaims={MaxClaims}",
        ]);
    }

    [Fact]
    public async Task Poison_ThatKillsItsWorkers_IsParked_OthersGoOn_AndItRunsOnceItIsMended()
    {
        StageRuns runs = await new StageRuns(_cluster.Apis[0]).CreateAsync();
        _stub.Answering = (_, gone) => new TaskCompletionSource().Task.WaitAsync(gone);
        Guid poison = await runs.StartAsync();
        int kills = 0;

        while (await StatusAsync(runs, poison) != "parked")
        {
            foreach (StubCall call in _stub.InFlight)
            {
                await _cluster.KillAsync(call.Worker);
                await ClusterFile.WaitAsync(() => Task.FromResult(!_stub.InFlight.Contains(call)), "its connection is closed");
                await _cluster.StartAsync(call.Worker);
                kills++;
            }

            await ClusterFile.WaitAsync(
                async () => _stub.InFlight.Count > 0 || await StatusAsync(runs, poison) == "parked", "it is called again or parked");
        }

        JsonElement parked = (await runs.DetailAsync(poison)).GetProperty("execution");
        _stub.Answering = (_, _) => Task.CompletedTask;
        Guid healthy = await runs.StartAsync();
        await runs.WaitForStatusAsync(healthy, "succeeded");
        using HttpResponseMessage resumed = await _cluster.Apis[0].PostAsync(
            $"/api/executions/{poison}/resume", null, TestContext.Current.CancellationToken);
        await runs.WaitForStatusAsync(poison, "succeeded");

        Assert.Equal("claimed_too_often", parked.GetProperty("error").GetProperty("code").GetString());
        Assert.InRange(kills, 1, MaxClaims);
        FailureCounts.Write($"parked after {kills} kills with a limit of {MaxClaims} claims, resumed, succeeded");
    }

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        if (_stub is not null)
        {
            await _stub.DisposeAsync();
        }
    }

    private static async Task<string?> StatusAsync(StageRuns runs, Guid id) =>
        (await runs.TryGetAsync($"/api/executions/{id}"))?.GetProperty("execution").GetProperty("status").GetString();
}
