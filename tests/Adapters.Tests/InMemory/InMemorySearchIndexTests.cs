using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemorySearchIndexTests : SearchIndexConformance
{
    protected override Task<ISearchIndexFactory> CreateFactoryAsync() =>
        Task.FromResult<ISearchIndexFactory>(new InMemorySearchIndexFactory());

    protected override ValueTask DisposeFactoryAsync() => ValueTask.CompletedTask;
}
