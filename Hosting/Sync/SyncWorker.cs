using PromptIntel.Core.Sync;

namespace PromptIntel.Hosting.Sync;

/// <summary>Delivers to other places for as long as the host runs; what is not delivered at the end waits in the outbox.</summary>
internal sealed class SyncWorker(SyncLoop loop) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loop.RunAsync(stoppingToken);
}
