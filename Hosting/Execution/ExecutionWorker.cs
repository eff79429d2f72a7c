using PromptIntel.Core.Execution.Engine;

namespace PromptIntel.Hosting.Execution;

/// <summary>Runs executions as long as the host runs; on stop it drains at stage boundaries.</summary>
internal sealed class ExecutionWorker(ExecutionEngine engine) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => engine.RunAsync(stoppingToken);
}
