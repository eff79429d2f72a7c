using System.Reflection;

using PromptIntel.Core.Execution;

namespace PromptIntel.Core.Tests.Pages;

/// <summary>docs/events.md explains every event of runs and batches, and no other.</summary>
public sealed class EventsPageTests
{
    private static readonly string[] Types = [.. typeof(ExecutionEvents).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (string)field.GetRawConstantValue()!)];

    [Fact]
    public void Page_ListsTheEventsOfARun() => Assert.Equal(Of(isBatch: false), DocumentedNames.InSection("events.md", "A run"));

    [Fact]
    public void Page_ListsTheEventsOfABatch() => Assert.Equal(Of(isBatch: true), DocumentedNames.InSection("events.md", "A batch"));

    private static IEnumerable<string> Of(bool isBatch) => Types
        .Where(type => type.StartsWith("batch.", StringComparison.Ordinal) == isBatch)
        .Order(StringComparer.Ordinal);
}
