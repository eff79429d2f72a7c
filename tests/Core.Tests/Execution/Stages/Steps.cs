using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Execution.Stages;

/// <summary>A stage to run, without an engine around it.</summary>
internal static class Steps
{
    public static OperationOutcome.Completed Done { get; } = new(JsonElement.Parse("""{"answer":42}"""));

    public static StageContext Context(PlannedStage stage, TimeProvider time, string input = "{}") =>
        Context(TestManifest.Of(stage), time, input);

    public static StageContext Context(
        Manifest manifest, TimeProvider time, string input = "{}", TimeSpan delay = default, string? userId = null)
    {
        var execution = new ExecutionRecord
        {
            Id = Guid.CreateVersion7(time.GetUtcNow()),
            Workflow = manifest.Workflow.Key,
            WorkflowVersion = 1,
            Status = ExecutionStatus.Running,
            Input = TestManifest.Empty,
            ManifestHash = manifest.Hash,
            CreatedAt = time.GetUtcNow(),
            StageDelay = delay,
            UserId = userId,
        };
        var invocation = new StageInvocation(manifest.Stages[0], "", JsonElement.Parse(input));
        return new StageContext(execution, PinnedEntries.Of(manifest), invocation, time, null);
    }
}

/// <summary>Answers as a test says, and counts.</summary>
internal sealed class ScriptedRunner(Func<CancellationToken, Task<OperationOutcome>> run) : IStageRunner
{
    public ScriptedRunner(params OperationOutcome[] outcomes)
        : this(new Queue<OperationOutcome>(outcomes))
    {
    }

    private ScriptedRunner(Queue<OperationOutcome> outcomes)
        : this(_ => Task.FromResult(outcomes.Dequeue()))
    {
    }

    public int Runs { get; private set; }

    public Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        Runs++;
        return run(cancellationToken);
    }
}

/// <summary>Remembers what a stage recorded.</summary>
internal sealed class RecordingJournal : IStageJournal
{
    public int Attempt { get; private set; } = 1;

    public int BegunAttempts { get; private set; }

    public bool IsLost { get; set; }

    public List<(string Code, TimeSpan Delay)> Retries { get; } = [];

    public ValueTask<StageAttempt?> BeginCallAsync(string model, string prompt, Reservation estimate) =>
        throw new NotSupportedException();

    public void EndCall(StageAttempt call, Reservation reserved, ExecutionUsage usage, string? errorCode) =>
        throw new NotSupportedException();

    public Task RecordRetryAsync(OperationOutcome.Failed failure, TimeSpan delay)
    {
        if (IsLost)
        {
            throw new LeaseLostException();
        }

        Retries.Add((failure.Code, delay));
        Attempt++;
        return Task.CompletedTask;
    }

    public ValueTask<ImmutableArray<StageTurn>> RecallAsync(string conversation) => throw new NotSupportedException();

    public Task<ImmutableArray<StageAttempt>?> BeginToolsAsync(ImmutableArray<string> tools, StageTurn? turn) =>
        throw new NotSupportedException();

    public Task EndToolAsync(StageAttempt call, StageTurn turn, string? errorCode, OperationOutcome.Completed? given) =>
        throw new NotSupportedException();

    public void BeginAttempt() => BegunAttempts++;

    public ValueTask<bool> IsWatchedAsync(CancellationToken cancellationToken) => ValueTask.FromResult(false);

    public void PublishDelta(StageAttempt call, string text) => throw new NotSupportedException();
}
