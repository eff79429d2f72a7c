using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Leases;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryLeaseStoreTests : LeaseStoreConformance
{
    protected override Task<ILeaseStore> CreateStoreAsync() => Task.FromResult<ILeaseStore>(new InMemoryLeaseStore(TimeProvider.System));

    protected override ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;
}
