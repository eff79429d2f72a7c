using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Core.Tests.Jobs;

/// <summary>One instance of an installation that runs jobs, over stores that several may share.</summary>
internal sealed class JobInstance : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly JobEngine _engine;
    private Task _running = Task.CompletedTask;

    public JobInstance(IJobRunStore store, ILeaseStore leases, TimeSpan leaseDuration, params IScheduledJob[] jobs)
    {
        var options = new ScheduleOptions { PollInterval = TimeSpan.FromMilliseconds(20), LeaseDuration = leaseDuration };
        var schedules = new JobSchedules(jobs, Options.Create(options));
        var signal = new JobSignal(TimeProvider.System);
        Runs = new JobRuns(schedules, store, signal, TimeProvider.System);
        _engine = new JobEngine(
            schedules,
            store,
            new LeasedWork(leases, TimeProvider.System, NullLogger<LeasedWork>.Instance),
            signal,
            Options.Create(options),
            NullLogger<JobEngine>.Instance);
    }

    public JobRuns Runs { get; }

    public void Start() => _running = Task.Run(() => _engine.RunAsync(_stop.Token));

    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await _running;
    }

    /// <summary>Until the newest run of a job is as wanted.</summary>
    public async Task<JobRun> WaitForAsync(string job, Func<JobRun, bool> isWanted, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));

        while (true)
        {
            if (await Runs.ListRunsAsync(job, null, 1, cancellationToken) is { Runs: [var newest] } && isWanted(newest))
            {
                return newest;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }
}
