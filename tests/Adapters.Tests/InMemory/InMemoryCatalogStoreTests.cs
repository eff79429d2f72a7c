using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Catalog.Storage;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryCatalogStoreTests : CatalogStoreConformance
{
    protected override Task<ICatalogStore> CreateStoreAsync() => Task.FromResult<ICatalogStore>(new InMemoryCatalogStore());
}
