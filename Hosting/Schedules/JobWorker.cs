using PromptIntel.Core.Jobs;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Schedules;

/// <summary>Runs the jobs that were asked for, as long as the host runs.</summary>
internal sealed class JobWorker(JobEngine engine, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await lifetime.WaitForStartAsync(stoppingToken))
        {
            await engine.RunAsync(stoppingToken);
        }
    }
}
