using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Execution.Engine;

/// <summary>
/// Claims executions and runs them, as many at once as the options allow. Any number of processes may do this on one store, for
/// ever: there is no separate recovery.
/// </summary>
public sealed class ExecutionEngine : IDisposable
{
    private const string ManifestUnreadable = "manifest_unreadable";

    private readonly EngineParts _parts;
    private readonly ExecutionOptions _options;
    private readonly ManifestCache _manifests;
    private readonly ConcurrentDictionary<Guid, ExecutionRun> _runs = [];
    private readonly SemaphoreSlim _slots;
    private readonly LeaseRequest _request;
    private readonly CancellationTokenSource _draining = new();
    private volatile bool _isAccepting;
    private bool _isStoreAway;

    internal ExecutionEngine(EngineParts parts, IOptions<ExecutionOptions> options)
    {
        _parts = parts;
        _options = options.Value;
        _manifests = new ManifestCache(parts.Reader);
        _slots = new SemaphoreSlim(_options.Concurrency, _options.Concurrency);
        // Names the process for people; the epoch is what decides.
        _request = new LeaseRequest($"{Environment.MachineName}/{Guid.CreateVersion7(parts.Time.GetUtcNow()):N}", _options.LeaseDuration, _options.MaxClaims);
        parts.Signals.Changed += OnChanged;
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
                await _parts.Signals.WaitForWorkAsync(_options.PollInterval, _parts.Time, stopping);
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
        _parts.Signals.Changed -= OnChanged;
        _draining.Dispose();
        _slots.Dispose();
    }

    /// <summary>A place to run in, for an execution that is about to be inserted leased; false when the engine is full or does not run here.</summary>
    internal bool TryTakePlace([NotNullWhen(true)] out LeaseRequest? request, out long askedAt)
    {
        (request, askedAt) = (null, _parts.Time.GetTimestamp());

        if (!_isAccepting || !_slots.Wait(0))
        {
            return false;
        }

        request = _request;
        return true;
    }

    /// <summary>Gives back a place that was not needed.</summary>
    internal void ReturnPlace() => _slots.Release();

    /// <summary>Runs a leased execution in a place that was taken.</summary>
    internal void Launch(ClaimedExecution claimed, Manifest manifest, long askedAt)
    {
        var guard = new LeaseGuard(claimed.Lease, _parts.Time, askedAt, _options.LeaseDuration);
        var run = new ExecutionRun(_parts, claimed, manifest, guard, _options);

        // This process was too slow to renew and now has it anew: what runs under the old lease must stop.
        if (_runs.TryGetValue(claimed.Execution.Id, out ExecutionRun? stale))
        {
            stale.Guard.Lose();
        }

        if (claimed.Execution.BatchId is { } batch)
        {
            // Whoever follows it hears that the item has started.
            _parts.Signals.Publish(batch);
        }

        _runs[claimed.Execution.Id] = run;
        ExecutionTelemetry.Running.Add(1);
        // Its trace begins with the stored context, not with whoever happened to claim it.
        using (ExecutionContext.SuppressFlow())
        {
            _ = Task.Run(() => RunToEndAsync(run));
        }
    }

    private async Task RunToEndAsync(ExecutionRun run)
    {
        try
        {
            await run.RunAsync(_draining.Token);
        }
        finally
        {
            _runs.TryRemove(KeyValuePair.Create(run.Execution.Id, run));
            run.Dispose();
            ExecutionTelemetry.Running.Add(-1);
            _slots.Release();
            Ring();
        }
    }

    /// <summary>The place is free, and a batch may have a slot again; what is given back while stopping is for the other processes.</summary>
    private void Ring()
    {
        if (_draining.IsCancellationRequested)
        {
            _parts.Signals.RingForWork();
        }
        else
        {
            _parts.Signals.RingHere();
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
                long askedAt = _parts.Time.GetTimestamp();
                claimed = await _parts.Store.ClaimAsync(_request, places, CancellationToken.None);
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
            _parts.Log.ManifestUnreadable(exception, execution.Id);
            var error = new ExecutionError(ManifestUnreadable, null, "What it was pinned to cannot be read by this build, or is damaged.");
            var delta = new ExecutionDelta { ExpectedSeq = execution.Seq, BatchId = execution.BatchId, Transition = new ExecutionTransition.Park(error) };
            await _parts.Store.CommitAsync(claimed.Lease, delta, CancellationToken.None);
            _parts.Signals.Publish(execution.Id);

            if (execution.BatchId is { } batch)
            {
                _parts.Signals.Publish(batch);
            }

            return null;
        }
    }

    /// <summary>Says once that an outage began and once that it is over, not at every poll.</summary>
    private void SeeStore(Exception? outage)
    {
        if (outage is not null && !_isStoreAway)
        {
            _parts.Log.ClaimFailed(outage);
        }
        else if (outage is null && _isStoreAway)
        {
            _parts.Log.ClaimsAgain();
        }

        _isStoreAway = outage is not null;
    }

    private async Task RenewAsync(CancellationToken ended)
    {
        using var timer = new PeriodicTimer(_options.RenewalInterval, _parts.Time);

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
            long askedAt = _parts.Time.GetTimestamp();

            if (await _parts.Store.RenewAsync(run.Guard.Lease, _options.LeaseDuration, CancellationToken.None) is { } seq)
            {
                run.Guard.Renewed(askedAt);
                run.SeenSeq(seq);
            }
            else
            {
                run.Guard.Lose();
            }
        }
        catch (Exception exception)
        {
            // The lease holds until its deadline; the next tick tries again.
            _parts.Log.RenewalFailed(exception, run.Execution.Id);
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
        _parts.Log.Draining(_runs.Count);
        using var patience = new CancellationTokenSource(_options.DrainTimeout, _parts.Time);

        try
        {
            for (int free = 0; free < _options.Concurrency; free++)
            {
                await _slots.WaitAsync(patience.Token);
            }
        }
        catch (OperationCanceledException)
        {
            _parts.Log.DrainCutShort(_runs.Count);

            foreach (ExecutionRun run in _runs.Values)
            {
                run.Guard.Lose();
            }
        }
    }
}
