using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Leases;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

public sealed partial class InMemoryExecutionStore
{
    private CreateResult? TakeKey_NeedsLock(IdempotencyKey? key, Guid id)
    {
        if (key is null || _keys.TryAdd((key.Scope, key.Key), (key.BodyHash, id)))
        {
            return null;
        }

        (string bodyHash, Guid first) = _keys[(key.Scope, key.Key)];
        return bodyHash == key.BodyHash ? new CreateResult.Existing(first) : new CreateResult.KeyReused();
    }

    private CreateResult.Created Insert_NeedsLock(NewExecution execution)
    {
        Entry entry = Add_NeedsLock(execution.Id, execution.Manifest, execution.Input, execution.CreatedAt);
        entry.Record = entry.Record with
        {
            UserId = execution.UserId,
            TraceParent = execution.TraceParent,
            Budget = execution.Budget,
            StageDelay = execution.StageDelay,
            ForkedFrom = execution.ForkedFrom,
        };
        entry.Results.AddRange(execution.Results);

        if (execution.ForkedFrom is { } origin && _entries.TryGetValue(origin.ExecutionId, out Entry? source))
        {
            entry.Artifacts.AddRange(source.Artifacts.Where(
                artifact => execution.Results.Any(result => result.Path == artifact.Stage && result.ItemKey == artifact.ItemKey)));
        }

        if (execution.LeaseFor is not { } request)
        {
            return new CreateResult.Created(null, null);
        }

        DateTimeOffset now = time.GetUtcNow();
        Lease<Guid> lease = LeaseTo_NeedsLock(entry, request, now);
        Begin_NeedsLock(entry, execution.FirstAttempts);
        return new CreateResult.Created(lease, entry.Record);
    }

    private static void Begin_NeedsLock(Entry entry, ImmutableArray<StageAttempt> attempts)
    {
        entry.Attempts.AddRange(attempts);

        foreach (StageAttempt attempt in attempts)
        {
            Append(entry, EventJson.StageStarted(attempt));
        }
    }

    private Entry Add_NeedsLock(Guid id, Manifest manifest, JsonElement input, DateTimeOffset createdAt)
    {
        _manifests.TryAdd(manifest.Hash, manifest);
        var entry = new Entry(new ExecutionRecord
        {
            Id = id,
            Workflow = manifest.Workflow.Key,
            WorkflowVersion = manifest.Workflow.Version,
            Status = ExecutionStatus.Queued,
            Input = input,
            ManifestHash = manifest.Hash,
            CreatedAt = createdAt,
        });
        _entries.Add(id, entry);
        _queued.Add(id);
        Append(entry, EventJson.Queued(manifest.Workflow.Key.ToString(), manifest.Workflow.Version));
        return entry;
    }

    private CreateResult CreateBatch_NeedsLock(NewBatch batch) => batch.IdempotencyKey is { } key && _keys.ContainsKey((key.Scope, key.Key))
        ? TakeKey_NeedsLock(key, batch.Id)!
        : InsertBatch_NeedsLock(TakeStaged_NeedsLock(batch));

    private CreateResult.Created InsertBatch_NeedsLock(NewBatch batch)
    {
        TakeKey_NeedsLock(batch.IdempotencyKey, batch.Id);
        var record = new BatchRecord
        {
            Id = batch.Id,
            Workflow = batch.Manifest.Workflow.Key,
            WorkflowVersion = batch.Manifest.Workflow.Version,
            Status = BatchStatus.Running,
            Total = batch.Items.Length,
            MaxParallel = batch.MaxParallel,
            StopOnItemError = batch.StopOnItemError,
            MaxFailures = batch.MaxFailures,
            Priority = batch.Priority,
            UserId = batch.UserId,
            ManifestHash = batch.Manifest.Hash,
            CreatedAt = batch.CreatedAt,
        };
        var entry = new BatchEntry(record, [.. batch.Items.Select(item => item.ExecutionId)]);
        _batches.Add(batch.Id, entry);
        Append(entry, EventJson.Queued(record.Workflow.ToString(), record.WorkflowVersion) with { Type = ExecutionEvents.BatchQueued });

        for (int index = 0; index < batch.Items.Length; index++)
        {
            NewBatchItem item = batch.Items[index];
            Entry execution = Add_NeedsLock(item.ExecutionId, batch.Manifest, item.Input, batch.CreatedAt);
            execution.Record = execution.Record with
            {
                UserId = batch.UserId,
                TraceParent = batch.TraceParent,
                Budget = batch.ItemBudget,
                BatchId = batch.Id,
                BatchIndex = index
            };
        }

        return new CreateResult.Created(null, null);
    }

