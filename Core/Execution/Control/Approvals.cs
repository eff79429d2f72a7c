using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>
/// What waits for a person, and the answers. Safe for concurrent use, also by several processes: the store decides who was first.
/// </summary>
public sealed class Approvals(
    Executions executions, IExecutionReader reader, JsonSchemaValidator schemas, IOptions<ExecutionOptions> options, TimeProvider time)
{
    /// <summary>Who answers in the place of a person, as events name him.</summary>
    public const string DeadlineActor = "deadline";

    private const int DueAtOnce = 100;
    private const int MostShown = 20;

    /// <inheritdoc cref="IExecutionReader.ListWaitingAsync"/>
    public Task<ExecutionPage<WaitingStage>> ListAsync(
        WaitingFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        reader.ListWaitingAsync(filter, cursor, limit, cancellationToken);

    /// <summary>
    /// Answers a waiting stage. Values replace fields of what it waits with, and must satisfy the stage's output schema as its own did.
    /// </summary>
    public async Task<ChangeResult> AnswerAsync(Guid id, ExecutionChange.Answer answer, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(answer);
        return answer.Values is { } values && await CheckAsync(id, answer, values, cancellationToken) is { } refused
            ? refused
            : await executions.ChangeAsync(id, answer, cancellationToken);
    }

    /// <summary>Answers by their rule those whose time is over; gives how many.</summary>
    public async Task<int> AnswerDueAsync(CancellationToken cancellationToken)
    {
        int answered = 0;
        string? cursor = null;

        do
        {
            ExecutionPage<WaitingStage> due = await reader.ListWaitingAsync(
                new WaitingFilter { DueBy = time.GetUtcNow() }, cursor, DueAtOnce, cancellationToken);

            foreach (WaitingStage stage in due.Items)
            {
                var answer = new ExecutionChange.Answer(
                    DeadlineActor, stage.Wait.Path, stage.Wait.ItemKey, stage.Wait.WhenDue == DeadlineRule.Approve,
                    "Nobody answered before the deadline.");
                answered += await executions.ChangeAsync(stage.ExecutionId, answer, cancellationToken) is ChangeResult.Changed ? 1 : 0;
            }

            cursor = due.NextCursor;
        }
        while (cursor is not null);

        return answered;
    }

    private async Task<ChangeResult?> CheckAsync(
        Guid id, ExecutionChange.Answer answer, JsonElement values, CancellationToken cancellationToken)
    {
        if (StorableJson.FaultOf(values) is { } fault)
        {
            return new ChangeResult.InvalidValues([new SchemaViolation(fault.Path, "unstorable", fault.Message)]);
        }

        ImmutableArray<StageResult> results = await reader.GetResultsAsync(id, cancellationToken);
        StageResult? waiting = results.FirstOrDefault(
            result => result.Path == answer.Path && result.ItemKey == answer.ItemKey && result.Status == StageStatus.Waiting);

        if (waiting is null || await reader.FindAsync(id, cancellationToken) is not { } execution)
        {
            // The store says why.
            return null;
        }

        HashSet<string> known = waiting.Output is { ValueKind: JsonValueKind.Object } output
            ? [.. output.EnumerateObject().Select(field => field.Name)]
            : [];
        ImmutableArray<SchemaViolation> unknown =
        [
            .. values.EnumerateObject().Where(field => !known.Contains(field.Name)).Take(MostShown).Select(
                field => new SchemaViolation(field.Name, "unknown_field", "is no field of what the stage waits with")),
        ];

        if (!unknown.IsEmpty)
        {
            return new ChangeResult.InvalidValues(unknown);
        }

        JsonElement edited = ApprovedOutput.Edit(waiting.Output!.Value, values);

        int most = options.Value.MaxValueBytes;

        if (JsonMarshal.GetRawUtf8Value(edited).Length > most)
        {
            return new ChangeResult.InvalidValues([new SchemaViolation("", "too_large", $"makes an output of more than {most} bytes")]);
        }

        Manifest? manifest = await executions.FindManifestAsync(execution, cancellationToken);
        manifest = manifest is null ? null : ChosenChain.In(manifest, execution.Input, results);
        JsonElement? schema = manifest?.Stages.FirstOrDefault(stage => stage.Path == answer.Path)?.OutputSchema;
        ImmutableArray<SchemaViolation> violations = schema is { } rules ? schemas.Validate(rules, edited) : [];
        return violations.IsEmpty ? null : new ChangeResult.InvalidValues(violations);
    }
}
