using PromptIntel.Core.Execution;

namespace PromptIntel.Worker.Execution;

/// <summary>Deletes executions past their retention, every hour. Several processes may do so at once.</summary>
internal sealed class RetentionWorker(ExecutionRetention retention, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await retention.PruneAsync(stoppingToken);
        }
    }
}