    /// <summary>What runs without an owner, then each queue's share of the places, oldest first.</summary>
    private List<Entry> ChooseReady_NeedsLock(int limit, DateTimeOffset now)
    {
        List<Entry> chosen = [.. _running.Where(id => _entries[id].LeaseExpires < now).Order().Take(limit).Select(id => _entries[id])];
        ILookup<Guid?, Entry> waiting = _queued.Select(id => _entries[id]).ToLookup(entry => entry.Record.BatchId);
        List<ClaimQueue> queues = [.. waiting.Select(queue => QueueOf_NeedsLock(queue.Key, queue.Count())).OrderBy(queue => queue.Batch)];
        int[] shares = ClaimShares.Of(limit - chosen.Count, queues);

        for (int index = 0; index < queues.Count; index++)
        {
            chosen.AddRange(waiting[queues[index].Batch].Take(shares[index]));
        }

        return chosen;
    }

    private ClaimQueue QueueOf_NeedsLock(Guid? batch, int queued)
    {
        int running = _running.Count(id => _entries[id].Record.BatchId == batch);
        return batch is { } id && _batches[id].Record is { } record
            ? new ClaimQueue(batch, record.Priority, running, Math.Min(queued, record.MaxParallel - running))
            : new ClaimQueue(null, ClaimShares.SinglesWeight, running, queued);
    }

    private List<ClaimedExecution> Claim_NeedsLock(LeaseRequest request, int limit)
    {
        var claimed = new List<ClaimedExecution>();
        DateTimeOffset now = time.GetUtcNow();

        // What was claimed too often is parked, and leaves its place to others.
        for (int chosen = 1; chosen > 0 && claimed.Count < limit;)
        {
            List<Entry> ready = ChooseReady_NeedsLock(limit - claimed.Count, now);
            chosen = ready.Count;
            ready.ForEach(entry => Claim_NeedsLock(entry, request, now, claimed));
        }

        return claimed;
    }

    private void Claim_NeedsLock(Entry entry, LeaseRequest request, DateTimeOffset now, List<ClaimedExecution> claimed)
    {
        if (entry.Record.Claims >= request.MaxClaims)
        {
            entry.Record = entry.Record with { LeaseEpoch = entry.Record.LeaseEpoch + 1 };
            End_NeedsLock(entry, TransitionPlan.For(new ExecutionTransition.Park(TransitionPlan.TooManyClaims(entry.Record.Claims))), now);
            return;
        }

        Lease<Guid> lease = LeaseTo_NeedsLock(entry, request, now);
        Begin_NeedsLock(entry, request.FirstAttemptsOf(entry.Record));
        claimed.Add(new ClaimedExecution(lease, entry.Record, [.. entry.Results], [.. entry.Attempts]));
    }

    private Lease<Guid> LeaseTo_NeedsLock(Entry entry, LeaseRequest request, DateTimeOffset now)
    {
        ExecutionRecord record = entry.Record;
        entry.Record = record with
        {
            Status = ExecutionStatus.Running,
            LeaseEpoch = record.LeaseEpoch + 1,
            Claims = record.Claims + 1,
            StartedAt = record.StartedAt ?? now
        };
        entry.Owner = request.Owner;
        entry.LeaseExpires = now + request.Duration;
        _queued.Remove(record.Id);
        _running.Add(record.Id);
        Append(entry, EventJson.Plain(ExecutionEvents.Started));

        // Taken over from a lost process it has been started already.
        if (record is { Status: ExecutionStatus.Queued, BatchId: { } batchId })
        {
            TellItem_NeedsLock(_batches[batchId], entry.Record);
        }

        return new Lease<Guid>(record.Id, request.Owner, entry.Record.LeaseEpoch, entry.LeaseExpires);
    }

    private Entry? FindLeased_NeedsLock(Lease<Guid> lease) =>
        _entries.TryGetValue(lease.Key, out Entry? entry)
            && entry.Record.LeaseEpoch == lease.Epoch
            && entry.Record.Status == ExecutionStatus.Running ? entry : null;

