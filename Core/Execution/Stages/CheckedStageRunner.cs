using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Stages;

/// <summary>Input and output must satisfy the stage's schemas.</summary>
internal sealed class CheckedStageRunner(IStageRunner inner, JsonSchemaValidator schemas) : IStageRunner
{
    private const int MostShown = 5;

    public async Task<OperationOutcome> RunAsync(StageCall call, CancellationToken cancellationToken)
    {
        if (Check(call.Stage.InputSchema, call.Input, "invalid_input", FailureKind.Permanent) is { } refused)
        {
            return refused;
        }

        OperationOutcome outcome = await inner.RunAsync(call, cancellationToken);
        return outcome is OperationOutcome.Completed completed
            ? Check(call.Stage.OutputSchema, completed.Output, "invalid_output", FailureKind.InvalidOutput) ?? outcome
            : outcome;
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
