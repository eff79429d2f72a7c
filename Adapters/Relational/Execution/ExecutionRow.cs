using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>A row of executions with its payloads.</summary>
internal class ExecutionRow
{
    /// <summary>Without the payloads, for the RETURNING of an UPDATE; no column of the payloads has a name of these.</summary>
    public const string Own = """
        id, workflow_namespace, workflow_name, workflow_version, status, seq, lease_epoch, claims, error, user_id,
        batch_id, batch_index, manifest_hash, trace_parent, created_at, started_at, completed_at, input_tokens,
        output_tokens, cost, model_calls, reserved_tokens, reserved_cost, budget_tokens, budget_cost, forked_from,
        forked_stage, stage_delay_ms
        """;

    public const string Columns = $"{Own}, input, output";

    public const string From = "executions e JOIN execution_payloads p ON p.execution_id = e.id";

    public string Id { get; init; } = "";

    public string WorkflowNamespace { get; init; } = "";

    public string WorkflowName { get; init; } = "";

    public int WorkflowVersion { get; init; }

    public string Status { get; init; } = "";

    public long Seq { get; init; }

    public long LeaseEpoch { get; init; }

    public int Claims { get; init; }

    public string? Error { get; init; }

    public string? UserId { get; init; }

    public string? BatchId { get; init; }

    public int? BatchIndex { get; init; }

    public string ManifestHash { get; init; } = "";

    public string? TraceParent { get; init; }

    public long CreatedAt { get; init; }

    public long? StartedAt { get; init; }

    public long? CompletedAt { get; init; }

    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? Cost { get; init; }

    public int ModelCalls { get; init; }

    public long ReservedTokens { get; init; }

    public long ReservedCost { get; init; }

    public long? BudgetTokens { get; init; }

    public long? BudgetCost { get; init; }

    public string? ForkedFrom { get; init; }

    public string? ForkedStage { get; init; }

    public long StageDelayMs { get; init; }

    public string Input { get; init; } = "";

    public string? Output { get; init; }

    public ExecutionRecord ToRecord() => ToRecord(Stored.Json(Input), Stored.JsonOrNull(Output));

    public ExecutionRecord ToRecord(JsonElement input, JsonElement? output) => new()
    {
        Id = Stored.Id(Id),
        Workflow = new EntryKey(WorkflowNamespace, WorkflowName),
        WorkflowVersion = WorkflowVersion,
        Status = ExecutionStatuses.Read(Status),
        Seq = Seq,
        LeaseEpoch = LeaseEpoch,
        Claims = Claims,
        Input = input,
        Output = output,
        Error = Stored.Error(Error),
        UserId = UserId,
        BatchId = BatchId is null ? null : Stored.Id(BatchId),
        BatchIndex = BatchIndex,
        ManifestHash = ManifestHash,
        TraceParent = TraceParent,
        CreatedAt = Stored.Instant(CreatedAt),
        StartedAt = Stored.Instant(StartedAt),
        CompletedAt = Stored.Instant(CompletedAt),
        Usage = new ExecutionUsage(InputTokens, OutputTokens, Stored.Cost(Cost), ModelCalls),
        Reserved = new Reservation(ReservedTokens, Stored.Cost(ReservedCost) ?? 0),
        Budget = BudgetTokens is null && BudgetCost is null ? null : new ExecutionBudget(BudgetTokens, Stored.Cost(BudgetCost)),
        ForkedFrom = ForkedFrom is null ? null : new ForkOrigin(Stored.Id(ForkedFrom), ForkedStage ?? ""),
        StageDelay = TimeSpan.FromMilliseconds(StageDelayMs),
    };
}