    private CommitResult.Committed Commit_NeedsLock(Entry entry, ExecutionDelta delta)
    {
        bool isBehind = entry.Record.Seq != delta.ExpectedSeq;

        foreach (StageResult result in delta.Results)
        {
            if (entry.Results.Exists(other => other.Path == result.Path && other.ItemKey == result.ItemKey))
            {
                throw new InvalidOperationException($"Stage '{EventJson.StageName(result.Path, result.ItemKey)}' already has a result.");
            }
        }

        foreach (StageTurn turn in delta.Turns)
        {
            if (entry.Turns.Exists(other => (turn with { Body = other.Body }) == other))
            {
                string stage = EventJson.StageName(turn.Path, turn.ItemKey);
                throw new InvalidOperationException($"Turn {turn.Number} of a conversation of '{stage}' is there already.");
            }
        }

        entry.Results.AddRange(delta.Results);
        entry.Turns.AddRange(delta.Turns);
        entry.Waits.AddRange(delta.Waits);
        entry.Attempts.AddRange(delta.Started);

        foreach (StageAttempt ended in delta.Ended)
        {
            int index = entry.Attempts.FindIndex(attempt => attempt.Path == ended.Path
                && attempt.ItemKey == ended.ItemKey
                && attempt.Attempt == ended.Attempt
                && attempt.Call == ended.Call);
            entry.Attempts[index] = ended;
        }

        foreach (StageArtifact artifact in delta.Artifacts)
        {
            string hash = Convert.ToHexStringLower(SHA256.HashData(artifact.Artifact.Content.Span));
            _blobs.TryAdd(hash, artifact.Artifact.Content.ToArray());
            entry.Artifacts.Add(new ArtifactRecord(
                artifact.Artifact.Name,
                artifact.Artifact.MediaType,
                hash,
                artifact.Artifact.Content.Length,
                artifact.Path,
                artifact.ItemKey));
        }

        foreach (SideWrite write in delta.Writes)
        {
            _sideRows[(write.Target, entry.Record.Id)] = write.Row.Clone();
        }

        long seq = entry.Record.Seq;

        foreach (NewEvent happened in delta.Events)
        {
            entry.Events.Add(new ExecutionEvent(++seq, happened.Type, happened.Stage, happened.Data));
        }

        entry.Record = entry.Record with
        {
            Seq = seq,
            Claims = delta.IsProgress ? 0 : entry.Record.Claims,
            Usage = entry.Record.Usage + delta.Usage,
            Reserved = entry.Record.Reserved + delta.Reserved,
        };

        if (delta.Transition is { } transition && !isBehind)
        {
            End_NeedsLock(entry, TransitionPlan.For(transition), time.GetUtcNow());
        }

        return new CommitResult.Committed(entry.Record.Seq, isBehind)
        {
            Ended = entry.Record is { BatchId: null } record && record.Status.EndsWait() ? record : null,
        };
    }

    /// <summary>Ends the lease, one way or another.</summary>
    private void End_NeedsLock(Entry entry, TransitionPlan plan, DateTimeOffset now)
    {
        ExecutionRecord record = entry.Record;
        bool isReleased = plan.Status == ExecutionStatus.Queued;
        entry.Record = record with
        {
            Status = plan.Status,
            Output = plan.Output,
            Error = plan.Error,
            Claims = isReleased ? Math.Max(0, record.Claims - 1) : record.Claims,
            CompletedAt = plan.Status.IsEnded() ? now : null,
        };
        _running.Remove(record.Id);
        _queued.Remove(record.Id);

        if (isReleased)
        {
            _queued.Add(record.Id);
        }

        Append(entry, plan.Event);

        if (plan.Status.IsEnded() && record.BatchId is { } batchId)
        {
            EndItem_NeedsLock(_batches[batchId], entry.Record, now);
        }
        else if (plan.Status == ExecutionStatus.Waiting && record.BatchId is { } waiting)
        {
            TellItem_NeedsLock(_batches[waiting], entry.Record);
        }
    }

    private BatchCounts TellItem_NeedsLock(BatchEntry batch, ExecutionRecord item)
    {
        BatchCounts counts = Count_NeedsLock(batch);
        Append(batch, EventJson.BatchItem(item.BatchIndex!.Value, item.Id, item.Status, counts));
        return counts;
    }

    private void EndItem_NeedsLock(BatchEntry batch, ExecutionRecord item, DateTimeOffset now)
    {
        BatchCounts counts = TellItem_NeedsLock(batch, item);

        if (batch.Record.Status == BatchStatus.Running
            && item.Status != ExecutionStatus.Cancelled
            && BatchRules.MustStop(batch.Record, counts))
        {
            batch.Record = batch.Record with { Status = BatchStatus.Stopped };
            Append(batch, EventJson.Plain(ExecutionEvents.BatchStopped));

            foreach (Guid id in batch.Items.Where(_queued.Contains).ToList())
            {
                Change_NeedsLock(_entries[id], new ExecutionChange.Cancel(null, BatchRules.StopReason));
            }

            counts = Count_NeedsLock(batch);
        }

        if (counts.Ended == batch.Record.Total && batch.Record.CompletedAt is null)
        {
            batch.Record = batch.Record with
            {
                Status = batch.Record.Status == BatchStatus.Running ? BatchStatus.Ended : batch.Record.Status,
                CompletedAt = now
            };
            Append(batch, EventJson.BatchEnded(counts));
        }
    }

    private BatchCounts Count_NeedsLock(BatchEntry batch)
    {
        var counts = new int[7];
        batch.Items.ForEach(
            id => counts[_entries.TryGetValue(id, out Entry? entry) ? (int)entry.Record.Status : (int)ExecutionStatus.Succeeded]++);
        return BatchRules.Counts(counts);
    }

    private static void Append(Entry entry, NewEvent happened)
    {
        entry.Record = entry.Record with { Seq = entry.Record.Seq + 1 };
        entry.Events.Add(new ExecutionEvent(entry.Record.Seq, happened.Type, happened.Stage, happened.Data));
    }

    private static void Append(BatchEntry batch, NewEvent happened)
    {
        batch.Record = batch.Record with { Seq = batch.Record.Seq + 1 };
        batch.Events.Add(new ExecutionEvent(batch.Record.Seq, happened.Type, happened.Stage, happened.Data));
    }
}
