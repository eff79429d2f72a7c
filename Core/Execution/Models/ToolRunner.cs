using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Models;

/// <summary>One call of a tool: its arguments checked, run as a stage of its operation would be, traced, its result committed.</summary>
/// <param name="runner">Runs an operation once, within a time, its output checked.</param>
internal sealed class ToolRunner(StageContext stage, IStageJournal journal, ModelCalls models, IStageRunner runner)
{
    private const int MostErrorsShown = 20;

    /// <summary>As an attempt names it.</summary>
    public static string LabelOf(PlannedTool tool) => $"{tool.Stage.Operation.Key}@{tool.Stage.Operation.Version}";

    public async Task<ToolResult> RunAsync(PlannedTool tool, ToolCall call, ToolPlace place, CancellationToken cancellationToken)
    {
        using Activity? activity = Start(tool, call, place);
        string? errorCode = ErrorCodes.Interrupted;
        bool isEnded = false;

        try
        {
            JsonElement input = default;
            ToolResult result = FaultOf(tool, call.Arguments, ref input) is { } fault
                ? new ToolResult.Given(new ToolTurn.Gave(call.Id, JsonSerializer.SerializeToElement(fault)))
                : await RunAsync(tool, call, input, place, activity, cancellationToken);
            errorCode = result switch
            {
                ToolResult.Failed failed => failed.Refusal.Code,
                ToolResult.Given { Outcome: null } => ErrorCodes.InvalidInput,
                _ => null,
            };

            if (result is ToolResult.Given given)
            {
                isEnded = true;
                await journal.EndToolAsync(place.Attempt, place.ToTurn(given.Turn), errorCode, given.Outcome);
                activity?.SetTag(ExecutionTelemetry.GenAiToolResult, models.CapturesContent ? given.Turn.Result.GetRawText() : null);
            }

            return result;
        }
        finally
        {
            ExecutionTelemetry.Fail(activity, errorCode);

            if (!isEnded)
            {
                journal.EndCall(place.Attempt, Reservation.None, ExecutionUsage.None, errorCode);
            }
        }
    }

    private async Task<ToolResult> RunAsync(
        PlannedTool tool, ToolCall call, JsonElement input, ToolPlace place, Activity? activity, CancellationToken cancellationToken)
    {
        StageContext context = stage.ForTool(tool.Stage with { Timeout = models.ToolTimeout }, input, place.Id, activity);
        return await runner.RunAsync(context, journal, cancellationToken) switch
        {
            OperationOutcome.Completed completed =>
                new ToolResult.Given(new ToolTurn.Gave(call.Id, completed.Output)) { Outcome = completed },
            OperationOutcome.Failed failed => new ToolResult.Failed(RefusalOf(tool, failed)),
            _ => new ToolResult.Failed(new(ErrorCodes.ToolFailed, $"The tool {LabelOf(tool)} waits for a person.", FailureKind.Permanent)),
        };
    }

    private static ModelAnswer.Refused RefusalOf(PlannedTool tool, OperationOutcome.Failed failed) => failed.Code switch
    {
        ErrorCodes.BudgetExceeded => new(failed.Code, failed.Detail, failed.Kind),
        ErrorCodes.Timeout => new(ErrorCodes.ToolTimeout, $"The tool {LabelOf(tool)}: {failed.Detail}", failed.Kind),
        _ => new(ErrorCodes.ToolFailed, $"The tool {LabelOf(tool)} failed with {failed.Code}: {failed.Detail}", failed.Kind),
    };

    /// <summary>What the model is told of arguments that cannot be used; null, with the input that they make, when they can.</summary>
    private string? FaultOf(PlannedTool tool, JsonElement arguments, ref JsonElement input)
    {
        if (arguments.ValueKind == JsonValueKind.Undefined)
        {
            return "Error: the arguments are not a JSON object.";
        }

        ImmutableArray<SchemaViolation> violations = models.Schemas.Validate(tool.InputSchema, arguments);

        if (!violations.IsEmpty)
        {
            return $"Error: the arguments do not satisfy the JSON Schema:\n- {string.Join("\n- ", violations.Take(MostErrorsShown))}";
        }

        tool.InputSchema.TryGetProperty("properties", out JsonElement declared);
        JsonElement settings = tool.Stage.Settings;

        foreach (JsonProperty argument in arguments.EnumerateObject())
        {
            // Only what the author lets a caller say may be said otherwise by one.
            if (settings.TryGetProperty(argument.Name, out _)
                && !(declared.ValueKind == JsonValueKind.Object && declared.TryGetProperty(argument.Name, out _)))
            {
                return $"Error: '{argument.Name}' cannot be given.";
            }
        }

        input = CanonicalJson.Write(writer => Merge(writer, settings, arguments));
        return null;
    }

    private static void Merge(Utf8JsonWriter writer, JsonElement settings, JsonElement arguments)
    {
        writer.WriteStartObject();

        foreach (JsonProperty setting in settings.EnumerateObject().Where(setting => !arguments.TryGetProperty(setting.Name, out _)))
        {
            setting.WriteTo(writer);
        }

        foreach (JsonProperty argument in arguments.EnumerateObject())
        {
            argument.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private Activity? Start(PlannedTool tool, ToolCall call, ToolPlace place)
    {
        if (!ExecutionTelemetry.Source.HasListeners())
        {
            return null;
        }

        Activity? activity = ExecutionTelemetry.Source.StartActivity($"execute_tool {tool.Function}");
        activity?.SetTag(ExecutionTelemetry.Stage, stage.Path);
        activity?.SetTag(ExecutionTelemetry.Attempt, place.Attempt.Attempt);
        activity?.SetTag(ExecutionTelemetry.GenAiOperation, "execute_tool");
        activity?.SetTag(ExecutionTelemetry.GenAiToolName, tool.Function);
        activity?.SetTag(ExecutionTelemetry.GenAiToolType, "function");
        activity?.SetTag(ExecutionTelemetry.Operation, LabelOf(tool));

        if (models.CapturesContent && activity is not null)
        {
            bool hasArguments = call.Arguments.ValueKind != JsonValueKind.Undefined;
            activity.SetTag(ExecutionTelemetry.GenAiToolCallId, call.Id);
            activity.SetTag(ExecutionTelemetry.GenAiToolArguments, hasArguments ? call.Arguments.GetRawText() : null);
        }

        return activity;
    }
}

/// <summary>Where a call of a tool stands in its conversation.</summary>
/// <param name="Id">Of this call among all that the stage makes, the same whenever it is made.</param>
/// <param name="ToTurn">Its result as the next turn.</param>
internal sealed record ToolPlace(StageAttempt Attempt, string Id, Func<ToolTurn.Gave, StageTurn> ToTurn);

/// <summary>What a call of a tool came to.</summary>
internal abstract record ToolResult
{
    private ToolResult()
    {
    }

    /// <summary>A model can be told; it is committed.</summary>
    public sealed record Given(ToolTurn.Gave Turn) : ToolResult
    {
        /// <summary>Null when the arguments were wrong and nothing was run.</summary>
        public OperationOutcome.Completed? Outcome { get; init; }
    }

    /// <summary>The stage fails with it.</summary>
    public sealed record Failed(ModelAnswer.Refused Refusal) : ToolResult;
}
