using System.Collections.Immutable;

namespace PromptIntel.Core.Execution.Storage;

public sealed partial class InMemoryExecutionStore
{
    private readonly Dictionary<Guid, List<(NewBatchItem Item, DateTimeOffset At)>> _staged = [];

    public Task StageItemsAsync(Guid batchId, int first, ImmutableArray<NewBatchItem> items, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();

        lock (_lock)
        {
            List<(NewBatchItem, DateTimeOffset)> staged = _staged.TryGetValue(batchId, out var known) ? known : _staged[batchId] = [];

            if (staged.Count != first)
            {
                throw new InvalidOperationException($"Item {first} of batch {batchId} is not the next to be staged.");
            }

            staged.AddRange(items.Select(item => (item, time.GetUtcNow())));
            return Task.CompletedTask;
        }
    }

    public Task DiscardItemsAsync(Guid batchId, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _staged.Remove(batchId);
            return Task.CompletedTask;
        }
    }

    public Task<int> PruneStagedItemsAsync(DateTimeOffset stagedBefore, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            int pruned = 0;

            foreach (Guid id in _staged.Keys.Order().ToList())
            {
                int room = limit - pruned;
                pruned += _staged[id].RemoveAll(item => item.At < stagedBefore && room-- > 0);

                if (_staged[id].Count == 0)
                {
                    _staged.Remove(id);
                }
            }

            return Task.FromResult(pruned);
        }
    }

    /// <summary>The batch with the items that were staged for it, which are staged no longer.</summary>
    private NewBatch TakeStaged_NeedsLock(NewBatch batch)
    {
        if (batch.StagedItems == 0)
        {
            return batch;
        }

        if (!_staged.TryGetValue(batch.Id, out var staged) || staged.Count != batch.StagedItems)
        {
            throw new InvalidOperationException($"Of batch {batch.Id} there were not {batch.StagedItems} staged items.");
        }

        _staged.Remove(batch.Id);
        return batch with { Items = [.. staged.Select(item => item.Item)] };
    }
}
