using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// What an execution has used and reserved, across its branches. The lease makes this process the only one that spends. What
/// a process that was lost had reserved stays reserved: its calls may have been paid for.
/// </summary>
internal sealed class BudgetLedger(ExecutionRecord execution)
{
    private readonly Lock _lock = new();
    private readonly ExecutionBudget? _budget = execution.Budget;
    private ExecutionUsage _used = execution.Usage;
    private Reservation _reserved = execution.Reserved;

    /// <summary>Set when more was used than allowed.</summary>
    public ExecutionError? Error
    {
        get
        {
            lock (_lock)
            {
                return _used.TotalTokens > _budget?.MaxTokens || _used.CostUsd > _budget?.MaxCostUsd
                    ? new ExecutionError(ErrorCodes.BudgetExceeded, null, "The execution used more than its budget allows.")
                    : null;
            }
        }
    }

    public bool TryReserve(Reservation estimate)
    {
        lock (_lock)
        {
            Reservation all = _reserved + estimate;

            if (_used.TotalTokens + all.Tokens > _budget?.MaxTokens || (_used.CostUsd ?? 0) + all.CostUsd > _budget?.MaxCostUsd)
            {
                return false;
            }

            _reserved = all;
            return true;
        }
    }

    public void Settle(ExecutionUsage usage, Reservation reserved)
    {
        lock (_lock)
        {
            _used += usage;
            _reserved += -reserved;
        }
    }
}
