using System.Collections.Immutable;
using System.Globalization;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Storage;

public sealed partial class InMemoryExecutionStore
{
    public Task<ExecutionRecord?> FindAsync(Guid id, CancellationToken cancellationToken) => Read(id, entry => entry.Record, null);

    public Task<ImmutableArray<StageResult>> GetResultsAsync(Guid id, CancellationToken cancellationToken) =>
        Read(id, entry => entry.Results.ToImmutableArray(), []);

    public Task<ImmutableArray<StageAttempt>> GetAttemptsAsync(Guid id, CancellationToken cancellationToken) =>
        Read(id, entry => entry.Attempts.ToImmutableArray(), []);

    public Task<ImmutableArray<StageTurn>> GetTurnsAsync(Guid id, string path, string itemKey, CancellationToken cancellationToken) =>
        Read(
            id,
            entry => entry.Turns
                .Where(turn => turn.Path == path && turn.ItemKey == itemKey)
                .OrderBy(turn => turn.Conversation, StringComparer.Ordinal)
                .ThenBy(turn => turn.Number)
                .ToImmutableArray(),
            []);

    public Task<ImmutableArray<ArtifactRecord>> GetArtifactsAsync(Guid id, CancellationToken cancellationToken) =>
        Read(id, entry => entry.Artifacts.ToImmutableArray(), []);

