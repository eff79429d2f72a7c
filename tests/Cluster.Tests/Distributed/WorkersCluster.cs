namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// One Api and three Workers with short leases and a stub for a model, started when a test first asks and shared
/// by those that leave all running.
/// </summary>
public sealed class WorkersCluster : IAsyncLifetime
{
    public const int Workers = 3;

    /// <summary>Settings under which a lost process is missed soon.</summary>
    internal static readonly string[] Short =
    [
        "PromptIntel__Execution__LeaseDuration=00:00:02",
        "PromptIntel__Execution__PollInterval=00:00:00.200",
        "PromptIntel__Execution__Concurrency=8",
        "PromptIntel__Execution__MaxClaims=1000",
        "PromptIntel__Postgres__IdleTransactionTimeout=00:00:03",
        // Programs that live for seconds gain nothing from what is learned for minutes.
        "DOTNET_TieredPGO=0",
        // What the engine says about its drain is waited for.
        "Logging__LogLevel__PromptIntel.Core.Execution=Information",
    ];

    private LocalCluster? _cluster;
    private StageStub? _stub;

    internal LocalCluster Cluster => _cluster!;

    internal StageStub Stub => _stub!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    /// <summary>A workflow of the test's own on the running cluster; skips the test when servers are missing.</summary>
    internal async Task<StageRuns> BeginAsync()
    {
        Assert.SkipWhen(LocalCluster.SkipReason is not null, LocalCluster.SkipReason ?? "");
        _stub ??= await StageStub.StartAsync();
        _stub.Answering = (_, _) => Task.CompletedTask;
        _stub.IsAway = StageStub.NobodyIsAway;
        _cluster ??= await LocalCluster.StartAsync(apis: 1, Workers, [.. _stub.Settings, .. Short]);

        // Whatever the test before left down.
        foreach (string member in new[] { "postgres", "redis", "api-1" }.Concat(
            Enumerable.Range(1, Workers).Select(number => $"worker-{number}")))
        {
            await EnsureRunsAsync(member);
        }

        return await new StageRuns(_cluster.Apis[0]).CreateAsync();
    }

    /// <summary>Kills a worker; gives the calls that it had in flight.</summary>
    internal async Task<IReadOnlyList<StubCall>> KillAsync(string worker)
    {
        string instance = Cluster.Instance(worker);
        await Cluster.KillAsync(worker);
        return Stub.NoteKill(instance);
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

    private async Task EnsureRunsAsync(string member)
    {
        await Cluster.ResumeAsync(member);
        await Cluster.StartAsync(member);
    }
}
