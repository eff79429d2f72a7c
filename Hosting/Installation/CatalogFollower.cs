using PromptIntel.Core.Catalog.ChangeLog;

namespace PromptIntel.Hosting.Installation;

/// <summary>Follows the change log for as long as this instance serves.</summary>
public sealed class CatalogFollower(CatalogTail tail) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => tail.RunAsync(stoppingToken);
}
