using PromptIntel.Core.Sync;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Sync;

/// <summary>Delivers to other places for as long as the host runs; what is not delivered at the end waits in the outbox.</summary>
internal sealed class SyncWorker(SyncLoop loop, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await lifetime.WaitForStartAsync(stoppingToken))
        {
            await loop.RunAsync(stoppingToken);
        }
    }
}
