using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Analytics.Storage;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryAnalyticsStoreTests : AnalyticsStoreConformance
{
    private readonly TestClock _time = new();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<(IExecutionStore Executions, IAnalyticsStore Analytics)> CreateAsync()
    {
        var executions = new InMemoryExecutionStore(_time);
        return Task.FromResult<(IExecutionStore, IAnalyticsStore)>((executions, new InMemoryAnalyticsStore(executions)));
    }

    protected override void SetClock(DateTimeOffset now) => _time.AdjustTime(now);

    protected override Task CorrectAsync(Guid id, DateTimeOffset startedAt, DateTimeOffset? completedAt) => Task.CompletedTask;
}
