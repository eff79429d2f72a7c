using PromptIntel.Core.Catalog;

namespace PromptIntel.Api.Composition;

/// <summary>
/// Loads the catalog and builds from content before the server listens: hosted services start in order and the server is the last, so
/// no request and no worker ever sees a catalog that is not there yet.
/// </summary>
internal sealed class InstallationStart(PromptCatalog catalog, InstallationBuild build, ILogger<InstallationStart> logger) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await catalog.LoadAsync(cancellationToken);
        BuildReport report = await build.RunAsync(rebuildsIndex: false, cancellationToken);

        // The loader has reported broken and diverged files itself.
        foreach (var error in report.Examples?.Errors ?? [])
        {
            Log.BrokenExample(logger, error.ToString());
        }

        foreach (BrokenWorkflow workflow in report.BrokenWorkflows)
        {
            Log.BrokenWorkflow(logger, workflow.Key, string.Join("; ", workflow.Reasons));
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
