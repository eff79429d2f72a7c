using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Journal;

/// <summary>One stage, or one item of it, that runs here, and what it is given. Nothing in it changes while it runs.</summary>
/// <param name="span">Its span, open until its result is committed; null where nobody listens.</param>
internal sealed class StageContext(
    ExecutionRecord execution, PinnedEntries pinned, StageInvocation invocation, TimeProvider time, Activity? span)
{
    public Guid ExecutionId => execution.Id;

    public string? UserId => execution.UserId;

    /// <summary>A demonstration aid: waited before the result is committed.</summary>
    public TimeSpan Delay => execution.StageDelay;

    public PinnedEntries Pinned => pinned;

    public PlannedStage Stage => invocation.Stage;

    public string Path => invocation.Stage.Path;

    public string ItemKey => invocation.ItemKey;

    /// <summary>Settings and <c>with</c> merged, wires resolved.</summary>
    public JsonElement Input => invocation.Input;

    public TimeProvider Time => time;

    public Activity? Span => span;

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>As <see cref="StartedAt"/>, by the monotonic clock.</summary>
    public long StartedTimestamp { get; } = time.GetTimestamp();
}
