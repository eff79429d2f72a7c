using PromptIntel.Cluster.Tests.Distributed;

namespace PromptIntel.Cluster.Tests.Failures;

/// <summary>One Api on a file with short leases and a stub for a model, started when a test first asks.</summary>
public sealed class EmbeddedCluster : IAsyncLifetime
{
    private LocalCluster? _cluster;
    private StageStub? _stub;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    internal async Task<Installation> BeginAsync()
    {
        _stub ??= await StageStub.StartAsync();
        _stub.Answering = (_, _) => Task.CompletedTask;
        _stub.IsAway = StageStub.NobodyIsAway;
        _cluster ??= await LocalCluster.StartEmbeddedAsync([.. _stub.Settings, .. WorkersCluster.Short]);
        await _cluster.StartAsync("api-1");
        return new Embedded(_cluster, _stub);
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
}
