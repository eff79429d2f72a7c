namespace PromptIntel.Web.Pages.Operations;

internal sealed record StatusView(
    string Status, string Store, string StoreState, CatalogView Catalog, IReadOnlyDictionary<string, long> Executions, ModelView Model);

internal sealed record CatalogView(int Entries, long Position, DateTimeOffset? CaughtUpAt, IReadOnlyList<BrokenView> Broken);

internal sealed record BrokenView(string Namespace, string Name, int Version, string Reason);

internal sealed record ModelView(string Answers, bool CanGenerate);

internal sealed record InstancesView(IReadOnlyList<InstanceView> Items);

internal sealed record InstanceView(
    string Instance, string Kind, DateTimeOffset StartedAt, DateTimeOffset ReportedAt, long Position, long Behind,
    DateTimeOffset? CaughtUpAt);

internal sealed record JobView(string Name, string Description, ScheduleView? Schedule, DateTimeOffset? NextRunAt, JobRunView? LastRun);

internal sealed record ScheduleView(string Cron, string TimeZone);

internal sealed record JobRunView(
    string Status, DateTimeOffset RequestedAt, DateTimeOffset? EndedAt, double? Duration, IReadOnlyDictionary<string, long>? Summary,
    string? Error);

internal sealed record SyncView(IReadOnlyList<TargetView> Targets);

internal sealed record TargetView(
    string Target, long Pending, double? OldestAge, long Parked, long CatalogBehind, IReadOnlyList<ParkedView>? ParkedItems);

internal sealed record ParkedView(Guid Id, string Collection, string DocumentId, DateTimeOffset Since, int Attempts, string? Error);

internal sealed record AuditPage(IReadOnlyList<AuditView> Items, string? NextCursor);

internal sealed record AuditView(
    DateTimeOffset At, string? Actor, string Action, string Subject, string? Detail, string? From, string? To, string? Why);
