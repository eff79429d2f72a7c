using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryDocumentStoreTests : DocumentStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<IDocumentStore> CreateAsync() => ValueTask.FromResult<IDocumentStore>(new InMemoryDocumentStore());
}
