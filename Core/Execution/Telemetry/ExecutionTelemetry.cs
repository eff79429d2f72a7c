using System.Diagnostics;
using System.Diagnostics.Metrics;

using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution;

/// <summary>Names of execution's spans, tags and metrics. Tags of model calls follow the OpenTelemetry GenAI conventions.</summary>
public static class ExecutionTelemetry
{
    /// <summary>Name of the activity source and of the meter.</summary>
    public const string Name = "PromptIntel.Execution";

    public const string ExecutionId = "promptintel.execution.id";
    public const string Workflow = "promptintel.workflow";
    public const string WorkflowVersion = "promptintel.workflow.version";
    public const string Status = "promptintel.execution.status";
    public const string Stage = "promptintel.execution.stage";
    public const string Item = "promptintel.execution.item";
    public const string Attempt = "promptintel.execution.attempt";
    public const string OperationType = "promptintel.operation.type";
    public const string ErrorType = "error.type";

    public const string GenAiOperation = "gen_ai.operation.name";
    public const string GenAiProvider = "gen_ai.provider.name";
    public const string GenAiRequestModel = "gen_ai.request.model";
    public const string GenAiResponseModel = "gen_ai.response.model";
    public const string GenAiTokenType = "gen_ai.token.type";
    public const string GenAiInputTokens = "gen_ai.usage.input_tokens";
    public const string GenAiOutputTokens = "gen_ai.usage.output_tokens";
    public const string GenAiPromptName = "gen_ai.prompt.name";
    public const string GenAiPromptVersion = "gen_ai.prompt.version";
    public const string GenAiFinishReasons = "gen_ai.response.finish_reasons";
    public const string GenAiInputMessages = "gen_ai.input.messages";
    public const string GenAiOutputMessages = "gen_ai.output.messages";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Executions = Meter.CreateCounter<long>("promptintel.execution.ended", description: "Executions that ended, by workflow and status");

    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("promptintel.execution.duration", "s", "From creation to end, by workflow and status");

    internal static readonly Histogram<double> StageDuration = Meter.CreateHistogram<double>("promptintel.execution.stage.duration", "s", "Duration of stages, by operation type and outcome");

    internal static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>("gen_ai.client.token.usage", "{token}", "Tokens of one call, by provider, model and direction; calls that nobody counted are left out");

    internal static readonly Histogram<double> CallDuration = Meter.CreateHistogram<double>("gen_ai.client.operation.duration", "s", "Duration of one call, by provider, model and error");

    internal static readonly Counter<long> LostLeases = Meter.CreateCounter<long>("promptintel.execution.leases.lost", description: "Leases lost while their execution ran here");

    internal static readonly Counter<long> CacheHits = Meter.CreateCounter<long>("promptintel.execution.stage.cache.hits", description: "Stages answered from the cache");

    internal static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>("promptintel.execution.running", description: "Executions that run in this process");

    internal static Activity? StartExecution(ExecutionRecord execution, Manifest manifest)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        _ = ActivityContext.TryParse(execution.TraceParent, null, isRemote: true, out ActivityContext parent);
        Activity? activity = Source.StartActivity($"invoke_workflow {manifest.Workflow.Key.Name}", ActivityKind.Internal, parent);
        activity?.SetTag(GenAiOperation, "invoke_workflow");
        activity?.SetTag(Workflow, manifest.Workflow.Key.ToString());
        activity?.SetTag(WorkflowVersion, manifest.Workflow.Version);
        activity?.SetTag(ExecutionId, execution.Id);
        return activity;
    }

    internal static Activity? StartStage(StageCall call)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity($"stage {call.StagePath}");
        activity?.SetTag(ExecutionId, call.ExecutionId);
        activity?.SetTag(Stage, call.StagePath);
        activity?.SetTag(OperationType, call.Stage.OperationType);

        if (call.ItemKey.Length > 0)
        {
            activity?.SetTag(Item, call.ItemKey);
        }

        return activity;
    }

    internal static void StageEnded(Activity? activity, StageCall call, OperationOutcome outcome)
    {
        string? code = (outcome as OperationOutcome.Failed)?.Code;
        activity?.SetTag(Attempt, call.Attempt);
        Fail(activity, code);

        if (StageDuration.Enabled)
        {
            StageDuration.Record(
                call.Time.GetElapsedTime(call.StartedTimestamp).TotalSeconds,
                new KeyValuePair<string, object?>(OperationType, call.Stage.OperationType),
                new KeyValuePair<string, object?>(ErrorType, code));
        }
    }

    internal static void Ended(Activity? activity, ExecutionRecord execution, ExecutionTransition transition, DateTimeOffset now)
    {
        var plan = TransitionPlan.For(transition);
        activity?.SetTag(Status, plan.Status.ToText());
        Fail(activity, plan.Error?.Code);

        if (plan.Status.IsEnded())
        {
            var workflow = new KeyValuePair<string, object?>(Workflow, execution.Workflow.ToString());
            var status = new KeyValuePair<string, object?>(Status, plan.Status.ToText());
            Executions.Add(1, workflow, status);
            Duration.Record((now - execution.CreatedAt).TotalSeconds, workflow, status);
        }
    }

    internal static void Fail(Activity? activity, string? code)
    {
        if (code is not null)
        {
            activity?.SetTag(ErrorType, code);
            activity?.SetStatus(ActivityStatusCode.Error, code);
        }
    }
}
