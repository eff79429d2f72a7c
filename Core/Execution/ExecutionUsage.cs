namespace PromptIntel.Core.Execution;

/// <summary>
/// What model calls used. Null where nobody told: the offline extractor counts no tokens, a model without a price costs null.
/// </summary>
public sealed record ExecutionUsage(long? InputTokens, long? OutputTokens, decimal? CostUsd, int ModelCalls)
{
    public static ExecutionUsage None { get; } = new(null, null, null, 0);

    public long TotalTokens => (InputTokens ?? 0) + (OutputTokens ?? 0);

    public static ExecutionUsage operator +(ExecutionUsage left, ExecutionUsage right) => Add(left, right);

    public static ExecutionUsage Add(ExecutionUsage left, ExecutionUsage right) =>
        ReferenceEquals(right, None) ? left
            : ReferenceEquals(left, None) ? right
            : new ExecutionUsage(
                Sum(left.InputTokens, right.InputTokens),
                Sum(left.OutputTokens, right.OutputTokens),
                left.CostUsd is null && right.CostUsd is null ? null : (left.CostUsd ?? 0) + (right.CostUsd ?? 0),
                left.ModelCalls + right.ModelCalls);

    private static long? Sum(long? left, long? right) => left is null && right is null ? null : (left ?? 0) + (right ?? 0);
}

/// <summary>
/// The most an execution may use; null is no limit. Both are reserved before each call, so that branches together keep them; a
/// result that was paid for is kept even when it breaks the budget, then the execution fails.
/// </summary>
public sealed record ExecutionBudget(long? MaxTokens, decimal? MaxCostUsd);
