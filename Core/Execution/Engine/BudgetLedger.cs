using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// What an execution has used and reserved, across its branches. The lease makes this process the only one that spends. Tokens
/// reserved by a process that was lost stay reserved: its calls may have been paid for.
/// </summary>
internal sealed class BudgetLedger(ExecutionRecord execution)
{
    private readonly Lock _lock = new();
    private readonly ExecutionBudget? _budget = execution.Budget;
    private ExecutionUsage _used = execution.Usage;
    private long _reserved = execution.ReservedTokens;

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

    public bool TryReserve(long tokens, decimal? cost)
    {
        lock (_lock)
        {
            if (_used.TotalTokens + _reserved + tokens > _budget?.MaxTokens || (_used.CostUsd ?? 0) + (cost ?? 0) > _budget?.MaxCostUsd)
            {
                return false;
            }

            _reserved += tokens;
            return true;
        }
    }

    public void Settle(ExecutionUsage usage, long reserved)
    {
        lock (_lock)
        {
            _used += usage;
            _reserved -= reserved;
        }
    }
}
