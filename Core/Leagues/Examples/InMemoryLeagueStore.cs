using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace PromptIntel.Core.Leagues.Examples;

/// <summary>Keeps examples, records and contracts for as long as the process lives.</summary>
public sealed class InMemoryLeagueStore : ILeagueStore
{
    private readonly ConcurrentDictionary<Guid, LeagueRecord> _records = new();
    private readonly ConcurrentDictionary<Guid, ContractRecord> _contracts = new();
    private ImmutableSortedDictionary<string, LeagueExample> _examples = ImmutableSortedDictionary.Create<string, LeagueExample>(
        StringComparer.Ordinal);

    private long _revision;

    public Task<int> UpsertExamplesAsync(IReadOnlyCollection<LeagueExample> examples, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        int written = 0;
        ImmutableInterlocked.Update(ref _examples, current =>
        {
            LeagueExample[] changed =
                [.. examples.Where(example => !current.TryGetValue(example.Id, out LeagueExample? stored) || stored.Hash != example.Hash)];
            written = changed.Length;
            return current.SetItems(changed.Select(example => KeyValuePair.Create(example.Id, example)));
        });

        if (written > 0)
        {
            Interlocked.Increment(ref _revision);
        }

        return Task.FromResult(written);
    }

    public Task<LeagueExamplePage> ListExamplesAsync(LeagueExampleQuery query, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LeagueExample[] matching = [.. _examples.Values.Where(example =>
            (query.Sport is null || string.Equals(example.Sport, query.Sport, StringComparison.OrdinalIgnoreCase))
            && (query.Tier is null || example.Tier == query.Tier))];
        LeagueExample[] rest = [.. matching.Where(example => query.After is null || string.CompareOrdinal(example.Id, query.After) > 0)];
        ImmutableArray<LeagueExample> items = [.. rest.Take(query.Limit)];
        return Task.FromResult(new LeagueExamplePage(items, rest.Length > items.Length ? items[^1].Id : null, matching.Length));
    }

    public Task<long> ReadExamplesRevisionAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult(Interlocked.Read(ref _revision));
    }

    public Task<IReadOnlyList<LeagueExampleCount>> CountExamplesAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Task.FromResult<IReadOnlyList<LeagueExampleCount>>([.. _examples.Values
            .GroupBy(example => (example.Sport, example.Tier))
            .Select(group => new LeagueExampleCount(group.Key.Sport, group.Key.Tier, group.Count()))
            .OrderBy(count => count.Sport, StringComparer.Ordinal)
            .ThenBy(count => count.Tier, StringComparer.Ordinal)]);
    }

    public Task<LeagueRecord?> FindRecordAsync(Guid executionId, CancellationToken cancellationToken) =>
        Task.FromResult(_records.GetValueOrDefault(executionId));

    public Task<ContractRecord?> FindContractAsync(Guid executionId, CancellationToken cancellationToken) =>
        Task.FromResult(_contracts.GetValueOrDefault(executionId));

    /// <summary>What the execution store does for a stage's side write; replaces an earlier one of the same execution.</summary>
    public void Put(LeagueRecord record) => _records[record.ExecutionId] = record;

    /// <inheritdoc cref="Put(LeagueRecord)"/>
    public void Put(ContractRecord contract) => _contracts[contract.ExecutionId] = contract;
}
