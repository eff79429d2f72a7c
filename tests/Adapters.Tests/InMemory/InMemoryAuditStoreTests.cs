using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryAuditStoreTests : AuditStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<IAuditStore> CreateStoreAsync() => Task.FromResult<IAuditStore>(new InMemoryAuditStore());
}
