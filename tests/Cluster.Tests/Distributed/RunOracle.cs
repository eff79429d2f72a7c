using System.Text.Json;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// What must be true of every run after whatever was done to the processes, by what the stub saw and by what the Api says: it ended
/// once and well; a stage whose result was committed was called once; a call that was repeated had lost its process or its lease, and
/// each repeat was recorded as an attempt.
/// </summary>
internal sealed class RunOracle(LocalCluster cluster, StageStub stub, StageRuns runs)
{
    private readonly Dictionary<string, string> _logs = [];
    private ILookup<(string Run, string Stage), (int At, StubCall Call)> _begun = null!;
    private Dictionary<string, int> _killedAt = null!;
    private HashSet<long> _answered = null!;

    public int Calls { get; private set; }

    /// <summary>Calls that were made again because their process was killed.</summary>
    public int LostWithTheirProcess { get; private set; }

    /// <summary>Calls that were made again because their process was too slow to keep its lease.</summary>
    public int LostWithTheirLease { get; private set; }

    public int Attempts { get; private set; }

    /// <summary>Every run has ended when this is called.</summary>
    public async Task CheckAsync()
    {
        IReadOnlyList<StubLine> lines = stub.Read();
        _begun = lines.Index()
            .Where(line => line.Item.What == "begin")
            .ToLookup(line => (line.Item.Call!.Run, line.Item.Call.Stage), line => (line.Index, line.Item.Call!));
        _killedAt = lines.Index().Where(line => line.Item.What == "killed").ToDictionary(line => line.Item.Instance, line => line.Index);
        _answered = [.. lines.Where(line => line.What == "end").Select(line => line.Call!.Number)];

        foreach ((string run, Guid id) in runs.Runs)
        {
            List<string> events = await runs.EventsAsync(id);
            Assert.Equal("execution.succeeded", Assert.Single(
                events,
                happened => happened is "execution.succeeded" or "execution.failed" or "execution.cancelled" or "execution.parked"));
            await CheckStagesAsync(run, id, await runs.DetailAsync(id));
        }
    }

    private async Task CheckStagesAsync(string run, Guid id, JsonElement detail)
    {
        for (int index = 0; index < StageRuns.Stages.Count; index++)
        {
            string stage = StageRuns.Stages[index];
            (int At, StubCall Call)[] calls = [.. _begun[(run, stage)]];
            int attempts = detail.GetProperty("attempts")
                .EnumerateArray()
                .Count(attempt => attempt.GetProperty("stage").GetString() == stage);
            Assert.True(calls.Length > 0, $"{run} {stage} was never called");
            Assert.True(calls.Any(call => _answered.Contains(call.Call.Number)), $"{run} {stage} was never answered");
            Assert.True(calls.Length <= attempts, $"{run} {stage} was called {calls.Length} times, with {attempts} attempts recorded");
            await CheckRepeatsAsync(id, calls);
            await CheckNotAfterAsync(id, calls, index + 1 < StageRuns.Stages.Count ? _begun[(run, StageRuns.Stages[index + 1])] : []);
            (Calls, Attempts) = (Calls + calls.Length, Attempts + attempts);
        }
    }

    /// <summary>Of all calls one at most has neither lost its process nor its lease.</summary>
    private async Task CheckRepeatsAsync(Guid id, (int At, StubCall Call)[] calls)
    {
        int kept = 0;
        int lostLeases = 0;

        foreach ((_, StubCall call) in calls)
        {
            if (calls.Length > 1 && !_killedAt.ContainsKey(call.Instance))
            {
                bool hasLostItsLease = await HasLostItsLeaseAsync(id, call);
                (kept, lostLeases) = hasLostItsLease ? (kept, lostLeases + 1) : (kept + 1, lostLeases);
            }
        }

        Assert.True(
            kept <= 1, $"repeated, though neither killed nor without a lease: {string.Join(", ", calls.Select(call => call.Call))}");
        int repeats = calls.Length - 1;
        LostWithTheirLease += Math.Min(lostLeases, repeats);
        LostWithTheirProcess += repeats - Math.Min(lostLeases, repeats);
    }

    /// <summary>
    /// The next stage begins when this one's result is committed. From then on nobody calls it, but for a request of a process that was
    /// killed or had lost its lease after it had made sure of it.
    /// </summary>
    private async Task CheckNotAfterAsync(Guid id, (int At, StubCall Call)[] calls, IEnumerable<(int At, StubCall Call)> next)
    {
        int committed = next.Select(call => call.At).DefaultIfEmpty(int.MaxValue).Min();

        foreach ((int at, StubCall call) in calls.Where(call => call.At > committed))
        {
            bool isLate = _killedAt.TryGetValue(call.Instance, out int killed) && killed < at;
            Assert.True(isLate || await HasLostItsLeaseAsync(id, call), $"{call} was made after the stage's result was committed");
        }
    }

    private async Task<bool> HasLostItsLeaseAsync(Guid id, StubCall call) =>
        (await LogAsync(call.Worker)).Contains($"Execution {id}: the lease", StringComparison.Ordinal);

    /// <summary>The counts, in words.</summary>
    public override string ToString() =>
        $"{runs.Runs.Count} runs of {StageRuns.Stages.Count} stages, each ended once and succeeded; {Calls} calls, "
        + $"{LostWithTheirProcess} of them repeated for a lost process and {LostWithTheirLease} for a lost lease; "
        + $"{Attempts} attempts recorded";

    private async Task<string> LogAsync(string worker) =>
        _logs.TryGetValue(worker, out string? log) ? log : _logs[worker] = await cluster.LogAsync(worker);
}
