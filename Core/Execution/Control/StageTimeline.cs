using System.Collections.Immutable;

using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Puts results and attempts of an execution in the order of its workflow.</summary>
internal static class StageTimeline
{
    public static ImmutableArray<StageDetails> Of(
        ExecutionRecord execution, Manifest manifest, ImmutableArray<StageResult> results, ImmutableArray<StageAttempt> attempts)
    {
        ILookup<string, StageResult> resultsByPath = results.ToLookup(result => result.Path, StringComparer.Ordinal);
        ILookup<string, StageAttempt> attemptsByPath = attempts.ToLookup(attempt => attempt.Path, StringComparer.Ordinal);
        var timeline = ImmutableArray.CreateBuilder<StageDetails>();

        foreach ((string path, string? description, string? operationType) in Nodes(ChosenChain.In(manifest, execution.Input, results)))
        {
            Dictionary<string, StageResult> byItem = resultsByPath[path].ToDictionary(result => result.ItemKey, StringComparer.Ordinal);
            ILookup<string, StageAttempt> begun = attemptsByPath[path].ToLookup(attempt => attempt.ItemKey, StringComparer.Ordinal);
            List<string> items = [.. byItem.Keys.Union(begun.Select(group => group.Key), StringComparer.Ordinal).Order(ItemOrder.Instance)];

            if (items.Count == 0)
            {
                timeline.Add(
                    new StageDetails { Path = path, Description = description, OperationType = operationType, Status = "pending" });
            }

            foreach (string item in items)
            {
                timeline.Add(Of(
                    execution,
                    path,
                    item,
                    byItem.GetValueOrDefault(item),
                    [.. begun[item]]) with
                { Description = description, OperationType = operationType });
            }
        }

        return timeline.ToImmutable();
    }

    private static IEnumerable<(string Path, string? Description, string? OperationType)> Nodes(Manifest manifest) =>
        manifest.Stages.Select(stage => (stage.Path, stage.Description, (string?)stage.OperationType))
            .Concat(manifest.Scopes.Select(scope => (scope.Path, (string?)null, (string?)null)));

    private static StageDetails Of(
        ExecutionRecord execution, string path, string item, StageResult? result, ImmutableArray<StageAttempt> attempts) => new()
        {
            Path = path,
            ItemKey = item,
            Status = result is null ? (execution.Status == ExecutionStatus.Running ? "running" : "pending") : result.Status.ToText(),
            Result = result,
            Attempts = attempts.Select(attempt => attempt.Attempt).DefaultIfEmpty(result?.Attempts ?? 0).Max(),
            StartedAt = result?.StartedAt ?? attempts.FirstOrDefault()?.StartedAt,
            CompletedAt = result?.CompletedAt,
            Usage = attempts.Aggregate(ExecutionUsage.None, (usage, attempt) => usage + attempt.Usage),
        };

    /// <summary>By index at each level: <c>2</c> before <c>10</c>, <c>3</c> before <c>3/0</c>.</summary>
    private sealed class ItemOrder : IComparer<string>
    {
        public static readonly ItemOrder Instance = new();

        public int Compare(string? x, string? y)
        {
            string[] left = x!.Split('/');
            string[] right = y!.Split('/');

            for (int level = 0; level < Math.Min(left.Length, right.Length); level++)
            {
                int order = left[level].Length != right[level].Length
                    ? left[level].Length.CompareTo(right[level].Length)
                    : string.CompareOrdinal(left[level], right[level]);

                if (order != 0)
                {
                    return order;
                }
            }

            return x.Length.CompareTo(y.Length);
        }
    }
}
