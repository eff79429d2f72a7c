using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Batches;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>
/// Starts batches whose inputs come as a stream. However many they are, a portion of them is in memory. Safe for concurrent use.
/// </summary>
public sealed class BatchUploads
{
    private const int ItemsInPortion = 500;
    private const int BytesInPortion = 4 * 1024 * 1024;
    private const int MostErrors = 20;

    private readonly WorkflowPinning _pinning;
    private readonly IExecutionStore _store;
    private readonly ExecutionWatch _watch;
    private readonly ExecutionOptions _options;

    internal BatchUploads(WorkflowPinning pinning, IExecutionStore store, ExecutionWatch watch, IOptions<ExecutionOptions> options) =>
        (_pinning, _store, _watch, _options) = (pinning, store, watch, options.Value);

    /// <summary>
    /// Pins the workflow once, checks and stages every input as it comes, and queues all of them in one transaction at the end, or none: an
    /// upload that breaks off or holds a line that is wrong leaves no batch.
    /// </summary>
    /// <param name="batch">Without inputs.</param>
    /// <param name="read">The inputs of the workflow with this input schema, in order.</param>
    /// <param name="key">Asked once the last input was read, when the body's hash is known.</param>
    public async Task<StartResult> StartAsync(
        StartBatch batch,
        Func<JsonElement, IAsyncEnumerable<UploadedItem>> read,
        Func<IdempotencyKey?> key,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(key);
        string? caller = Activity.Current?.Id;
        using Activity? acceptance = ExecutionTelemetry.StartAcceptance(batch.Workflow);
        (Manifest? manifest, StartResult? refusal) = await _pinning.PinAsync(batch.Workflow, batch.Version, cancellationToken);

        if (manifest is null)
        {
            return refusal!;
        }

        Guid id = _watch.Ids.Next();
        bool isCreated = false;

        try
        {
            (int count, refusal) = await StageAsync(id, manifest, read(manifest.InputSchema), cancellationToken);

            if (refusal is not null)
            {
                return refusal;
            }

            CreateResult created = await _store.CreateBatchAsync(
                NewBatch.Of(batch, id, manifest, _watch.Time.GetUtcNow(), caller ?? acceptance?.Id) with
                {
                    StagedItems = count,
                    IdempotencyKey = key(),
                },
                cancellationToken);
            isCreated = created is CreateResult.Created;
            _watch.Signals.RingForWork();
            return Executions.ToResult(created, id);
        }
        finally
        {
            if (!isCreated)
            {
                await _store.DiscardItemsAsync(id, CancellationToken.None);
            }
        }
    }

    private async Task<(int Count, StartResult? Refusal)> StageAsync(
        Guid id, Manifest manifest, IAsyncEnumerable<UploadedItem> items, CancellationToken cancellationToken)
    {
        var portion = ImmutableArray.CreateBuilder<NewBatchItem>();
        var errors = new List<LineError>();
        (int staged, long bytes) = (0, 0);

        await foreach (UploadedItem item in items.WithCancellation(cancellationToken))
        {
            errors.AddRange(ErrorsOf(manifest, item));

            if (errors.Count >= MostErrors)
            {
                break;
            }

            if (errors.Count > 0)
            {
                continue;
            }

            if (staged + portion.Count == _options.MaxUploadedItems)
            {
                return (0, new StartResult.NotAllowed($"An upload has at most {_options.MaxUploadedItems} items."));
            }

            portion.Add(new NewBatchItem(_watch.Ids.Next(), item.Input));
            bytes += JsonMarshal.GetRawUtf8Value(item.Input).Length;

            if (portion.Count == ItemsInPortion || bytes >= BytesInPortion)
            {
                await _store.StageItemsAsync(id, staged, portion.ToImmutable(), cancellationToken);
                staged += portion.Count;
                portion.Clear();
                bytes = 0;
            }
        }

        if (errors.Count == 0 && portion.Count > 0)
        {
            await _store.StageItemsAsync(id, staged, portion.ToImmutable(), cancellationToken);
            staged += portion.Count;
        }

        return errors.Count > 0 ? (0, new StartResult.InvalidLines([.. errors.Take(MostErrors)]))
            : staged == 0 ? (0, new StartResult.NotAllowed("The upload holds no items."))
            : (staged, null);
    }

    private IEnumerable<LineError> ErrorsOf(Manifest manifest, UploadedItem item) => item.Error is { } error
        ? [error]
        : _pinning.Check(manifest, item.Input, null)?.Violations.Select(
            violation => new LineError(item.Line, violation.Path, violation.Detail)) ?? [];
}
