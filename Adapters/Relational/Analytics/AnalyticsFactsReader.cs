using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Core.Analytics;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>What the executions that ended in an hour left behind. No column of a user is read.</summary>
internal static class AnalyticsFactsReader
{
    // The condition on completed_at alone lets the index on it serve.
    private const string Ended =
        "e.completed_at >= @from AND e.completed_at < @to AND e.completed_at IS NOT NULL "
        + "AND e.status IN ('succeeded', 'failed', 'cancelled', 'parked')";

    public static async Task<HourFacts> ReadAsync(SqlSession session, long from, long to, CancellationToken cancellationToken)
    {
        (string, SqlValue)[] range = [("@from", from), ("@to", to)];
        IReadOnlyList<ExecutionFact> executions = await session.QueryAsync<ExecutionFact>(
            $"""
            SELECT e.workflow_namespace AS namespace, e.workflow_name AS name, e.status, e.completed_at - e.started_at AS duration,
                e.input_tokens, e.output_tokens, e.cost, e.model_calls
            FROM executions e WHERE {Ended}
            """,
            range, cancellationToken);
        IReadOnlyList<CallFact> calls = await session.QueryAsync<CallFact>(
            $"""
            SELECT a.execution_id, a.prompt, a.error_code, a.completed_at - a.started_at AS duration,
                a.input_tokens, a.output_tokens, a.cost, a.model_calls
            FROM executions e JOIN stage_attempts a ON a.execution_id = e.id WHERE {Ended} AND a.prompt IS NOT NULL
            """,
            range, cancellationToken);
        IReadOnlyList<LeagueFact> leagues = await session.QueryAsync<LeagueFact>(
            $"""
            SELECT r.sport, r.tier, r.overall_score, r.confidence
            FROM executions e JOIN league_records r ON r.execution_id = e.id WHERE {Ended}
            """,
            range, cancellationToken);
        return new HourFacts(
            [.. executions.Select(row => row.ToExecution())],
            [.. calls.Select(row => row.ToCall()).OfType<PromptCall>()],
            [.. leagues.Select(row => new AnalysedLeague(row.Sport ?? "", row.Tier, row.OverallScore, row.Confidence))]);
    }

    private sealed class ExecutionFact : UsageRow
    {
        public string Namespace { get; init; } = "";

        public string Name { get; init; } = "";

        public string Status { get; init; } = "";

        public long? Duration { get; init; }

        public EndedExecution ToExecution() =>
            new(
                new EntryKey(Namespace, Name),
                ExecutionStatuses.Read(Status),
                Duration is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
                ToUsage());
    }

    private sealed class CallFact : UsageRow
    {
        public string ExecutionId { get; init; } = "";

        public string? Prompt { get; init; }

        public string? ErrorCode { get; init; }

        public long? Duration { get; init; }

        /// <summary>Null for a call with something that is no prompt of the catalog.</summary>
        public PromptCall? ToCall() => PromptVersionKey.TryParse(Prompt, out PromptVersionKey prompt)
            ? new PromptCall(
                Stored.Id(ExecutionId), prompt, ErrorCode is not null,
                Duration is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null, ToUsage())
            : null;
    }

    private sealed class LeagueFact
    {
        public string? Sport { get; init; }

        public string Tier { get; init; } = "";

        public double OverallScore { get; init; }

        public double Confidence { get; init; }
    }
}
