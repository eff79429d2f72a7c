using PromptIntel.Adapters.Tests.Conformance;
using PromptIntel.Core.Leagues;
using PromptIntel.Core.Leagues.Examples;

namespace PromptIntel.Adapters.Tests.InMemory;

public sealed class InMemoryLeagueStoreTests : LeagueStoreConformance
{
    private readonly InMemoryLeagueStore _store = new();

    public override ValueTask DisposeAsync() => ValueTask.CompletedTask;

    protected override ValueTask<ILeagueStore> CreateAsync() => ValueTask.FromResult<ILeagueStore>(_store);

    protected override Task WriteAsync(LeagueRecord record, ContractRecord contract)
    {
        _store.Put(record);
        _store.Put(contract);
        return Task.CompletedTask;
    }
}
