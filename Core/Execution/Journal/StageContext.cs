using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Journal;

/// <summary>
/// One stage, or one item of it, that runs here, and what it is given; or a tool that it calls, at the same place. Nothing in it changes
/// while it runs.
/// </summary>
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

    /// <summary>Which call of a tool this is; empty for the stage itself.</summary>
    public string ToolCall { get; private init; } = "";

    public DateTimeOffset StartedAt { get; } = time.GetUtcNow();

    /// <summary>As <see cref="StartedAt"/>, by the monotonic clock.</summary>
    public long StartedTimestamp { get; } = time.GetTimestamp();

    /// <summary>A call of a tool that this makes.</summary>
    /// <param name="call">Of all that the stage makes, the same whenever it runs.</param>
    public StageContext ForTool(PlannedStage tool, JsonElement input, string call, Activity? toolSpan) =>
        new(execution, pinned, new StageInvocation(tool with { Path = Path }, ItemKey, input), time, toolSpan) { ToolCall = call };
}
