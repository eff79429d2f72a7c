using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Execution.Journal;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>
/// Input and output must satisfy the stage's schemas, and an output must be one that every store keeps and the next stage can read,
/// whatever made it.
/// </summary>
internal sealed class CheckedStageRunner(IStageRunner inner, JsonSchemaValidator schemas, int mostBytes) : IStageRunner
{
    private const int MostShown = 5;

    public async Task<OperationOutcome> RunAsync(StageContext stage, IStageJournal journal, CancellationToken cancellationToken)
    {
        if (Check(stage.Stage.InputSchema, stage.Input, ErrorCodes.InvalidInput, FailureKind.Permanent) is { } refused)
        {
            return refused;
        }

        OperationOutcome outcome = await inner.RunAsync(stage, journal, cancellationToken);
        return outcome switch
        {
            OperationOutcome.Completed completed => CheckKept(completed.Output) ?? Check(
                stage.Stage.OutputSchema, completed.Output, ErrorCodes.InvalidOutput, FailureKind.InvalidOutput) ?? outcome,
            OperationOutcome.Waiting waiting => CheckKept(waiting.Output) ?? outcome,
            _ => outcome,
        };
    }

    private OperationOutcome.Failed? CheckKept(JsonElement output)
    {
        if (output.ValueKind != JsonValueKind.Undefined && JsonMarshal.GetRawUtf8Value(output).Length > mostBytes)
        {
            return new(ErrorCodes.ValueTooLarge, $"The output is longer than {mostBytes} bytes.");
        }

        return StorableJson.FaultOf(output) is { } fault
            ? new(ErrorCodes.InvalidOutput, $"The output cannot be kept: {fault}", FailureKind.InvalidOutput)
            : null;
    }

    private OperationOutcome.Failed? Check(JsonElement? schema, JsonElement value, string code, FailureKind kind)
    {
        if (schema is not { } rules)
        {
            return null;
        }

        ImmutableArray<SchemaViolation> violations = schemas.Validate(rules, value);
        return violations.IsEmpty ? null : new(code, string.Join("; ", violations.Take(MostShown)), kind);
    }
}
