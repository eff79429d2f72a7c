using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Execution.Storage;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryExecutionStoreTests : ExecutionStoreConformance
{
    protected override Task<IExecutionStore> CreateStoreAsync() =>
        Task.FromResult<IExecutionStore>(new InMemoryExecutionStore(TimeProvider.System));

    protected override ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;
}
