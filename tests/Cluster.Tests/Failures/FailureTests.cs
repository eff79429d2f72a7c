using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Cluster.Tests.Distributed;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Cluster.Tests.Failures;

/// <summary>
/// Whatever a run is in the middle of, in either form: its process is killed, told to stop, or stalls past its lease. It ends once and
/// well; what was committed is not called again; what was lost in flight is called once more, and that is recorded. Every run has a budget.
/// <list type="table">
/// <listheader><term>left out</term><description>why</description></listheader>
/// <item><term>a stall, embedded</term><description>Nobody takes over from the one process; a lease that it finds lost is its own.
/// <see cref="OwnershipTests"/> has two processes on one file.</description></item>
/// <item><term>an upload and a stop or stall</term><description>A request in flight is finished before its process ends, and holds no
/// lease: <see cref="UploadKillTests"/> has the kill.</description></item>
/// </list>
/// </summary>
[Collection(nameof(DistributedTests))]
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed partial class FailureTests(WorkersCluster workers, EmbeddedCluster embedded) : IClassFixture<EmbeddedCluster>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static MatrixTheoryData<string, string, string> Combinations() =>
        new(["embedded", "distributed"], StageFeature.All.Select(feature => feature.Name), ["killed", "stopped", "stalled"]);

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Disturbed_ItEndsOnce_AndOnlyWhatWasInFlightIsCalledAgain(string form, string feature, string what)
    {
        Assert.SkipWhen((form, what) == ("embedded", "stalled"), "nobody takes over from the one process");
        Installation on = await BeginAsync(form);
        StageFeature shown = StageFeature.All.Single(one => one.Name == feature);
        on.Stub.IsAway = shown.IsAway;
        FeatureRuns runs = await new FeatureRuns(on.Api, shown).CreateAsync();

        (string run, Guid id) = shown.Held is null ? await DisturbWaitAsync(on, runs, what) : await DisturbCallAsync(on, runs, shown, what);

        await runs.Watch.WaitForStatusAsync(id, "succeeded");
        List<string> events = await runs.Watch.EventsAsync(id);
        Assert.Single(events, happened => happened is "execution.succeeded" or "execution.failed" or "execution.parked");
        string[] called = [.. CallsOf(on, run)];
        List<string> expected = [.. shown.Calls];

        if (what != "stopped")
        {
            expected.AddRange(shown.Again);
        }

        // Branches begin in any order.
        Assert.Equal(expected.Order(), called.Order());
        int attempts = (await runs.Watch.DetailAsync(id)).GetProperty("attempts").GetArrayLength();
        Assert.True(attempts >= called.Length, $"{called.Length} calls, {attempts} attempts");
    }

    /// <summary>The same inputs give the same outputs and the same calls, whatever shares the work.</summary>
    [Fact]
    public async Task Workers_OneTwoOrThree_GiveTheSame()
    {
        Installation on = await BeginAsync("distributed");
        var seen = new List<string>();

        for (int count = 1; count <= WorkersCluster.Workers; count++)
        {
            await Task.WhenAll(on.Runners.Skip(count).Select(on.Cluster.StopAsync));
            var results = new List<string>();

            foreach (StageFeature feature in StageFeature.All)
            {
                FeatureRuns runs = await new FeatureRuns(on.Api, feature).CreateAsync();
                on.Stub.IsAway = feature.IsAway;
                (string run, Guid id) = await runs.StartAsync();
                await runs.Watch.WaitForStatusAsync(id, "succeeded");
                JsonElement detail = await runs.Watch.DetailAsync(id);
                string output = Name().Replace(detail.GetProperty("output").GetRawText(), "NAME");
                results.Add($"{feature.Name}: {output} {string.Join(' ', CallsOf(on, run).Order())}");
            }

            seen.Add(string.Join('\n', results));
            await Task.WhenAll(on.Runners.Skip(count).Select(on.Cluster.StartAsync));
        }

        Assert.Single(seen.Distinct());
    }

    private async Task<Installation> BeginAsync(string form)
    {
        if (form == "embedded")
        {
            return await embedded.BeginAsync();
        }

        await workers.BeginAsync();
        return new Distributed(workers);
    }

    /// <summary>While a call is in flight; who made it is disturbed, and the answer comes then.</summary>
    private static async Task<(string Run, Guid Id)> DisturbCallAsync(Installation on, FeatureRuns runs, StageFeature feature, string what)
    {
        var held = new TaskCompletionSource<StubCall>(TaskCreationOptions.RunContinuationsAsynchronously);
        var release = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int calls = 0;
        on.Stub.Answering = async (call, gone) =>
        {
            if (call.Run.StartsWith(runs.Workflow, StringComparison.Ordinal) && Interlocked.Increment(ref calls) == feature.Held + 1)
            {
                held.TrySetResult(call);
                await release.Task.WaitAsync(gone);
            }
        };
        (string run, Guid id) = await runs.StartAsync();
        StubCall lost = await held.Task.WaitAsync(Patience, Token);
        Assert.Equal(feature.Calls[feature.Held!.Value], lost.Stage);

        switch (what)
        {
            case "killed":
                await on.KillAsync(lost.Worker);
                release.SetResult();
                await on.Cluster.StartAsync(lost.Worker);
                break;
            case "stopped":
                Task stopping = await on.BeginToStopAsync(lost.Worker);
                release.SetResult();
                await stopping;
                await on.Cluster.StartAsync(lost.Worker);
                break;
            default:
                await on.Cluster.PauseAsync(lost.Worker);
                await ClusterFile.WaitAsync(
                    () => Task.FromResult(CallsOf(on, run).Count() > feature.Held + 1), "another worker calls the stage");
                release.SetResult();
                await runs.Watch.WaitForStatusAsync(id, "succeeded");
                await on.Cluster.ResumeAsync(lost.Worker);
                break;
        }

        return (run, id);
    }

    /// <summary>While it waits for a person; everybody is disturbed, and nobody answers in time. A stall is longer than the wait.</summary>
    private static async Task<(string Run, Guid Id)> DisturbWaitAsync(Installation on, FeatureRuns runs, string what)
    {
        on.Stub.Answering = (_, _) => Task.CompletedTask;
        (string run, Guid id) = await runs.StartAsync();
        await runs.Watch.WaitForStatusAsync(id, "waiting");

        switch (what)
        {
            case "killed":
                await Task.WhenAll(on.Runners.Select(on.KillAsync));
                await Task.WhenAll(on.Runners.Select(on.Cluster.StartAsync));
                break;
            case "stopped":
                await Task.WhenAll(on.Runners.Select(on.Cluster.StopAsync));
                await Task.WhenAll(on.Runners.Select(on.Cluster.StartAsync));
                break;
            default:
                await Task.WhenAll(on.Runners.Select(on.Cluster.PauseAsync));
                await Task.Delay(StageFeature.Deadline + TimeSpan.FromSeconds(1), Token);
                await Task.WhenAll(on.Runners.Select(on.Cluster.ResumeAsync));
                break;
        }

        return (run, id);
    }

    /// <summary>Stages in the order in which they were called.</summary>
    private static IEnumerable<string> CallsOf(Installation on, string run) =>
        on.Stub.Read().Where(line => line.What == "begin" && line.Call!.Run == run).Select(line => line.Call!.Stage);

    [GeneratedRegex("feature_[0-9a-f]{32}")]
    private static partial Regex Name();
}
