using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Audit;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryCatalogStoreTests : CatalogStoreConformance
{
    private readonly InMemoryAuditStore _audit = new();

    protected override Task<ICatalogStore> CreateStoreAsync() =>
        Task.FromResult<ICatalogStore>(new InMemoryCatalogStore(TimeProvider.System, _audit));

    protected override Task<IAuditStore> OpenAuditAsync() => Task.FromResult<IAuditStore>(_audit);
}
