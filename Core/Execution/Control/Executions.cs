using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Engine;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Control;

/// <summary>
/// Starts executions, watches them and changes them from outside. Running them is the engine's work, here or in another process.
/// Safe for concurrent use.
/// </summary>
public sealed class Executions
{
    private readonly WorkflowPinning _pinning;
    private readonly IExecutionStore _store;
    private readonly IExecutionReader _reader;
    private readonly ExecutionEngine _engine;
    private readonly ExecutionWatch _watch;
    private readonly ExecutionOptions _options;

    internal Executions(
        WorkflowPinning pinning,
        IExecutionStore store,
        IExecutionReader reader,
        ExecutionEngine engine,
        ExecutionWatch watch,
        IOptions<ExecutionOptions> options) =>
        (_pinning, _store, _reader, _engine, _watch, _options) = (pinning, store, reader, engine, watch, options.Value);

    /// <summary>
    /// Pins the workflow's whole closure, checks the input and queues an execution; both are durable when this returns. The
    /// current activity becomes the parent of the execution's trace.
    /// </summary>
    public async Task<StartResult> StartAsync(StartExecution request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        string? caller = Activity.Current?.Id;
        using Activity? acceptance = ExecutionTelemetry.StartAcceptance(request.Workflow);

        if (request.StageDelay != TimeSpan.Zero && !_options.AllowStageDelay)
        {
            return new StartResult.NotAllowed("A delay in each stage is a demonstration aid for Development.");
        }

        (Manifest? manifest, StartResult? refusal) = request.Draft is { } draft
            ? await _pinning.PinAsync(draft, cancellationToken)
            : await _pinning.PinAsync(request.Workflow, request.Version, cancellationToken);

        if ((refusal ?? _pinning.Check(manifest!, request.Input, null)) is { } refused)
        {
            return refused;
        }

        return await InsertAsync(
            new NewExecution
            {
                Id = _watch.Ids.Next(),
                Manifest = manifest!,
                Input = request.Input.Clone(),
                CreatedAt = _watch.Time.GetUtcNow(),
                UserId = request.UserId,
                TraceParent = caller ?? acceptance?.Id,
                Budget = request.Budget,
                StageDelay = request.StageDelay,
                IdempotencyKey = request.IdempotencyKey,
            },
            cancellationToken);
    }

    /// <summary>
    /// The execution as soon as it has ended or waits for a person, else as it stands after <paramref name="timeout"/>; null when
    /// there is none. Giving up waiting cancels nothing.
    /// </summary>
    public Task<ExecutionRecord?> WaitAsync(Guid id, TimeSpan timeout, CancellationToken cancellationToken) => _watch.WaitAsync(
        id,
        () => _engine.IsRunning(id),
        token => _reader.FindAsync(id, token),
        execution => execution.Status.EndsWait(),
        timeout,
        cancellationToken);

    /// <summary>
    /// The execution with its stages, attempts and artifacts; null when there is none. Without stages where what it was pinned to
    /// cannot be read.
    /// </summary>
    public async Task<ExecutionDetails?> GetAsync(Guid id, CancellationToken cancellationToken)
    {
        if (await _reader.FindAsync(id, cancellationToken) is not { } execution)
        {
            return null;
        }

        Manifest? manifest = await FindManifestAsync(execution, cancellationToken);
        ImmutableArray<StageResult> results = await _reader.GetResultsAsync(id, cancellationToken);
        ImmutableArray<StageAttempt> attempts = await _reader.GetAttemptsAsync(id, cancellationToken);
        ImmutableArray<ArtifactRecord> artifacts = await _reader.GetArtifactsAsync(id, cancellationToken);
        return new ExecutionDetails(
            execution, manifest is null ? [] : StageTimeline.Of(execution, manifest, results, attempts), attempts, artifacts);
    }

    /// <summary>Newest first; a cursor that is none gives the first page.</summary>
    public Task<ExecutionPage<ExecutionRecord>> ListAsync(
        ExecutionFilter filter, string? cursor, int limit, CancellationToken cancellationToken) =>
        _reader.ListAsync(filter, cursor, limit, cancellationToken);

    /// <summary>
    /// The events after <paramref name="after"/> in order and without gaps, then live until the execution has ended (or the caller
    /// cancels); transient <c>stage.delta</c> events between them while they happen here. Empty for an unknown execution.
    /// </summary>
    public IAsyncEnumerable<ExecutionEvent> EventsAsync(Guid id, long after, CancellationToken cancellationToken) => _watch.EventsAsync(
        id,
        after,
        async token => await _reader.FindAsync(id, token) is { } execution ? (execution.Status.IsEnded(), execution.Seq) : null,
        cancellationToken);

