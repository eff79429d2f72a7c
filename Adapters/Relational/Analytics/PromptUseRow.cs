using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Catalog;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>Rows of <c>prompt_hours</c>, added up.</summary>
internal sealed class PromptUseRow : UsageRow
{
    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    public int Version { get; init; }

    public long Calls { get; init; }

    public long Failures { get; init; }

    public long Executions { get; init; }

    public long FirstUsed { get; init; }

    public long LastUsed { get; init; }

    public PromptUse ToUse() =>
        new(
            new PromptVersionKey(new EntryKey(Namespace, Name), Version),
            Calls,
            Failures,
            Executions,
            ToUsage(),
            Instants.From(FirstUsed),
            Instants.From(LastUsed));

    public static (string Name, SqlValue Value)[] Of(PromptHour hour) =>
    [
        ("@Hour", hour.Hour.ToStored()),
        ("@Namespace", hour.Prompt.Prompt.Namespace), ("@Name", hour.Prompt.Prompt.Name), ("@Version", hour.Prompt.Version),
        ("@Calls", hour.Calls), ("@Failures", hour.Failures), ("@Executions", hour.Executions),
        ("@InputTokens", hour.Usage.InputTokens), ("@OutputTokens", hour.Usage.OutputTokens), ("@Cost", Stored.Cost(hour.Usage.CostUsd)),
        ("@ModelCalls", (long)hour.Usage.ModelCalls), ("@Durations", hour.Durations.Text),
    ];
}
