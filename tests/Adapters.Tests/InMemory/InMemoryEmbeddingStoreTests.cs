using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryEmbeddingStoreTests : EmbeddingStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<IEmbeddingStore> CreateAsync() => ValueTask.FromResult<IEmbeddingStore>(new InMemoryEmbeddingStore());
}
