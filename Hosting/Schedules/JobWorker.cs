using PromptIntel.Core.Jobs;

namespace PromptIntel.Hosting.Schedules;

/// <summary>Runs the jobs that were asked for, as long as the host runs.</summary>
internal sealed class JobWorker(JobEngine engine) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => engine.RunAsync(stoppingToken);
}
