using PromptIntel.Core.Jobs;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Schedules;

/// <summary>Keeps the schedules once this process is ready: they cost its start nothing. After an outage of their store, again.</summary>
internal sealed class ScheduleWorker(
    ScheduleKeeper keeper, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ScheduleWorker> logger) : BackgroundService
{
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        bool isStarted = await lifetime.WaitForStartAsync(stoppingToken);

        while (isStarted && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await keeper.RunAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException)
            {
                Log.SchedulesFailed(logger, exception);
                await Task.Delay(AfterFailure, time, stoppingToken);
            }
        }
    }
}