    /// <summary>Cancels, answers a waiting stage, or resumes.</summary>
    public async Task<ChangeResult> ChangeAsync(Guid id, ExecutionChange change, CancellationToken cancellationToken)
    {
        ChangeResult result = await _store.ChangeAsync(id, change, cancellationToken);

        if (result is ChangeResult.Changed changed)
        {
            _watch.Signals.PublishChange(id);
            _watch.Signals.RingForWork();

            if (changed.Execution.BatchId is { } batch)
            {
                _watch.Signals.Publish(batch);
            }
        }

        return result;
    }

    /// <summary>
    /// A new execution that keeps the results of every stage that does not depend on the fork's stage, and runs that one and those after it
    /// anew, with the versions, model and input that the fork asks for.
    /// </summary>
    public async Task<StartResult> ForkAsync(ForkExecution fork, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(fork);
        string? caller = Activity.Current?.Id;

        if (await _reader.FindAsync(fork.Origin, cancellationToken) is not { } origin
            || await FindManifestAsync(origin, cancellationToken) is not { } before)
        {
            return new StartResult.NotFound("execution", fork.Origin.ToString());
        }

        using Activity? acceptance = ExecutionTelemetry.StartAcceptance(origin.Workflow);
        (Manifest? manifest, StartResult? refusal) = await _pinning.PinAsync(before, fork.Pins, cancellationToken);
        JsonElement input = fork.Input?.Clone() ?? origin.Input;

        if (manifest is null)
        {
            return refusal!;
        }

        ImmutableArray<StageResult> results = await _reader.GetResultsAsync(fork.Origin, cancellationToken);

        if (ForkRules.Keep(
            ChosenChain.In(before, origin.Input, results), manifest, input, fork.Stage, results) is not { } kept)
        {
            return new StartResult.NotFound("stage", fork.Stage);
        }

        return _pinning.Check(manifest, input, null) ?? await InsertAsync(
            new NewExecution
            {
                Id = _watch.Ids.Next(),
                Manifest = manifest,
                Input = input,
                CreatedAt = _watch.Time.GetUtcNow(),
                UserId = fork.UserId ?? origin.UserId,
                TraceParent = caller ?? acceptance?.Id,
                Budget = origin.Budget,
                ForkedFrom = new ForkOrigin(fork.Origin, fork.Stage),
                Results = kept,
                IdempotencyKey = fork.IdempotencyKey,
            },
            cancellationToken);
    }

    /// <summary>The bytes of an artifact by name; of several with one name the last written. Null when there is none.</summary>
    public Task<ArtifactContent?> GetArtifactAsync(Guid id, string name, CancellationToken cancellationToken) =>
        _reader.FindArtifactAsync(id, name, cancellationToken);

    internal async Task<Manifest?> FindManifestAsync(ExecutionRecord execution, CancellationToken cancellationToken)
    {
        try
        {
            return await _reader.FindManifestAsync(execution.ManifestHash, cancellationToken);
        }
        catch (InvalidDataException)
        {
            // The engine parks and logs it; it stays visible, and cannot be forked.
            return null;
        }
    }

    /// <summary>Inserts it leased to this process where there is a place, which saves a claim; else queued.</summary>
    private async Task<StartResult> InsertAsync(NewExecution execution, CancellationToken cancellationToken)
    {
        bool hasPlace = _engine.TryReserveSlot(out LeaseRequest? request, out long askedAt);

        try
        {
            if (hasPlace)
            {
                execution = execution with
                {
                    LeaseFor = request,
                    FirstAttempts = FirstAttempts.Of(
                        execution.Manifest, execution.Input, execution.Results, _options, execution.CreatedAt),
                };
            }

            CreateResult created = await _store.CreateAsync(execution, cancellationToken);

            if (created is CreateResult.Created { Lease: { } lease, Execution: { } record })
            {
                _engine.Launch(
                    new ClaimedExecution(lease, record, execution.Results, execution.FirstAttempts), execution.Manifest, askedAt);
                hasPlace = false;
            }
            else
            {
                _watch.Signals.RingForWork();
            }

            return ToResult(created, execution.Id);
        }
        finally
        {
            if (hasPlace)
            {
                _engine.ReleaseSlot();
            }
        }
    }

    internal static StartResult ToResult(CreateResult created, Guid id) => created switch
    {
        CreateResult.Existing existing => new StartResult.Started(existing.Id, IsRepeat: true),
        CreateResult.KeyReused => new StartResult.KeyReused(),
        _ => new StartResult.Started(id, IsRepeat: false),
    };
}
