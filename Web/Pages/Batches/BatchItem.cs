using System.Text.Json;

using PromptIntel.Web.Pages.Runs;

namespace PromptIntel.Web.Pages.Batches;

/// <summary>A batch: many inputs of one workflow.</summary>
public sealed record BatchItem(
    Guid Id, string Workflow, int Version, string State, int Total, int MaxParallel, int Priority, BatchCounts Counts, string? UserId,
    DateTimeOffset CreatedAt, DateTimeOffset? CompletedAt, double ExecutionTime, BatchProgress? Progress)
{
    public bool IsEnded => CompletedAt is not null;
}

public sealed record BatchCounts(int Queued, int Running, int Waiting, int Succeeded, int Failed, int Cancelled, int Parked)
{
    /// <summary>What nothing more happens to by itself.</summary>
    public int Ended => Succeeded + Failed + Cancelled + Parked;

    public int Broken => Failed + Cancelled + Parked;

    public IEnumerable<(string Name, int Count)> All =>
        new[]
        {
            ("succeeded", Succeeded), ("failed", Failed), ("parked", Parked), ("cancelled", Cancelled), ("waiting", Waiting),
            ("running", Running), ("queued", Queued),
        }.Where(state => state.Item2 > 0);
}

/// <param name="PerMinute">At the rate of the last minute.</param>
public sealed record BatchProgress(int Done, int Left, double PerMinute, double? SecondsLeft);

public sealed record BatchResult(int Index, string Status, Guid ExecutionId, JsonElement? Output, RunError? Error);
