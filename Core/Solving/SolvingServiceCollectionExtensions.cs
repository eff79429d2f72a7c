using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Solving;

public static class SolvingServiceCollectionExtensions
{
    /// <summary>The operation by which solvers plan, and the tool of a model that does.</summary>
    public static IServiceCollection AddSolving(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperation, PlanOperation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperation, DescribeRecipeOperation>());
        return services;
    }
}
