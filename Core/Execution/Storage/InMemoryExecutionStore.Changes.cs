using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Core.Execution.Storage;

public sealed partial class InMemoryExecutionStore
{
    private ChangeResult Change_NeedsLock(Entry entry, ExecutionChange change)
    {
        DateTimeOffset now = time.GetUtcNow();
        var plan = ChangePlan.For(entry.Record, change, entry.Results, now);

        if (plan.Refusal is { } refusal)
        {
            return refusal;
        }

        if (plan.Answered is { } answered)
        {
            entry.Results[entry.Results.FindIndex(result => result.Path == answered.Path && result.ItemKey == answered.ItemKey)] = answered;
            entry.Waits.RemoveAll(wait => wait.Path == answered.Path && wait.ItemKey == answered.ItemKey);
        }

        entry.Results.RemoveAll(result => plan.Forgotten.Contains((result.Path, result.ItemKey)));
        bool isQueued = plan.Status == ExecutionStatus.Queued;
        bool isResumed = change is ExecutionChange.Resume;
        entry.Record = entry.Record with
        {
            Status = plan.Status,
            LeaseEpoch = entry.Record.LeaseEpoch + (plan.RaisesEpoch ? 1 : 0),
            Claims = isResumed ? 0 : entry.Record.Claims,
            Error = isResumed ? null : entry.Record.Error,
            CompletedAt = plan.Status.IsEnded() ? now : null,
        };
        _ = isQueued ? _queued.Add(entry.Record.Id) : _queued.Remove(entry.Record.Id);

        if (plan.Status != ExecutionStatus.Running)
        {
            _running.Remove(entry.Record.Id);
        }

        foreach (NewEvent happened in plan.Events)
        {
            Append(entry, happened);
        }

        if (entry.Record.BatchId is { } batchId && plan.Status.IsEnded())
        {
            EndItem_NeedsLock(_batches[batchId], entry.Record, now);
        }
        else if (entry.Record.BatchId is { } reopened && isResumed)
        {
            Reopen_NeedsLock(_batches[reopened]);
        }

        return new ChangeResult.Changed(entry.Record);
    }

    private static void Reopen_NeedsLock(BatchEntry batch) =>
        batch.Record = batch.Record with { Status = BatchStatus.Running, CompletedAt = null };

    private Task<IReadOnlyList<Guid>?> ChangeBatch(Guid id, ExecutionChange change, BatchStatus status, string eventType)
    {
        lock (_lock)
        {
            if (!_batches.TryGetValue(id, out BatchEntry? batch))
            {
                return Task.FromResult<IReadOnlyList<Guid>?>(null);
            }

            var changed = batch.Items.Where(item => ChangePlan.For(_entries[item].Record, change, [], default).Refusal is null).ToList();

            if (changed.Count > 0)
            {
                batch.Record = batch.Record with { Status = status, CompletedAt = null };
                Append(batch, EventJson.ByActor(eventType, null, change.Actor, null));
                changed.ForEach(item => Change_NeedsLock(_entries[item], change));
            }

            return Task.FromResult<IReadOnlyList<Guid>?>(changed);
        }
    }
}
