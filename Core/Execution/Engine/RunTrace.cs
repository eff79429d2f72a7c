using System.Diagnostics;

using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// The spans of one run in one process: how long it was queued, the execution, its stages until their results are committed, and each
/// commit below the stage that caused it, or linked to all that it serves. Used by the run's own loop, one call at a time.
/// </summary>
internal sealed class RunTrace : IDisposable
{
    private const string Interrupted = "interrupted";

    private readonly Activity _execution;
    private readonly Guid _id;
    private readonly HashSet<Activity> _stages = [];

    private RunTrace(Activity execution, Guid id) => (_execution, _id) = (execution, id);

    /// <summary>Null where nobody listens: then nothing of this is made.</summary>
    public static RunTrace? Start(ExecutionRecord execution, Manifest manifest, Lease<Guid> lease)
    {
        if (!ExecutionTelemetry.Source.HasListeners())
        {
            return null;
        }

        string workflow = manifest.Workflow.Key.Name;

        // Without a context the two would be traces of their own.
        if (ActivityContext.TryParse(execution.TraceParent, null, isRemote: true, out ActivityContext parent)
            && lease.Epoch == 1
            && execution.StartedAt is { } started)
        {
            // Instants are kept in whole milliseconds: the next one is after the acceptance began, as people expect to see it.
            DateTimeOffset created = execution.CreatedAt + TimeSpan.FromMilliseconds(1);
            using Activity? queued = ExecutionTelemetry.Source.StartActivity(
                $"queue {workflow}", ActivityKind.Internal, parent, startTime: created);
            queued?.SetTag(ExecutionTelemetry.ExecutionId, execution.Id);
            queued?.SetEndTime(started.UtcDateTime);
        }

        Activity? activity = ExecutionTelemetry.Source.StartActivity($"invoke_workflow {workflow}", ActivityKind.Internal, parent);
        activity?.SetTag(ExecutionTelemetry.GenAiOperation, "invoke_workflow");
        activity?.SetTag(ExecutionTelemetry.Workflow, manifest.Workflow.Key.ToString());
        activity?.SetTag(ExecutionTelemetry.WorkflowVersion, manifest.Workflow.Version);
        activity?.SetTag(ExecutionTelemetry.ExecutionId, execution.Id);
        return activity is null ? null : new RunTrace(activity, execution.Id);
    }

    /// <summary>The span of a stage that begins: open until <see cref="EndStages"/>, and not the current one.</summary>
    public Activity? BeginStage(StageInvocation invocation)
    {
        Activity? before = Activity.Current;
        Activity? stage = ExecutionTelemetry.Source.StartActivity(
            $"stage {invocation.Stage.Path}", ActivityKind.Internal, _execution.Context);
        Activity.Current = before;

        if (stage is not null)
        {
            stage.SetTag(ExecutionTelemetry.ExecutionId, _id);
            stage.SetTag(ExecutionTelemetry.Stage, invocation.Stage.Path);
            stage.SetTag(ExecutionTelemetry.Operation, $"{invocation.Stage.Operation.Key}@{invocation.Stage.Operation.Version}");
            stage.SetTag(ExecutionTelemetry.OperationType, invocation.Stage.OperationType);
            stage.SetTag(ExecutionTelemetry.Item, invocation.ItemKey.Length > 0 ? invocation.ItemKey : null);
            _stages.Add(stage);
        }

        return stage;
    }

    /// <summary>
    /// Below the one stage that ended, or that begins where none ended; linked to every other stage whose result or beginning it keeps.
    /// </summary>
    public Activity? StartCommit(List<StageEnd> ended, List<StageJournal> begun)
    {
        Activity cause = (ended, begun) switch
        {
            ([{ Stage.Context.Span: { } only }], _) => only,
            ([], [{ Context.Span: { } only }]) => only,
            _ => _execution,
        };
        IEnumerable<Activity> served = ended.Select(end => end.Stage)
            .Concat(begun)
            .Select(stage => stage.Context.Span)
            .OfType<Activity>()
            .Where(stage => stage != cause);
        return Start("commit", cause, served);
    }

    /// <summary>Another wrote to the execution: what is read then is for all stages that run.</summary>
    public Activity? StartCatchUp() => Start("catch up", _execution, _stages);

    /// <summary>Their results are committed.</summary>
    public void EndStages(List<StageEnd> ended)
    {
        foreach (StageEnd end in ended)
        {
            if (end.Stage.Context.Span is { } stage && _stages.Remove(stage))
            {
                Stop(stage);
            }
        }
    }

    /// <summary>The run has ended, waits, or was given back.</summary>
    public void End(TransitionPlan plan)
    {
        _execution.SetTag(ExecutionTelemetry.Status, plan.Status.ToText());
        ExecutionTelemetry.Fail(_execution, plan.Error?.Code);
    }

    /// <summary>The run broke off here.</summary>
    public void Fail(string reason) => ExecutionTelemetry.Fail(_execution, reason);

    /// <summary>Whatever runs still was left behind.</summary>
    public void Dispose()
    {
        foreach (Activity stage in _stages)
        {
            ExecutionTelemetry.Fail(stage, Interrupted);
            Stop(stage);
        }

        _stages.Clear();
        _execution.Dispose();
    }

    private static Activity? Start(string name, Activity cause, IEnumerable<Activity> served) => ExecutionTelemetry.Source.StartActivity(
        name, ActivityKind.Internal, cause.Context, links: served.Select(stage => new ActivityLink(stage.Context)));

    /// <summary>To stop a span makes the one before it current, which is not for a span that others run beside.</summary>
    private static void Stop(Activity stage)
    {
        Activity? before = Activity.Current;
        stage.Dispose();
        Activity.Current = before;
    }
}
