using Microsoft.Extensions.Options;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Inference;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Api.Ops;

/// <summary>What this instance serves, who answers, and whether something is broken.</summary>
internal sealed class InstallationStatus(
    PromptCatalog catalog, UnusableEntries unusable, IExecutionReader executions, IModelDirectory models, InstallationBuild build,
    InstallationDatabase database, IOptions<ExecutionOptions> execution)
{
    /// <param name="sync">What waits to be delivered to other places.</param>
    public async Task<StatusResponse> ReadAsync(IReadOnlyList<SyncTargetItem> sync, CancellationToken cancellationToken)
    {
        CatalogStatusItem contents = ReadCatalog();
        IReadOnlyDictionary<ExecutionStatus, long> counts = await executions.CountAsync(cancellationToken);
        bool isFull = await database.IsFullAsync(cancellationToken);
        return new StatusResponse(
            !isFull && contents.Broken.Count == 0 && build.Last is null or { IsClean: true } ? "ok" : "degraded",
            database.Location,
            isFull ? "full" : "ok",
            contents,
            counts.ToDictionary(count => count.Key.ToText(), count => count.Value),
            ReadModel(),
            sync,
            execution.Value.AllowStageDelay,
            build.Last?.ToResponse());
    }

    private CatalogStatusItem ReadCatalog() => new(
        catalog.Entries.Count,
        catalog.Entries.CountBy(state => state.Kind.ToText()).ToDictionary(StringComparer.Ordinal),
        catalog.Position,
        catalog.CaughtUpAt,
        [.. unusable.List().Select(entry => new BrokenEntryItem(entry.Key.Namespace, entry.Key.Name, entry.Version, entry.Reason))]);

    private ModelItem ReadModel() => models.Resolve(null) switch
    {
        null => new ModelItem("No model", null, null, false),
        { CanGenerate: false } offline => new ModelItem("Offline extractor", offline.Provider, offline.Model, false),
        var model => new ModelItem($"{model.Provider}/{model.Model}", model.Provider, model.Model, true),
    };
}
