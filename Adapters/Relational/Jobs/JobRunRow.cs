using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Jobs;

namespace PromptIntel.Adapters.Relational.Jobs;

/// <summary>A row of <c>job_runs</c>.</summary>
internal sealed class JobRunRow
{
    public const string Columns =
        "id, job, requested_by, status, requested_at, started_at, ended_at, instance, attempts, summary, error, due_at";

    public string Id { get; set; } = "";

    public string Job { get; set; } = "";

    public string RequestedBy { get; set; } = "";

    public string Status { get; set; } = "";

    public long RequestedAt { get; set; }

    public long? StartedAt { get; set; }

    public long? EndedAt { get; set; }

    public string? Instance { get; set; }

    public int Attempts { get; set; }

    public string? Summary { get; set; }

    public string? Error { get; set; }

    public long? DueAt { get; set; }

    public JobRun ToRun() => new()
    {
        Id = Guid.Parse(Id),
        Job = Job,
        Trigger = JobRunTexts.ReadTrigger(RequestedBy),
        Status = JobRunTexts.ReadStatus(Status),
        RequestedAt = Instants.From(RequestedAt),
        StartedAt = Instants.From(StartedAt),
        EndedAt = Instants.From(EndedAt),
        Instance = Instance,
        Attempts = Attempts,
        Summary = Summary is null
            ? null
            : JsonSerializer.Deserialize<Dictionary<string, long>>(Summary)!.ToImmutableSortedDictionary(StringComparer.Ordinal),
        Error = Error,
        DueAt = Instants.From(DueAt),
    };
}
