using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Users;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryUserStoreTests : UserStoreConformance
{
    private readonly InMemoryUserStore _store = new(TimeProvider.System);

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<IUserStore> CreateAsync() => ValueTask.FromResult<IUserStore>(_store);

    protected override Task RecordAsync(IReadOnlyList<HistoryEvent> events)
    {
        foreach (HistoryEvent happened in events)
        {
            _store.Put(happened);
        }

        return Task.CompletedTask;
    }
}
