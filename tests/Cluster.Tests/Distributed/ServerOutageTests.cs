using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Servers that go away while work is under way: nothing is lost and nothing done twice, and nobody has to help.</summary>
[Collection(nameof(DistributedTests))]
public sealed class ServerOutageTests(WorkersCluster workers)
{
    private const int MostOpen = 40;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgresRestartedAgainAndAgain_EveryRunEndsOnce()
    {
        const int Restarts = 6;
        string counts = await RunWhileAsync(100, Restarts, async restart =>
        {
            if (restart % 2 == 0)
            {
                await workers.Cluster.StopAsync("postgres");
            }
            else
            {
                await workers.Cluster.KillServerAsync("postgres");
            }

            await workers.Cluster.StartAsync("postgres");
        });

        FailureCounts.Write($"Postgres restarted {Restarts} times, half of them killed; {counts}");
    }

    [Fact]
    public async Task RedisEmptiedAndKilled_EveryRunEndsOnce()
    {
        const int Outages = 4;
        string counts = await RunWhileAsync(60, Outages, async outage =>
        {
            await RedisServer.EmptyAsync(workers.Cluster.Address("redis"));

            if (outage % 2 == 1)
            {
                await workers.Cluster.KillServerAsync("redis");
                // Without it too, by looking at the rows.
                await workers.Stub.WaitForMoreCallsAsync(10);
                await workers.Cluster.StartAsync("redis");
            }
        });

        FailureCounts.Write($"Redis emptied {Outages} times and killed {Outages / 2} times; {counts}");
    }

    /// <summary>Keeps runs open through all the outages; gives the counts.</summary>
    private async Task<string> RunWhileAsync(int least, int outages, Func<int, Task> breakAsync)
    {
        StageRuns runs = await workers.BeginAsync();
        workers.Stub.Answering = StageStub.Pace(TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(400));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task feeding = runs.FeedAsync(least, MostOpen, over.Token);

        for (int outage = 0; outage < outages; outage++)
        {
            await workers.Stub.WaitForMoreCallsAsync(30);
            await breakAsync(outage);
        }

        await over.CancelAsync();
        await feeding;
        await runs.WaitUntilEndedAsync();
        var oracle = new RunOracle(workers.Cluster, workers.Stub, runs);
        await oracle.CheckAsync();
        return oracle.ToString();
    }
}
