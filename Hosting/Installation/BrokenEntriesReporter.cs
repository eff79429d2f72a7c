using PromptIntel.Core.Catalog;

namespace PromptIntel.Hosting.Installation;

/// <summary>Logs the entries that this build cannot use, once, behind the start.</summary>
internal sealed class BrokenEntriesReporter(PromptCatalog catalog, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await lifetime.WaitForStartAsync(stoppingToken))
        {
            // A thread of its own: a large catalog takes it for half a second.
            await Task.Factory.StartNew(
                () => catalog.ReportBroken(stoppingToken), stoppingToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
    }
}
