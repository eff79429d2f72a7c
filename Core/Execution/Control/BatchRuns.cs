using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>Starts batches and watches them. Safe for concurrent use.</summary>
public sealed class BatchRuns
{
    private static readonly TimeSpan BetweenProgress = TimeSpan.FromSeconds(5);

    private readonly WorkflowPinning _pinning;
    private readonly IExecutionStore _store;
    private readonly IExecutionReader _reader;
    private readonly ExecutionWatch _watch;
    private readonly ExecutionOptions _options;

    internal BatchRuns(
        WorkflowPinning pinning,
        IExecutionStore store,
        IExecutionReader reader,
        ExecutionWatch watch,
        IOptions<ExecutionOptions> options) =>
        (_pinning, _store, _reader, _watch, _options) = (pinning, store, reader, watch, options.Value);

    /// <summary>Pins the workflow once, checks every input and queues all items in one transaction, or none.</summary>
    public async Task<StartResult> StartAsync(StartBatch request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? caller = Activity.Current?.Id;
        using Activity? acceptance = ExecutionTelemetry.StartAcceptance(request.Workflow);

        if (request.Inputs.Length > _options.MaxBatchSize || request.Inputs.IsEmpty || request.MaxParallel < 1)
        {
            return new StartResult.NotAllowed($"A batch has 1 to {_options.MaxBatchSize} inputs and runs at least one at a time.");
        }

        (Manifest? manifest, StartResult? refusal) = await _pinning.PinAsync(request.Workflow, request.Version, cancellationToken);

        for (int index = 0; refusal is null && index < request.Inputs.Length; index++)
        {
            refusal = _pinning.Check(manifest!, request.Inputs[index], index);
        }

        if (refusal is not null)
        {
            return refusal;
        }

        NewBatch batch = NewBatch.Of(request, _watch.Ids.Next(), manifest!, _watch.Time.GetUtcNow(), caller ?? acceptance?.Id) with
        {
            Items = [.. request.Inputs.Select(input => new NewBatchItem(_watch.Ids.Next(), input.Clone()))],
        };
        CreateResult created = await _store.CreateBatchAsync(batch, cancellationToken);
        _watch.Signals.RingForWork();
        return Executions.ToResult(created, batch.Id);
    }

    /// <summary>
    /// The batch as soon as every item has ended or waits for a person, else as it stands after
    /// <paramref name="timeout"/>; null when there is none.
    /// </summary>
    public Task<BatchRecord?> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken) => _watch.WaitAsync(
        id,
        () => false,
        token => _reader.FindBatchAsync(id, token),
        batch => batch.Counts.Queued + batch.Counts.Running == 0,
        timeout,
        cancellationToken);

    public Task<BatchRecord?> GetAsync(Guid id, CancellationToken cancellationToken) => _reader.FindBatchAsync(id, cancellationToken);

    /// <summary>Newest first.</summary>
    public Task<ExecutionPage<BatchRecord>> ListAsync(string? userId, string? cursor, int limit, CancellationToken cancellationToken) =>
        _reader.ListBatchesAsync(userId, cursor, limit, cancellationToken);

    /// <summary>In the order of their index; null when there is no such batch.</summary>
    public async Task<ExecutionPage<BatchItem>?> ListItemsAsync(Guid id, string? cursor, int limit, CancellationToken cancellationToken) =>
        await _reader.FindBatchAsync(id, cancellationToken) is null
            ? null
            : await _reader.ListBatchItemsAsync(id, cursor, limit, cancellationToken);

    /// <summary>All items in portions, in the order of their index, each portion read when it is asked for.</summary>
    public async IAsyncEnumerable<ImmutableArray<BatchItem>> ReadItemsAsync(
        Guid id, int atOnce, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? cursor = null;

        do
        {
            ExecutionPage<BatchItem> page = await _reader.ListBatchItemsAsync(id, cursor, atOnce, cancellationToken);
            yield return page.Items;
            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Names of the fields of the batch's outputs; empty where its workflow gives something else than fields.</summary>
    public async Task<ImmutableArray<string>> OutputFieldsAsync(BatchRecord batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);

        try
        {
            return await _reader.FindManifestAsync(batch.ManifestHash, cancellationToken)
                is { Output: { ValueKind: JsonValueKind.Object } output } ? [.. output.EnumerateObject().Select(field => field.Name)] : [];
        }
        catch (InvalidDataException)
        {
            // Its items park for the same reason; what they are is still to be had.
            return [];
        }
    }

    /// <summary>How far a batch is, at the rate of the last minute.</summary>
    public async Task<BatchProgress> GetProgressAsync(BatchRecord batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        int lately = batch.CompletedAt is null ? await _reader.CountEndedAsync(batch.Id, BatchProgress.Window, cancellationToken) : 0;
        return BatchProgress.Of(batch, lately, _watch.Time.GetUtcNow());
    }

    /// <summary>
    /// As <see cref="Executions.EventsAsync"/>, of the batch; while it goes on with a <c>batch.progress</c> behind another event, not more
    /// often than every few seconds.
    /// </summary>
    public async IAsyncEnumerable<ExecutionEvent> EventsAsync(
        Guid id, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long toldAt = _watch.Time.GetTimestamp();
        IAsyncEnumerable<ExecutionEvent> events = _watch.EventsAsync(
            id,
            after,
            async token => await _reader.FindBatchAsync(id, token) is { } batch ? (batch.CompletedAt is not null, batch.Seq) : null,
            cancellationToken);

        await foreach (ExecutionEvent happened in events)
        {
            yield return happened;

            if (_watch.Time.GetElapsedTime(toldAt) >= BetweenProgress
                && await _reader.FindBatchAsync(id, cancellationToken) is { CompletedAt: null } batch)
            {
                toldAt = _watch.Time.GetTimestamp();
                NewEvent progress = EventJson.Progress(await GetProgressAsync(batch, cancellationToken));
                yield return new ExecutionEvent(0, progress.Type, null, progress.Data);
            }
        }
    }

    /// <summary>Cancels every item that has not ended. False when there is no such batch or it has ended.</summary>
    public async Task<bool> CancelAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        Announce(id, await _store.CancelBatchAsync(id, actor, cancellationToken));

    /// <summary>Queues every failed, cancelled and parked item again. False when there is no such batch or no such item.</summary>
    public async Task<bool> ResumeAsync(Guid id, string? actor, CancellationToken cancellationToken) =>
        Announce(id, await _store.ResumeBatchAsync(id, actor, cancellationToken));

    private bool Announce(Guid id, IReadOnlyList<Guid>? changed)
    {
        foreach (Guid item in changed ?? [])
        {
            _watch.Signals.PublishChange(item);
        }

        _watch.Signals.Publish(id);
        _watch.Signals.RingForWork();
        return changed is { Count: > 0 };
    }
}
