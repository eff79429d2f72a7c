using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Execution.Batches;

namespace PromptIntel.Core.Execution;

public static class ExecutionServiceCollectionExtensions
{
    /// <summary>
    /// Adds starting and watching executions, and the engine that runs them (driven by the Worker's loop). The host adds an
    /// <see cref="Storage.IExecutionStore"/> that is also the <see cref="Storage.IExecutionReader"/>, and binds <see cref="ExecutionOptions"/>.
    /// </summary>
    public static IServiceCollection AddExecution(this IServiceCollection services)
    {
        services.TryAddSingleton<Executions>();
        services.TryAddSingleton<BatchRuns>();
        return services;
    }
}
