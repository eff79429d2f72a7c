using PromptIntel.Worker.Execution;
using PromptIntel.Worker.Sync;

namespace PromptIntel.Worker;

public static class WorkerServiceCollectionExtensions
{
    /// <summary>Adds the background loops to a host, over the capabilities that it added.</summary>
    public static IServiceCollection AddWorkerLoops(this IServiceCollection services)
    {
        services.AddHostedService<ExecutionWorker>();
        services.AddHostedService<SyncWorker>();
        return services;
    }
}
