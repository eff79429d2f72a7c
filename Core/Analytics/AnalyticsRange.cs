using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Analytics;

/// <summary>Hours that begin at or after <paramref name="From"/> and before <paramref name="To"/>.</summary>
public sealed record AnalyticsRange(DateTimeOffset From, DateTimeOffset To);

/// <param name="Workflow">With or without its namespace; null takes all.</param>
/// <param name="After">The last of the page before; null starts.</param>
public sealed record WorkflowQuery(AnalyticsRange Range, string? Workflow, (DateTimeOffset Hour, EntryKey Workflow)? After, int Limit)
{
    /// <summary>Whether the total of all pages is wanted, which takes a reading of them all. Default: true.</summary>
    public bool IsCounted { get; init; } = true;
}

/// <param name="Prompt">With or without its namespace; null takes all.</param>
/// <inheritdoc cref="WorkflowQuery" path="/param[@name='After']"/>
public sealed record PromptQuery(AnalyticsRange Range, string? Prompt, PromptVersionKey? After, int Limit);

/// <inheritdoc cref="WorkflowQuery" path="/param[@name='After']"/>
public sealed record LeagueQuery(AnalyticsRange Range, (string Sport, string Tier)? After, int Limit);
