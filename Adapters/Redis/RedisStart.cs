using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

using PromptIntel.Core.Execution.Signals;


namespace PromptIntel.Adapters.Redis;

/// <summary>Connects and listens from the start, so that the first to wait for something is rung. Holds nothing up.</summary>
internal sealed class RedisStart(IServiceProvider services, RedisLink link) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = link.Current;
        _ = services.GetRequiredService<ExecutionSignals>();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
