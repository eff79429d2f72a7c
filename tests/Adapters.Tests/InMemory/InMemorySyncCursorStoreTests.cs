using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemorySyncCursorStoreTests : SyncCursorStoreConformance
{
    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<ISyncCursorStore> CreateAsync() => ValueTask.FromResult<ISyncCursorStore>(new InMemorySyncCursorStore());
}
