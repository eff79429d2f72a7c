using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using PromptIntel.Core.Execution.Planning;
using PromptIntel.Core.Execution.Signals;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Execution.Telemetry;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// Claims executions and runs them, as many at once as the options allow. Any number of processes may do this on one store, for
/// ever: there is no separate recovery.
/// </summary>
public sealed class ExecutionEngine : IDisposable
{
    private readonly IExecutionStore _store;
    private readonly ManifestCache _manifests;
    private readonly ExecutionRunFactory _factory;
    private readonly ExecutionSignals _signals;
    private readonly ExecutionOptions _options;
    private readonly TimeProvider _time;
    private readonly ExecutionLog _log;
    private readonly ConcurrentDictionary<Guid, ExecutionRun> _runs = [];
    private readonly SemaphoreSlim _slots;
    private readonly LeaseRequest _request;
    private readonly CancellationTokenSource _draining = new();
    private volatile bool _isAccepting;
    private bool _isStoreAway;

    internal ExecutionEngine(
        IExecutionStore store,
        ManifestCache manifests,
        ExecutionRunFactory factory,
        ExecutionSignals signals,
        IOptions<ExecutionOptions> options,
        TimeProvider time,
        ExecutionLog log)
    {
        (_store, _manifests, _factory, _signals, _options, _time, _log) = (store, manifests, factory, signals, options.Value, time, log);
        _slots = new SemaphoreSlim(_options.Concurrency, _options.Concurrency);
        // Names the process for people; the epoch is what decides.
        string owner = $"{Environment.MachineName}/{Guid.CreateVersion7(time.GetUtcNow()):N}";
        _request = new LeaseRequest(owner, _options.LeaseDuration, _options.MaxClaims) { FirstAttempts = FirstAttemptsOf };
        signals.Changed += OnChanged;
    }

    /// <summary>Executions that run here now.</summary>
    public int Running => _options.Concurrency - _slots.CurrentCount;

