using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Sync;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryOutboxStoreTests : OutboxStoreConformance
{
    private readonly InMemoryOutboxStore _store = new(TimeProvider.System);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<IOutboxStore> CreateAsync() => ValueTask.FromResult<IOutboxStore>(_store);

    protected override Task AppendAsync(SyncDocument document, params string[] targets)
    {
        foreach (string target in targets)
        {
            _store.Append(target, document);
        }

        return Task.CompletedTask;
    }
}