    public Task<ImmutableArray<ExecutionEvent>> GetEventsAsync(Guid id, long after, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            List<ExecutionEvent> events = _entries.TryGetValue(id, out Entry? entry) ? entry.Events
                : _batches.TryGetValue(id, out BatchEntry? batch) ? batch.Events
                : [];
            // Numbered from 1 without gaps, so the number is the place.
            return Task.FromResult<ImmutableArray<ExecutionEvent>>([.. events.Skip((int)Math.Clamp(after, 0, events.Count)).Take(limit)]);
        }
    }

    public Task<ArtifactContent?> FindArtifactAsync(Guid id, string name, CancellationToken cancellationToken) =>
        Read(id, entry => entry.Artifacts.FindLast(artifact => artifact.Name == name) is { } found
            ? new ArtifactContent(found, _blobs[found.Hash])
            : null, null);

    public Task<Manifest?> FindManifestAsync(string hash, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(_manifests.GetValueOrDefault(hash));
        }
    }

    public Task<ExecutionPage<ExecutionRecord>> ListAsync(
        ExecutionFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(PageOf(
                _entries.Values.Select(entry => entry.Record).Where(record => Matches(record, filter)),
                record => record.Id,
                cursor,
                limit));
        }
    }

    public Task<BatchRecord?> FindBatchAsync(Guid id, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(
                _batches.TryGetValue(id, out BatchEntry? batch) ? batch.Record with { Counts = Count_NeedsLock(batch) } : null);
        }
    }

    public Task<int> CountEndedAsync(Guid batchId, TimeSpan lately, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            DateTimeOffset since = time.GetUtcNow() - lately;
            return Task.FromResult(_batches.TryGetValue(batchId, out BatchEntry? batch)
                ? batch.Items.Count(id => _entries.TryGetValue(id, out Entry? entry) && entry.Record.CompletedAt > since)
                : 0);
        }
    }

    public Task<ExecutionPage<BatchRecord>> ListBatchesAsync(string? userId, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult(PageOf(
                _batches.Values.Where(batch => userId is null || batch.Record.UserId == userId).Select(
                    batch => batch.Record with { Counts = Count_NeedsLock(batch) }),
                record => record.Id,
                cursor,
                limit));
        }
    }

    public Task<ExecutionPage<BatchItem>> ListBatchItemsAsync(Guid id, string? cursor, int limit, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            List<Guid> items = _batches.TryGetValue(id, out BatchEntry? batch) ? batch.Items : [];
            int from = int.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : 0;
            ImmutableArray<BatchItem> page =
            [
                .. items.Skip(from).Take(limit).Where(_entries.ContainsKey).Select(item => _entries[item].Record)
                    .Select(record => new BatchItem(record.BatchIndex!.Value, record.Id, record.Status, record.Output, record.Error)),
            ];
            string? next = from + limit < items.Count ? (from + limit).ToString(CultureInfo.InvariantCulture) : null;
            return Task.FromResult(new ExecutionPage<BatchItem>(page, next, items.Count));
        }
    }

    public Task<IReadOnlyDictionary<ExecutionStatus, long>> CountAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return Task.FromResult<IReadOnlyDictionary<ExecutionStatus, long>>(
                _entries.Values.GroupBy(entry => entry.Record.Status).ToDictionary(group => group.Key, group => group.LongCount()));
        }
    }

    private Task<T> Read<T>(Guid id, Func<Entry, T> read, T missing)
    {
        lock (_lock)
        {
            return Task.FromResult(_entries.TryGetValue(id, out Entry? entry) ? read(entry) : missing);
        }
    }

    /// <summary>An input is JSON, where a client may have written letters as they are or by their numbers; an error is plain.</summary>
    private static bool IsSaid(ExecutionRecord record, string text)
    {
        string input = JsonForms.Fold(record.Input.GetRawText());
        string plain = JsonForms.Fold(text);
        return record.Id.ToString().StartsWith(plain, StringComparison.Ordinal)
            || JsonForms.Of(text).Any(form => input.Contains(JsonForms.Fold(form), StringComparison.Ordinal))
            || (record.Error is { } error && new[] { error.Detail, error.Code }.Any(
                said => JsonForms.Fold(said).Contains(plain, StringComparison.Ordinal)));
    }

    private static bool Matches(ExecutionRecord record, ExecutionFilter filter) =>
        (filter.Workflow is null || record.Workflow.Name == filter.Workflow || record.Workflow.ToString() == filter.Workflow)
        && (filter.Status is null || record.Status == filter.Status)
        && (filter.UserId is null || record.UserId == filter.UserId)
        && (filter.Version is null || record.WorkflowVersion == filter.Version)
        && (filter.Since is null || record.CreatedAt >= filter.Since)
        && (filter.Until is null || record.CreatedAt < filter.Until)
        && (filter.Text is not { } text || IsSaid(record, text))
        && (filter.BatchId is null || record.BatchId == filter.BatchId);

    public Task<ExecutionPage<WaitingStage>> ListWaitingAsync(
        WaitingFilter filter, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var from = WaitingCursor.TryParse(cursor);

        lock (_lock)
        {
            List<WaitingStage> all =
            [
                .. _entries.Values.Where(entry => !entry.Record.Status.IsEnded()
                    && Matches(entry.Record, new ExecutionFilter { Workflow = filter.Workflow, UserId = filter.UserId })
                    && (filter.ExecutionId is null || entry.Record.Id == filter.ExecutionId))
                    .SelectMany(entry => entry.Waits.Select(wait => new WaitingStage(
                        entry.Record.Id, entry.Record.Workflow, entry.Record.WorkflowVersion, entry.Record.UserId, wait)))
                    .Where(stage => (filter.For is null || stage.Wait.For == filter.For)
                        && (filter.DueBy is null || stage.Wait.DueAt <= filter.DueBy))
                    .OrderBy(stage => stage.ExecutionId)
                    .ThenBy(stage => stage.Wait.Path, StringComparer.Ordinal)
                    .ThenBy(stage => stage.Wait.ItemKey, StringComparer.Ordinal),
            ];
            List<WaitingStage> rest = from is null ? all : [.. all.SkipWhile(stage => !IsBehind(WaitingCursor.Of(stage), from))];
            ImmutableArray<WaitingStage> page = [.. rest.Take(limit)];
            string? next = rest.Count > limit ? WaitingCursor.Of(page[^1]).ToString() : null;
            return Task.FromResult(new ExecutionPage<WaitingStage>(page, next, all.Count));
        }
    }

    /// <summary>The stage that a cursor names may have been answered meanwhile.</summary>
    private static bool IsBehind(WaitingCursor stage, WaitingCursor cursor) =>
        (stage.ExecutionId.CompareTo(cursor.ExecutionId), string.CompareOrdinal(stage.Path, cursor.Path)) switch
        {
            ( > 0, _) or (0, > 0) => true,
            (0, 0) => string.CompareOrdinal(stage.ItemKey, cursor.ItemKey) > 0,
            _ => false,
        };

    private static ExecutionPage<T> PageOf<T>(IEnumerable<T> matching, Func<T, Guid> id, string? cursor, int limit)
    {
        List<T> all = [.. matching.OrderByDescending(id)];
        IEnumerable<T> rest = Guid.TryParse(cursor, out Guid last) ? all.Where(item => id(item).CompareTo(last) < 0) : all;
        ImmutableArray<T> page = [.. rest.Take(limit + 1)];
        return page.Length > limit ? new([.. page.Take(limit)], id(page[limit - 1]).ToString(), all.Count) : new(page, null, all.Count);
    }
}