    /// <summary>
    /// Claims and runs until <paramref name="stopping"/>; then begins no further stage, gives back what is at a stage boundary, and
    /// waits for stages in flight as long as the drain timeout allows. Called once.
    /// </summary>
    public async Task RunAsync(CancellationToken stopping)
    {
        using var ended = new CancellationTokenSource();
        // At once: a stage that ends while the loop is still on its way to the drain must not begin another.
        using CancellationTokenRegistration onStop = stopping.Register(_draining.Cancel);
        Task renewing = RenewAsync(ended.Token);
        _isAccepting = true;

        try
        {
            while (!stopping.IsCancellationRequested)
            {
                await ClaimAsync(stopping);
                await _signals.WaitForWorkAsync(_options.PollInterval, _time, stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
        }
        finally
        {
            _isAccepting = false;
            await DrainAsync();
            await ended.CancelAsync();
            await renewing;
        }
    }

    public void Dispose()
    {
        _signals.Changed -= OnChanged;
        _draining.Dispose();
        _slots.Dispose();
    }

    /// <summary>
    /// A place to run in, for an execution that is about to be inserted leased; false when the engine is full or does not run here.
    /// </summary>
    internal bool TryReserveSlot([NotNullWhen(true)] out LeaseRequest? request, out long askedAt)
    {
        (request, askedAt) = (null, _time.GetTimestamp());

        if (!_isAccepting || !_slots.Wait(0))
        {
            return false;
        }

        request = _request;
        return true;
    }

    /// <summary>Whether it runs here and its end is still to be told: who listens already need not read it before.</summary>
    internal bool IsRunning(Guid id) => _runs.TryGetValue(id, out ExecutionRun? run) && !run.IsOver;

    /// <summary>Gives back a place that was not needed.</summary>
    internal void ReleaseSlot() => _slots.Release();

    /// <summary>Runs a leased execution in a place that was taken.</summary>
    internal void Launch(ClaimedExecution claimed, Manifest manifest, long askedAt)
    {
        ExecutionRun run = _factory.Create(claimed, manifest, askedAt);

        // This process was too slow to renew and now has it anew: what runs under the old lease must stop.
        if (_runs.TryGetValue(claimed.Execution.Id, out ExecutionRun? stale))
        {
            stale.Guard.Lose();
        }

        if (claimed.Execution.BatchId is { } batch)
        {
            // Whoever follows it hears that the item has started; who waits for its end has nothing to read.
            _signals.PublishStep(batch);
        }

        _runs[claimed.Execution.Id] = run;
        ExecutionTelemetry.Running.Add(1);
        // Its trace begins with the stored context, not with whoever happened to claim it.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunToEndAsync(run));
        }
    }

    /// <summary>
    /// None where the manifest is not at hand, or cannot be planned with: then it is for the run to begin, or to say why not.
    /// </summary>
    private ImmutableArray<StageAttempt> FirstAttemptsOf(ExecutionRecord claimed)
    {
        try
        {
            return _manifests.Find(claimed.ManifestHash) is { } manifest
                ? FirstAttempts.Of(manifest, claimed.Input, [], _options, _time.GetUtcNow())
                : [];
        }
        catch (InvalidOperationException)
        {
            // One that is broken must not keep all others from being claimed.
            return [];
        }
    }

    private async Task RunToEndAsync(ExecutionRun run)
    {
        bool hasNext = false;

        try
        {
            await run.RunAsync(_request, _draining.Token);
            hasNext = run.Next is { } next && await LaunchNextAsync(next, run.NextAskedAt);
        }
        finally
        {
            _runs.TryRemove(KeyValuePair.Create(run.Execution.Id, run));
            run.Dispose();
            ExecutionTelemetry.Running.Add(-1);

            if (!hasNext)
            {
                _slots.Release();
            }

            // Where the next is of the same batch, both its places are taken again.
            if (!hasNext || run.Next?.Execution.BatchId != run.Execution.BatchId)
            {
                Ring();
            }
        }
    }

    /// <summary>Runs what was leased in the place of one that has ended; false when it cannot be run.</summary>
    private async Task<bool> LaunchNextAsync(ClaimedExecution next, long askedAt)
    {
        try
        {
            if (await ReadManifestAsync(next) is { } manifest)
            {
                Launch(next, manifest, askedAt);
                return true;
            }
        }
        catch (Exception exception)
        {
            // An outage of the store: its lease expires, and it is claimed again.
            SeeStore(exception);
        }

        return false;
    }

    /// <summary>
    /// The place is free, and a batch may have a slot again; what is given back while stopping is for the other processes.
    /// </summary>
    private void Ring()
    {
        if (_draining.IsCancellationRequested)
        {
            _signals.RingForWork();
        }
        else
        {
            _signals.RingHere();
        }
    }

    private async Task ClaimAsync(CancellationToken stopping)
    {
        while (_slots.CurrentCount > 0 && !stopping.IsCancellationRequested)
        {
            int places = 0;

            while (places < _options.Concurrency && _slots.Wait(0, CancellationToken.None))
            {
                places++;
            }

            IReadOnlyList<ClaimedExecution> claimed = [];

            try
            {
                long askedAt = _time.GetTimestamp();
                claimed = await _store.ClaimAsync(_request, places, CancellationToken.None);
                SeeStore(null);

                foreach (ClaimedExecution execution in claimed)
                {
                    if (await ReadManifestAsync(execution) is { } manifest)
                    {
                        Launch(execution, manifest, askedAt);
                        places--;
                    }
                }
            }
            catch (Exception exception)
            {
                // An outage of the store: the next poll tries again, for ever.
                SeeStore(exception);
                return;
            }
            finally
            {
                if (places > 0)
                {
                    _slots.Release(places);
                }
            }

            if (claimed.Count == 0)
            {
                return;
            }
        }
    }

    /// <summary>Null when it cannot be read: the execution is parked, and the others that were claimed with it run.</summary>
    private async Task<Manifest?> ReadManifestAsync(ClaimedExecution claimed)
    {
        try
        {
            return await _manifests.GetAsync(claimed.Execution.ManifestHash);
        }
        catch (InvalidDataException exception)
        {
            ExecutionRecord execution = claimed.Execution;
            _log.ManifestUnreadable(exception, execution.Id);
            var error = new ExecutionError(
                ErrorCodes.ManifestUnreadable, null, "What it was pinned to cannot be read by this build, or is damaged.");
            var delta = new ExecutionDelta
            {
                ExpectedSeq = execution.Seq,
                Execution = execution,
                Transition = new ExecutionTransition.Park(error)
            };
            await _store.CommitAsync(claimed.Lease, delta, CancellationToken.None);
            _signals.Publish(execution.Id);

            if (execution.BatchId is { } batch)
            {
                _signals.Publish(batch);
            }

            return null;
        }
    }

    /// <summary>Says once that an outage began and once that it is over, not at every poll.</summary>
    private void SeeStore(Exception? outage)
    {
        if (outage is not null && !_isStoreAway)
        {
            _log.ClaimFailed(outage);
        }
        else if (outage is null && _isStoreAway)
        {
            _log.ClaimsAgain();
        }

        _isStoreAway = outage is not null;
    }

    private async Task RenewAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_options.RenewalInterval, _time);

        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                foreach (ExecutionRun run in _runs.Values)
                {
                    await RenewAsync(run);
                }
            }
        }
        catch (OperationCanceledException) when (ended.IsCancellationRequested)
        {
        }
    }

    private async Task RenewAsync(ExecutionRun run)
    {
        try
        {
            if (await run.Guard.RenewAsync(_store.RenewAsync, CancellationToken.None) is { } seq)
            {
                run.SeenSeq(seq);
            }
        }
        catch (Exception exception)
        {
            // The lease holds until its deadline; the next tick tries again.
            _log.RenewalFailed(exception, run.Execution.Id);
        }
    }

    private void OnChanged(Guid id)
    {
        if (_runs.TryGetValue(id, out ExecutionRun? run))
        {
            _ = RenewAsync(run);
        }
    }

    private async Task DrainAsync()
    {
        await _draining.CancelAsync();
        _log.Draining(_runs.Count);
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _time);

        try
        {
            for (int free = 0; free < _options.Concurrency; free++)
            {
                await _slots.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            _log.DrainCutShort(_runs.Count);

            foreach (ExecutionRun run in _runs.Values)
            {
                run.Guard.Lose();
            }
        }
    }
}
