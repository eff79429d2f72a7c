using Microsoft.Extensions.Hosting;

using PromptIntel.Core.Execution.Engine;

namespace PromptIntel.Cluster.Host;

/// <summary>The one loop of a Worker that these tests are about.</summary>
internal sealed class EngineLoop(ExecutionEngine engine) : BackgroundService
{
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => engine.RunAsync(stoppingToken);
}
