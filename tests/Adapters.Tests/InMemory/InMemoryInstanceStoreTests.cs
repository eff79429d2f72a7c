using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Instances;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryInstanceStoreTests : InstanceStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<IInstanceStore> CreateStoreAsync() =>
        Task.FromResult<IInstanceStore>(new InMemoryInstanceStore(TimeProvider.System));
}
