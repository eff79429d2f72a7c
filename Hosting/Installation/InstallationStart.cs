using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Hosting.Installation;

/// <summary>
/// Prepares the database, loads the catalog and, where requests are served, imports content before the server listens: hosted services
/// start in order and the server is the last, so no request and no loop ever sees a catalog that is not there yet. The workflows are
/// pinned by the time the host says that it has started.
/// </summary>
internal sealed class InstallationStart(
    InstallationTask task, RelationalDatabase database, PromptCatalog catalog, PromptSearch search, InstallationBuild build,
    ILogger<InstallationStart> logger) : IHostedLifecycleService
{
    /// <summary>
    /// Of so many entries on the words take tenths of a second: beside the start, for a search soon behind it. Fewer take less, and many
    /// take seconds all the same: those are indexed behind it, so as not to hold it up.
    /// </summary>
    private const int Some = 4_000;
    private const int Many = 25_000;

    private Task<BuildReport>? _building;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.PrepareAsync(cancellationToken);
        await catalog.LoadAsync(cancellationToken);

        if (task == InstallationTask.Work)
        {
            // Content is imported by those that serve.
            return;
        }

        if (catalog.Entries.Count is >= Some and < Many)
        {
            // Not waited for: it runs beside the rest of the start, and the first search waits for what is left of it.
            _ = search.PrepareAsync(CancellationToken.None);
        }

        // The workflows are pinned beside the start of the server.
        _building = await build.BeginAsync(rebuildsIndex: false, cancellationToken);
    }

    /// <summary>Before anybody is told that this is ready.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        BuildReport? report = _building is null ? null : await _building;

        if (_building is not null)
        {
            _ = search.PrepareAsync(CancellationToken.None);
        }

        // Broken and diverged files, and workflows that cannot run, are logged where they are found; neither keeps
        // the rest from being served.
        foreach (var error in report?.Examples?.Errors ?? [])
        {
            Log.BrokenExample(logger, error.ToString());
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
