using PromptIntel.Api.OpenApi;

namespace PromptIntel.Api.Ops;

/// <summary>How this instance is.</summary>
/// <param name="Status">Degraded when something is broken or there is no room to write.</param>
/// <param name="StoreState">Full when there is no room to write.</param>
internal sealed record StatusResponse(
    [property: OneOf("ok", "degraded")] string Status,
    string Store,
    [property: OneOf("ok", "full")] string StoreState,
    CatalogStatusItem Catalog,
    IReadOnlyDictionary<string, long> Executions,
    ModelItem Model,
    IReadOnlyList<SyncTargetItem> Sync,
    bool StageDelayAllowed,
    BuildResponse? LastBuild);

/// <param name="Position">Every change up to and including this one is served here.</param>
internal sealed record CatalogStatusItem(
    int Entries, IReadOnlyDictionary<string, int> Kinds, long Position, DateTimeOffset? CaughtUpAt, IReadOnlyList<BrokenEntryItem> Broken);

/// <summary>An entry of which everybody gets a version that cannot be used: it can be read, and is neither rendered nor executed.</summary>
internal sealed record BrokenEntryItem(string Namespace, string Name, int Version, string Reason);

/// <param name="Answers">Who answers, in words.</param>
/// <param name="CanGenerate">False for the offline extractor.</param>
internal sealed record ModelItem(string Answers, string? Provider, string? Model, bool CanGenerate);

/// <param name="Status">Failed when a file or a workflow is broken.</param>
/// <param name="Duration">Seconds.</param>
internal sealed record BuildResponse(
    [property: OneOf("success", "failed")] string Status,
    string? Directory,
    int Files,
    int Created,
    int Updated,
    int Unchanged,
    IReadOnlyList<string> Diverged,
    IReadOnlyList<string> Errors,
    int Workflows,
    IReadOnlyList<string> BrokenWorkflows,
    string? IndexGeneration,
    double Duration);

internal sealed record ValidateResponse(
    [property: OneOf("success", "failed")] string Status, int Passed, int Failed, IReadOnlyList<CheckItem> Checks);

/// <param name="Duration">Seconds.</param>
internal sealed record CheckItem(
    string Name, [property: OneOf("passed", "failed")] string Status, string Detail, double Duration);
