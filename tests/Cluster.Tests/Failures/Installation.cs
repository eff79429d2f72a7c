using PromptIntel.Cluster.Tests.Distributed;

namespace PromptIntel.Cluster.Tests.Failures;

/// <summary>The two forms the product comes in, with a stub for a model: one Api on a file, and an Api with Workers on servers.</summary>
internal abstract class Installation(LocalCluster cluster, StageStub stub)
{
    public LocalCluster Cluster => cluster;

    public StageStub Stub => stub;

    public HttpClient Api => cluster.Apis[0];

    /// <summary>The processes that run stages.</summary>
    public abstract IReadOnlyList<string> Runners { get; }

    public async Task KillAsync(string member)
    {
        string instance = cluster.Instance(member);
        await cluster.KillAsync(member);
        stub.NoteKill(instance);
    }

    /// <summary>Tells it to stop; when this returns it drains, and its end can be waited for.</summary>
    public async Task<Task> BeginToStopAsync(string member)
    {
        string before = await cluster.LogAsync(member);
        Task stopping = cluster.StopAsync(member);
        await ClusterFile.WaitAsync(
            async () => stopping.IsCompleted
                || (await cluster.LogAsync(member))[before.Length..].Contains("Stopping:", StringComparison.Ordinal),
            $"{member} drains");
        return stopping;
    }
}

internal sealed class Embedded(LocalCluster cluster, StageStub stub) : Installation(cluster, stub)
{
    public override IReadOnlyList<string> Runners { get; } = ["api-1"];
}

internal sealed class Distributed(WorkersCluster workers) : Installation(workers.Cluster, workers.Stub)
{
    public override IReadOnlyList<string> Runners { get; } =
        [.. Enumerable.Range(1, WorkersCluster.Workers).Select(number => $"worker-{number}")];
}
