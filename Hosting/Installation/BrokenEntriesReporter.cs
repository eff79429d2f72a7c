using PromptIntel.Core.Catalog;

namespace PromptIntel.Hosting.Installation;

/// <summary>Logs the entries that this build cannot use, once, behind the start.</summary>
internal sealed class BrokenEntriesReporter(PromptCatalog catalog, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await lifetime.WaitForStartAsync(stoppingToken);
        catalog.ReportBroken();
    }
}
