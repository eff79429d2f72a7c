using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Access;
using PromptIntel.Core.Audit;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryAccessKeyStoreTests : AccessKeyStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override Task<(IAccessKeyStore Keys, IAuditStore Audit)> CreateAsync()
    {
        var audit = new InMemoryAuditStore();
        return Task.FromResult<(IAccessKeyStore, IAuditStore)>((new InMemoryAccessKeyStore(audit), audit));
    }
}
