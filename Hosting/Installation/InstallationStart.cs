using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Leagues.Examples;
using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Installation;

/// <summary>
/// Prepares the database, loads the catalog and, where requests are served, builds from content before the server listens: hosted
/// services start in order and the server is the last, so no request and no loop ever sees a catalog that is not there yet.
/// </summary>
internal sealed class InstallationStart(
    InstallationTask task, RelationalDatabase database, PromptCatalog catalog, PromptSearch search, InstallationBuild build,
    LeagueExampleLoader examples, ILogger<InstallationStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.PrepareAsync(cancellationToken);
        await catalog.LoadAsync(cancellationToken);

        if (task == InstallationTask.Work)
        {
            // Content is imported by those that serve; what the store holds is searchable here too.
            await examples.PublishAsync(cancellationToken);
            return;
        }

        // Not waited for: it runs beside the rest of the start, and the first search waits for what is left of it.
        _ = search.PrepareAsync(CancellationToken.None);
        BuildReport report = await build.RunAsync(rebuildsIndex: false, cancellationToken);

        // Broken and diverged files, and workflows that cannot run, are logged where they are found; neither keeps
        // the rest from being served.
        foreach (var error in report.Examples?.Errors ?? [])
        {
            Log.BrokenExample(logger, error.ToString());
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
