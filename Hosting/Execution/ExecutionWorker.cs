using PromptIntel.Core.Execution.Engine;
using PromptIntel.Hosting.Installation;

namespace PromptIntel.Hosting.Execution;

/// <summary>Runs executions as long as the host runs; on stop it drains at stage boundaries.</summary>
internal sealed class ExecutionWorker(ExecutionEngine engine, IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (await lifetime.WaitForStartAsync(stoppingToken))
        {
            await engine.RunAsync(stoppingToken);
        }
    }
}
