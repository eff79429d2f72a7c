using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Api.Auth;
using PromptIntel.Api.Errors;
using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Api.Execution;

internal sealed record BatchRequest : ICheckedRequest, INamesNamespace
{
    public const string Continue = "continue";
    public const string Stop = "stop";

    public required string Workflow { get; init; }

    public required JsonElement[] Inputs { get; init; }

    public int MaxParallel { get; init; } = 10;

    /// <summary>Default: continue.</summary>
    [OneOf(Continue, Stop)]
    public string OnItemError { get; init; } = Continue;

    /// <summary>More failed items than this stop the batch.</summary>
    public int? MaxFailures { get; init; }

    /// <summary>1 to 10, 5 unless given: its share of the Workers beside other batches.</summary>
    public int Priority { get; init; } = ClaimShares.DefaultPriority;

    public string? Label { get; init; }

    public int? Version { get; init; }

    /// <summary>Of each item.</summary>
    public BudgetMessage? Budget { get; init; }

    public string? UserId { get; init; }

    public string? NamespaceOf(ICatalogReader catalog) => NamespaceScope.OfWorkflow(catalog, Workflow);

    public void Check(RequestErrors errors)
    {
        errors.Require(Inputs.Length > 0, "inputs", "must not be empty");
        int wrong = Array.FindIndex(Inputs, input => input.ValueKind != JsonValueKind.Object);
        errors.Require(wrong < 0, $"inputs[{wrong}]", "must be an object");
        CheckSettings(errors);
    }

    /// <summary>Everything but the inputs.</summary>
    public void CheckSettings(RequestErrors errors)
    {
        errors.RequireWorkflow(Workflow);
        errors.RequireRange(MaxParallel, 1, 1000, "max_parallel");
        errors.RequireRange(Priority, ClaimShares.LowestPriority, ClaimShares.HighestPriority, "priority");
        errors.RequireRange(MaxFailures, 0, int.MaxValue, "max_failures");
        errors.Require(OnItemError is Continue or Stop, "on_item_error", "must be one of: continue, stop");
        errors.RequireOneSelector(Version, Label);
        errors.RequireUser(UserId);
        Budget?.Check(errors);
    }
}

/// <param name="Status">Waiting or running in a 202.</param>
/// <param name="Results">In the order of the inputs; empty while items run, <c>/items</c> lists them then.</param>
/// <param name="ExecutionTime">Seconds.</param>
internal sealed record BatchResponse(
    [property: OneOf("success", "partial", "failed", "waiting", "running")] string Status, Guid BatchId, int Total, int Succeeded,
    int Failed, IReadOnlyList<BatchResultItem> Results, double ExecutionTime)
{
    /// <summary>Where all outputs are to be had, when they are too large together for one answer; the results are then without.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ResultsUrl { get; init; }
}

internal sealed record BatchResultItem(int Index, [property: RunOutcome] string Status, Guid ExecutionId)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public JsonElement? Output { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ErrorItem? Error { get; init; }
}

/// <summary>A batch as a resource.</summary>
internal sealed record BatchItemResponse(
    Guid Id,
    string Workflow,
    string Namespace,
    int Version,
    [property: OneOf<BatchStatus>] string State,
    int Total,
    int MaxParallel,
    int Priority,
    BatchCountsItem Counts,
    string? UserId,
    DateTimeOffset CreatedAt,
    DateTimeOffset? CompletedAt,
    double ExecutionTime)
{
    /// <summary>Of one batch that was asked for by its id.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public BatchProgressItem? Progress { get; init; }
}

/// <param name="Done">Items that have ended.</param>
/// <param name="Left">Items that are queued or running; those that wait for a person are not counted.</param>
/// <param name="PerMinute">Items that ended in the last minute, or since the batch began when that is less, as a rate.</param>
/// <param name="SecondsLeft">Until the last one ends at this rate; null while nothing has ended lately, or when nothing is left.</param>
internal sealed record BatchProgressItem(int Done, int Left, double PerMinute, double? SecondsLeft);

internal sealed record BatchCountsItem(int Queued, int Running, int Waiting, int Succeeded, int Failed, int Cancelled, int Parked);
