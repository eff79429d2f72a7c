namespace PromptIntel.Api.Ops;

/// <param name="Targets">Empty when no other place is configured.</param>
internal sealed record SyncResponse(IReadOnlyList<SyncTargetItem> Targets);

/// <summary>How far a place that copies users' data and the catalog is behind.</summary>
/// <param name="Pending">Documents that it has not got as they are.</param>
/// <param name="OldestAge">Seconds since the oldest change that it has not got; null when there is none.</param>
/// <param name="Parked">Documents that it refused again and again.</param>
/// <param name="CatalogBehind">Changes of the catalog that its copy has not got.</param>
internal sealed record SyncTargetItem(
    string Target, long Pending, double? OldestAge, long Parked, long CatalogBehind, IReadOnlyList<ParkedItem>? ParkedItems);

/// <param name="Error">Why it was refused last.</param>
internal sealed record ParkedItem(Guid Id, string Collection, string DocumentId, DateTimeOffset Since, int Attempts, string? Error);

internal sealed record RetryParkedResponse(string Target, int Retried);
