using PromptIntel.Hosting.Execution;
using PromptIntel.Hosting.Sync;

namespace PromptIntel.Hosting;

public static class WorkerServiceCollectionExtensions
{
    /// <summary>Adds the background loops to a host, over the capabilities that it added.</summary>
    public static IServiceCollection AddWorkerLoops(this IServiceCollection services)
    {
        services.AddHostedService<ExecutionWorker>();
        services.AddHostedService<DueApprovalsWorker>();
        services.AddHostedService<SyncWorker>();
        return services;
    }
}
