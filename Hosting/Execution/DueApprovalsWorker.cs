using PromptIntel.Core.Execution.Control;

namespace PromptIntel.Hosting.Execution;

/// <summary>
/// Answers what waits for a person past its deadline, by its rule. Every instance looks; whoever comes second finds it answered. A store
/// that is away is asked again.
/// </summary>
internal sealed class DueApprovalsWorker(Approvals approvals, TimeProvider time, ILogger<DueApprovalsWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);

        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await approvals.AnswerDueAsync(stoppingToken);
            }
            catch (Exception exception) when (exception is IOException or TimeoutException)
            {
                Log.DeadlinesFailed(logger, exception);
            }
        }
    }
}
