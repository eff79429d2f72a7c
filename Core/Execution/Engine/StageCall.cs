using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Calls;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>One ready stage on its way through the pipeline, and what its operation is given.</summary>
internal sealed class StageCall(ExecutionRun run, StageInvocation invocation, int attempt) : IOperationContext
{
    private StageModel? _model;

    public ExecutionRun Run => run;

    public PlannedStage Stage => invocation.Stage;

    /// <summary>Its span, until its result is committed; null where nobody listens.</summary>
    public Activity? Span { get; set; }

    /// <summary>Number of the attempt that runs now; rises with retries.</summary>
    public int Attempt { get; set; } = attempt;

    public DateTimeOffset AttemptStartedAt { get; set; } = run.Parts.Time.GetUtcNow();

    /// <summary>How long an endpoint asked to wait before the next attempt.</summary>
    public TimeSpan? RetryAfter { get; set; }

    public long StartedTimestamp { get; } = run.Parts.Time.GetTimestamp();

    public DateTimeOffset StartedAtTime { get; } = run.Parts.Time.GetUtcNow();

    /// <summary>The model calls that ended, to be recorded with the result.</summary>
    public CallLedger Ledger { get; } = new();

    public Guid ExecutionId => run.Execution.Id;

    public string StagePath => invocation.Stage.Path;

    public string ItemKey => invocation.ItemKey;

    public string? UserId => run.Execution.UserId;

    public JsonElement Input => invocation.Input;

    public JsonElement Settings => invocation.Stage.Settings;

    public TimeProvider Time => run.Parts.Time;

    public IStageModel Model => _model ??= new StageModel(this, run.Parts.Models);

    public EntryVersion Entry(EntryKey key) => run.Pinned.Find(key) ?? throw new InvalidOperationException($"{key} is not pinned: operation '{Stage.OperationType}' did not name it in Require.");

    public ImmutableArray<EntryVersion> Tagged(string space, string tag) => run.Pinned.Tagged(space, tag);
}
