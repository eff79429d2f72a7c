using PromptIntel.Adapters.Relational.Execution;
using PromptIntel.Core.Execution;

namespace PromptIntel.Adapters.Relational.Analytics;

/// <summary>The columns of usage that several tables have.</summary>
internal abstract class UsageRow
{
    public long? InputTokens { get; init; }

    public long? OutputTokens { get; init; }

    public long? Cost { get; init; }

    public long ModelCalls { get; init; }

    public ExecutionUsage ToUsage() => new(InputTokens, OutputTokens, Stored.Cost(Cost), (int)ModelCalls);
}
