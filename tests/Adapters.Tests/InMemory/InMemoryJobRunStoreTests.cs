using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Jobs.Storage;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryJobRunStoreTests : JobRunStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<IJobRunStore> CreateAsync() => Task.FromResult<IJobRunStore>(new InMemoryJobRunStore(TimeProvider.System));
}
