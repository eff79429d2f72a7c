using PromptIntel.Core.Catalog.Following;

namespace PromptIntel.Api.Composition;

/// <summary>Follows the change log for as long as this instance serves.</summary>
internal sealed class CatalogFollower(CatalogTail tail) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => tail.RunAsync(stoppingToken);
}
