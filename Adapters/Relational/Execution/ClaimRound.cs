using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Relational.Execution;

/// <summary>What one transaction of claims came to, and what it need not look at again. For one transaction.</summary>
internal sealed class ClaimRound
{
    private int _freed;

    public List<(Lease<Guid> Lease, ExecutionRecord Execution)> Leases { get; } = [];

    /// <summary>How many more items of a batch may run, of those that the last look has locked.</summary>
    public Dictionary<string, long> Rooms { get; set; } = [];

    /// <summary>Written when the round is over.</summary>
    public List<(string OwnerId, long Seq, NewEvent Event)> Events { get; } = [];

    public List<ClaimedExecution> Claimed { get; } = [];

    /// <summary>Batches with as many running as they may have.</summary>
    public HashSet<string> Full { get; } = new(StringComparer.Ordinal);

    /// <summary>Batches that somebody else had locked.</summary>
    public HashSet<string> Busy { get; } = new(StringComparer.Ordinal);

    /// <summary>Queues that gave all they had; empty stands for executions of no batch.</summary>
    public HashSet<string> Drained { get; } = new(StringComparer.Ordinal);

    /// <summary>At most how many queues are behind this round.</summary>
    public int Behind => Full.Count + Busy.Count + Drained.Count;

    public bool HasNoneExpired { get; set; }

    /// <summary>The last look took everything there was: another would find nothing.</summary>
    public bool IsAllTaken { get; set; }

    /// <summary>Rows found, of which some may have been parked.</summary>
    public int Found { get; set; }

    /// <summary>Rises with everything that makes another look worth its while.</summary>
    public int Progress => Found + _freed + Full.Count + Busy.Count + Drained.Count;

    /// <summary>What was parked left its place to others of its batch.</summary>
    public void FreePlaces()
    {
        _freed += Full.Count + 1;
        Full.Clear();
    }

    public bool IsBehind(string? batch) =>
        Drained.Contains(batch ?? "") || (batch is not null && (Full.Contains(batch) || Busy.Contains(batch)));
}
