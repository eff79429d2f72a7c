using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;

namespace PromptIntel.Core.Analytics;

/// <summary>What is known of the executions that ended in one hour. Whose they are is not among it.</summary>
public sealed record HourFacts(
    ImmutableArray<EndedExecution> Executions, ImmutableArray<PromptCall> Calls, ImmutableArray<AnalysedLeague> Leagues);

/// <param name="Duration">From the first claim to the end; null when it was never begun.</param>
public sealed record EndedExecution(EntryKey Workflow, ExecutionStatus Status, TimeSpan? Duration, ExecutionUsage Usage);

/// <param name="Execution">Tells the calls of one execution from those of another.</param>
/// <param name="Duration">Null for a call without an end: it was lost with its process.</param>
public sealed record PromptCall(Guid Execution, PromptVersionKey Prompt, bool HasFailed, TimeSpan? Duration, ExecutionUsage Usage);

/// <summary>A league that a workflow classified and scored.</summary>
/// <param name="Sport">Empty when the text did not say.</param>
public sealed record AnalysedLeague(string Sport, string Tier, double Score, double Confidence);

/// <summary>One version of a prompt, in text <c>namespace/name@version</c>.</summary>
public readonly record struct PromptVersionKey(EntryKey Prompt, int Version)
{
    /// <summary>False for a text that names none.</summary>
    public static bool TryParse(string? text, out PromptVersionKey key)
    {
        string[] parts = text?.Split('@') ?? [];
        EntryKey prompt = default;
        int version = 0;
        bool isKey = parts.Length == 2
            && EntryKey.TryParse(parts[0], null, out prompt)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out version);
        key = new PromptVersionKey(prompt, version);
        return isKey;
    }
}
