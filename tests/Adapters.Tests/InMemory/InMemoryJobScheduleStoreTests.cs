using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryJobScheduleStoreTests : JobScheduleStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<(IJobScheduleStore Schedules, IJobRunStore Runs)> CreateAsync()
    {
        var runs = new InMemoryJobRunStore(TimeProvider.System);
        return Task.FromResult<(IJobScheduleStore, IJobRunStore)>((new InMemoryJobScheduleStore(runs, TimeProvider.System), runs));
    }
}
