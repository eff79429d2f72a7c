using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>
/// Items of one batch that end in one transaction. Items end in crowds: what is alike for all of them takes as many statements for eight
/// as for one. The fence is first here too, and is the end of the item's row. The batch's row is locked.
/// </summary>
/// <param name="fence">Made once by <see cref="FenceOf"/>.</param>
internal sealed class ItemEnds(
    RowPortions fence, ExecutionCommits commits, ExecutionClaims claims, BatchRows batches, string batchId) : IGatheredWrites
{
    private readonly List<ItemEnd> _items = [];

    /// <summary>Products agree on the names of the columns of VALUES.</summary>
    public static RowPortions FenceOf(SqlDialect dialect) => new(
        rows => $"""
            UPDATE executions SET status = item.column4, error = item.column5, seq = item.column6,
                claims = CASE WHEN item.column7 = 1 THEN 0 ELSE claims END, completed_at = {dialect.NowMilliseconds}
            FROM (VALUES {rows}) AS item
            WHERE id = item.column1 AND lease_epoch = item.column2 AND seq = item.column3 AND executions.status = 'running'
            """,
        "@id", "@epoch", "@expected", "@status", "@error", "@seq", "@progress");

    public ItemEnd Add(Lease<Guid> lease, ExecutionDelta delta, TransitionPlan plan)
    {
        var end = new ItemEnd(lease, delta, plan);
        _items.Add(end);
        return end;
    }

    public async Task SendAsync(SqlSession session, CancellationToken cancellationToken)
    {
        var results = new List<(string Id, long Seq, StageResult Result)>();
        var events = new List<(string OwnerId, long Seq, NewEvent Event)>();
        await fence.RequireAsync(session, [.. _items.Select(EndOf)], cancellationToken);

        foreach ((ExecutionDelta delta, TransitionPlan plan) in _items.Select(item => (item.Delta, item.Plan)))
        {
            string id = Stored.Id(delta.Execution.Id);
            long seq = delta.ExpectedSeq + delta.Events.Length;
            results.AddRange(delta.Results.Select(result => (id, seq, result)));
            events.AddRange(
                delta.Events.Append(plan.Event).Select((happened, index) => (id, delta.ExpectedSeq + 1 + index, happened)));
            await commits.WriteRestAsync(session, delta, seq, cancellationToken);
            await commits.WriteOutputAsync(session, delta.Execution, plan, cancellationToken);
        }

        await StageRows.InsertResultsAsync(session, results, cancellationToken);
        await EventRows.AppendAllAsync(session, events, cancellationToken);
        await batches.EndExpectedItemsAsync(
            session,
            batchId,
            [.. _items.Select(item => (item.Delta.Execution.BatchIndex!.Value, item.Delta.Execution.Id, item.Plan.Status))],
            cancellationToken);
        await ClaimAsync(session, cancellationToken);
    }

    private static SqlValue[] EndOf(ItemEnd item) =>
    [
        Stored.Id(item.Lease.Key), item.Lease.Epoch, item.Delta.ExpectedSeq, item.Plan.Status.ToText(), Stored.Error(item.Plan.Error),
        item.LastSeq, item.Delta.IsProgress ? 1 : 0,
    ];

    /// <summary>What comes next for the places that are free now. All of a process ask with the same request.</summary>
    private async Task ClaimAsync(SqlSession session, CancellationToken cancellationToken)
    {
        foreach (IGrouping<LeaseRequest?, ItemEnd> places in _items.GroupBy(item => item.Delta.NextClaim))
        {
            if (places.Key is { } request)
            {
                ClaimRound round = await claims.ClaimAsync(session, request, places.Count(), waitFor: null, cancellationToken);

                foreach ((ItemEnd place, ClaimedExecution claimed) in places.Zip(round.Claimed))
                {
                    place.Next = claimed;
                }
            }
        }
    }
}

/// <summary>An item that ends, and what is leased in its place.</summary>
internal sealed class ItemEnd(Lease<Guid> lease, ExecutionDelta delta, TransitionPlan plan)
{
    public Lease<Guid> Lease => lease;

    public ExecutionDelta Delta => delta;

    public TransitionPlan Plan => plan;

    /// <summary>The item's counter behind its last event.</summary>
    public long LastSeq => delta.ExpectedSeq + delta.Events.Length + 1;

    /// <summary>There once the transaction is committed.</summary>
    public ClaimedExecution? Next { get; set; }
}
