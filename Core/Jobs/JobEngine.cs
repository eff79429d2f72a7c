using System.Collections.Concurrent;
using System.Collections.Immutable;

using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Jobs;

/// <summary>
/// Runs what was asked for, by a schedule or an operator. Every instance looks for open runs; the lease of the job decides who runs one,
/// and its epoch fences the record of it. A run whose instance died stays open, so the next one to get the lease begins it again: there
/// is no other recovery.
/// </summary>
public sealed class JobEngine(
    JobSchedules schedules, IJobRunStore store, LeasedWork leases, JobSignal signal, IOptions<ScheduleOptions> options,
    ILogger<JobEngine> logger)
{
    private readonly ConcurrentDictionary<Guid, Task> _running = new();
    private readonly string _instance = $"{Environment.MachineName}/{Environment.ProcessId}";
    private readonly string[] _names = [.. schedules.All.Select(one => one.Job.Name)];

    /// <summary>Until cancelled; then jobs are told to stop and their runs given back to the others.</summary>
    public async Task RunAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
            {
                await BeginOpenAsync(stoppingToken);
                await signal.WaitAsync(options.Value.PollInterval, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await Task.WhenAll(_running.Values);
        }
    }

    private async Task BeginOpenAsync(CancellationToken stoppingToken)
    {
        try
        {
            foreach (JobRun open in await store.ReadOpenAsync(_names, stoppingToken))
            {
                if (_running.TryAdd(open.Id, Task.CompletedTask))
                {
                    Task taking = TakeAsync(open, stoppingToken);
                    _running.TryUpdate(open.Id, taking, Task.CompletedTask);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Log.StoreFailed(logger, exception);
        }
    }

    private async Task TakeAsync(JobRun open, CancellationToken stoppingToken)
    {
        try
        {
            await Task.Yield();
            await leases.RunAsync(
                $"job:{open.Job}",
                options.Value.LeaseDuration,
                (lease, token) => RunOneAsync(open, lease, stoppingToken, token),
                stoppingToken);
        }
        catch (Exception exception) when (exception is IOException or TimeoutException)
        {
            Log.StoreFailed(logger, exception);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Nothing was begun.
        }
        finally
        {
            _running.TryRemove(open.Id, out _);
        }
    }

    /// <param name="working">Cancelled when the lease is lost, and when this process stops.</param>
    private async Task RunOneAsync(JobRun open, Lease<string> lease, CancellationToken stopping, CancellationToken working)
    {
        if (await store.StartAsync(new JobStart(open.Id, lease.Epoch, _instance, options.Value.MaxAttempts), working) is not { } run)
        {
            return;
        }

        using JobSpan span = JobTelemetry.Start(run);
        JobOutcome? outcome = await RunAsync(schedules.Find(run.Job)!.Job, working);
        span.End(outcome);

        // Not the run's own token: what was done is recorded although the process stops.
        if (outcome is not null)
        {
            await store.EndAsync(run.Id, lease.Epoch, outcome, CancellationToken.None);
        }
        else if (stopping.IsCancellationRequested)
        {
            await store.ReleaseAsync(run.Id, lease.Epoch, CancellationToken.None);
        }
    }

    /// <summary>Null when it was told to stop.</summary>
    private async Task<JobOutcome?> RunAsync(IScheduledJob job, CancellationToken cancellationToken)
    {
        try
        {
            ImmutableSortedDictionary<string, long> summary = await job.RunAsync(cancellationToken);
            Log.Ended(logger, job.Name, string.Join(", ", summary.Select(count => $"{count.Key} {count.Value}")));
            return JobOutcome.Succeeded(summary);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return null;
        }
        catch (Exception exception)
        {
            // Whatever a job throws is its result, which operators see; the next run tries again.
            Log.Failed(logger, exception, job.Name);
            return JobOutcome.Failed($"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
