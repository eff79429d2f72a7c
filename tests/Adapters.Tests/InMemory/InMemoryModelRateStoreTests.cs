using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Inference.Limits;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryModelRateStoreTests : ModelRateStoreConformance
{
    protected override Task<IModelRateStore> CreateStoreAsync() =>
        Task.FromResult<IModelRateStore>(new InMemoryModelRateStore(TimeProvider.System));

    protected override ValueTask DisposeStoreAsync() => ValueTask.CompletedTask;
}
