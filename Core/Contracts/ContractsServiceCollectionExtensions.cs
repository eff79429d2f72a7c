using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Contracts;

public static class ContractsServiceCollectionExtensions
{
    /// <summary>The operations of the workflow <c>contract_review</c>.</summary>
    public static IServiceCollection AddContracts(this IServiceCollection services)
    {
        services.TryAddEnumerable(
        [
            ServiceDescriptor.Singleton<IOperation, ReadContractOperation>(),
            ServiceDescriptor.Singleton<IOperation, CompareContractOperation>(),
            ServiceDescriptor.Singleton<IOperation, RateContractOperation>(),
        ]);
        return services;
    }
}
