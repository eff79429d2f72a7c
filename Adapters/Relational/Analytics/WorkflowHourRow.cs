using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>A row of <c>workflow_hours</c>.</summary>
internal sealed class WorkflowHourRow : UsageRow
{
    public const string Columns =
        "hour, namespace, name, runs, succeeded, failed, cancelled, parked, p50_ms, p95_ms, input_tokens, output_tokens, cost, "
            + "model_calls, durations, runs_without_tokens, runs_without_cost";

    public long Hour { get; init; }

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public long Runs { get; init; }

    public long Succeeded { get; init; }

    public long Failed { get; init; }

    public long Cancelled { get; init; }

    public long Parked { get; init; }

    public long? P50Ms { get; init; }

    public long? P95Ms { get; init; }

    public string? Durations { get; init; }

    public long RunsWithoutTokens { get; init; }

    public long RunsWithoutCost { get; init; }

    public WorkflowHour ToHour() => new()
    {
        Hour = Instants.From(Hour),
        Workflow = new EntryKey(Namespace, Name),
        Runs = Runs,
        Succeeded = Succeeded,
        Failed = Failed,
        Cancelled = Cancelled,
        Parked = Parked,
        P50Duration = ToDuration(P50Ms),
        P95Duration = ToDuration(P95Ms),
        Durations = new DurationHistogram(Durations),
        Usage = ToUsage(),
        RunsWithoutTokens = RunsWithoutTokens,
        RunsWithoutCost = RunsWithoutCost,
    };

    public static (string Name, SqlValue Value)[] Of(WorkflowHour hour) =>
    [
        ("@Hour", hour.Hour.ToStored()), ("@Namespace", hour.Workflow.Namespace), ("@Name", hour.Workflow.Name),
        ("@Runs", hour.Runs), ("@Succeeded", hour.Succeeded), ("@Failed", hour.Failed),
        ("@Cancelled", hour.Cancelled), ("@Parked", hour.Parked),
        ("@P50", ToMilliseconds(hour.P50Duration)), ("@P95", ToMilliseconds(hour.P95Duration)),
        ("@InputTokens", hour.Usage.InputTokens), ("@OutputTokens", hour.Usage.OutputTokens), ("@Cost", Stored.Cost(hour.Usage.CostUsd)),
        ("@ModelCalls", (long)hour.Usage.ModelCalls), ("@Durations", hour.Durations.Text),
        ("@RunsWithoutTokens", hour.RunsWithoutTokens), ("@RunsWithoutCost", hour.RunsWithoutCost),
    ];

    private static TimeSpan? ToDuration(long? milliseconds) => milliseconds is { } value ? TimeSpan.FromMilliseconds(value) : null;

    private static long? ToMilliseconds(TimeSpan? duration) => duration is { } value ? (long)value.TotalMilliseconds : null;
}
