using System.Globalization;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>Workers that are killed at random, anywhere.</summary>
[Collection(nameof(DistributedTests))]
public sealed class KillTests(WorkersCluster workers)
{
    private const int LeastRuns = 200;
    private const int MostOpen = 40;
    private const int Seed = 20_261;

    /// <summary>How many kills must land in a stage; eng/test-kills asks for more.</summary>
    private static readonly int Wanted = int.Parse(
        Environment.GetEnvironmentVariable("PROMPTINTEL_KILLS") ?? "30", CultureInfo.InvariantCulture);

    private readonly Random _random = new(Seed);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WorkersKilledAtRandom_EveryRunEndsOnce_AndOnlyStagesInFlightAreCalledAgain()
    {
        StageRuns runs = await workers.BeginAsync();
        workers.Stub.Answering = StageStub.Pace(TimeSpan.FromMilliseconds(30), TimeSpan.FromMilliseconds(150));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task feeding = runs.FeedAsync(LeastRuns, MostOpen, over.Token);
        int kills = 0;
        int landed = 0;
        int lost = 0;

        while (landed < Wanted)
        {
            // After any number of calls: kills fall anywhere within a stage and between two.
            await workers.Stub.WaitForMoreCallsAsync(_random.Next(1, 25));
            string[] busy = [.. workers.Stub.InFlight.Where(call => call.Instance == workers.Cluster.Instance(call.Worker))
                .Select(call => call.Worker)
                .Distinct()];

            if (busy.Length > 0)
            {
                string victim = busy[_random.Next(busy.Length)];
                IReadOnlyList<StubCall> inFlight = await workers.KillAsync(victim);
                await workers.Cluster.BeginToStartAsync(victim);
                (kills, lost) = (kills + 1, lost + inFlight.Count);
                landed += inFlight.Count > 0 ? 1 : 0;
            }
        }

        await over.CancelAsync();
        await feeding;
        await runs.WaitUntilEndedAsync();

        var oracle = new RunOracle(workers.Cluster, workers.Stub, runs);
        await oracle.CheckAsync();
        FailureCounts.Write($"{kills} kills, {landed} of them in a stage, {lost} calls without an answer at them; {oracle}");
        Assert.True(oracle.LostWithTheirProcess > 0, "No kill cost a call: the test proves nothing.");
    }
}
