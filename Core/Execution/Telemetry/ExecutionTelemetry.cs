using System.Diagnostics;
using System.Diagnostics.Metrics;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Telemetry;

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
    public const string Operation = "promptintel.operation";
    public const string OperationType = "promptintel.operation.type";
    public const string Prompt = "promptintel.prompt";
    public const string PromptVersion = "promptintel.prompt.version";
    public const string ErrorType = "error.type";

    public const string GenAiOperation = "gen_ai.operation.name";
    public const string GenAiProvider = "gen_ai.provider.name";
    public const string GenAiRequestModel = "gen_ai.request.model";
    public const string GenAiRequestMaxTokens = "gen_ai.request.max_tokens";
    public const string GenAiRequestTemperature = "gen_ai.request.temperature";
    public const string GenAiResponseId = "gen_ai.response.id";
    public const string GenAiResponseModel = "gen_ai.response.model";
    public const string GenAiTokenType = "gen_ai.token.type";
    public const string GenAiInputTokens = "gen_ai.usage.input_tokens";
    public const string GenAiOutputTokens = "gen_ai.usage.output_tokens";
    public const string GenAiPromptName = "gen_ai.prompt.name";
    public const string GenAiPromptVersion = "gen_ai.prompt.version";
    public const string GenAiFinishReasons = "gen_ai.response.finish_reasons";
    public const string GenAiInputMessages = "gen_ai.input.messages";
    public const string GenAiOutputMessages = "gen_ai.output.messages";

    public const string GenAiToolName = "gen_ai.tool.name";
    public const string GenAiToolType = "gen_ai.tool.type";
    public const string GenAiToolCallId = "gen_ai.tool.call.id";
    public const string GenAiToolArguments = "gen_ai.tool.call.arguments";
    public const string GenAiToolResult = "gen_ai.tool.call.result";

    internal static readonly ActivitySource Source = new(Name);

    private static readonly Meter Meter = new(Name);

    internal static readonly Counter<long> Executions = Meter.CreateCounter<long>(
        "promptintel.execution.ended", "{execution}", "Executions that ended, by workflow and status");

    internal static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "promptintel.execution.duration", "s", "From creation to end, by workflow and status");

    internal static readonly Histogram<double> StageDuration = Meter.CreateHistogram<double>(
        "promptintel.execution.stage.duration", "s", "Duration of stages, by operation type and outcome");

    internal static readonly Histogram<long> Tokens = Meter.CreateHistogram<long>(
        "gen_ai.client.token.usage",
        "{token}",
        "Tokens of one call, by provider, model and direction; calls that nobody counted are left out");

    internal static readonly Histogram<double> CallDuration = Meter.CreateHistogram<double>(
        "gen_ai.client.operation.duration", "s", "Duration of one call, by provider, model and error");

    internal static readonly Counter<long> LostLeases = Meter.CreateCounter<long>(
        "promptintel.execution.leases.lost", "{lease}", "Leases lost while their execution ran here");

    internal static readonly Counter<long> CacheHits = Meter.CreateCounter<long>(
        "promptintel.execution.stage.cache.hits", "{stage}", "Stages answered from the cache");

    internal static readonly UpDownCounter<long> Running = Meter.CreateUpDownCounter<long>(
        "promptintel.execution.running", "{execution}", "Executions that run in this process");

    /// <summary>
    /// From the request to a durable execution or batch. What is stored with it is the caller's own context, where there is one.
    /// </summary>
    internal static Activity? StartAcceptance(EntryKey workflow)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity($"accept {workflow.Name}");
        activity?.SetTag(Workflow, workflow.ToString());
        return activity;
    }

    /// <summary>While a caller waits for an end that another span shows.</summary>
    internal static Activity? StartWait() => Activity.Current is null ? null : Source.StartActivity("wait");

    /// <summary>An attempt after the first, which is the stage's own span.</summary>
    internal static Activity? StartAttempt(StageContext stage, int attempt)
    {
        if (!Source.HasListeners())
        {
            return null;
        }

        Activity? activity = Source.StartActivity($"attempt {attempt}");
        activity?.SetTag(Stage, stage.Path);
        activity?.SetTag(Attempt, attempt);
        return activity;
    }

    /// <summary>Notes on the stage that an attempt failed and another follows.</summary>
    internal static void Retrying(StageContext stage, OperationOutcome.Failed failed, TimeSpan delay) =>
        stage.Span?.AddEvent(new ActivityEvent("retry", tags: new ActivityTagsCollection
        {
            [ErrorType] = failed.Code,
            ["promptintel.execution.retry.delay"] = delay.TotalSeconds,
        }));

    /// <summary>Asks something again and again, which would only be noise below the span of who waits.</summary>
    internal static async Task<T> PollAsync<T>(Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        Activity.Current = null;
        return await read(cancellationToken);
    }

    internal static void StageEnded(StageContext stage, int attempt, OperationOutcome outcome)
    {
        string? code = (outcome as OperationOutcome.Failed)?.Code;
        stage.Span?.SetTag(Attempt, attempt);
        Fail(stage.Span, code);

        if (StageDuration.Enabled)
        {
            StageDuration.Record(
                stage.Time.GetElapsedTime(stage.StartedTimestamp).TotalSeconds,
                new KeyValuePair<string, object?>(OperationType, stage.Stage.OperationType),
                new KeyValuePair<string, object?>(ErrorType, code));
        }
    }

    internal static void Ended(ExecutionRecord execution, TransitionPlan plan, DateTimeOffset now)
    {
        if (plan.Status.IsEnded())
        {
            var workflow = new KeyValuePair<string, object?>(Workflow, execution.Workflow.ToString());
            var status = new KeyValuePair<string, object?>(Status, plan.Status.ToText());
            Executions.Add(1, workflow, status);
            Duration.Record((now - execution.CreatedAt).TotalSeconds, workflow, status);
        }
    }

    /// <summary>Marks a span as failed, by the code of the failure; null leaves it as it is.</summary>
    public static void Fail(Activity? activity, string? code)
    {
        if (code is not null)
        {
            activity?.SetTag(ErrorType, code);
            activity?.SetStatus(ActivityStatusCode.Error, code);
        }
    }
}
