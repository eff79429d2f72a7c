using PromptIntel.Api.OpenApi;
using PromptIntel.Core.Jobs;

namespace PromptIntel.Api.Ops;

/// <param name="Schedule">Null when it runs only by request.</param>
/// <param name="NextRunAt">When it is due; null when it runs only by request.</param>
/// <param name="LastRun">The newest, whether it ended or not; null before the first.</param>
internal sealed record JobItem(string Name, string Description, ScheduleItem? Schedule, DateTimeOffset? NextRunAt, JobRunItem? LastRun);

/// <param name="Cron">With seconds.</param>
/// <param name="TimeZone">IANA name.</param>
internal sealed record ScheduleItem(string Cron, string TimeZone);

/// <summary>One job with its runs, newest first.</summary>
internal sealed record JobDetailResponse(JobItem Job, Catalog.ListResponse<JobRunItem> Runs);

/// <param name="Duration">Seconds, of the last attempt; null until it ended.</param>
/// <param name="Attempts">More than one when an instance died with it.</param>
/// <param name="Summary">What was done, in counts; null unless it succeeded.</param>
internal sealed record JobRunItem(
    Guid Id,
    string Job,
    [property: OneOf<JobRunStatus>] string Status,
    [property: OneOf<JobTrigger>] string Trigger,
    DateTimeOffset RequestedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? EndedAt,
    double? Duration,
    string? Instance,
    int Attempts,
    IReadOnlyDictionary<string, long>? Summary,
    string? Error);
