using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Records;

public static class RecordsServiceCollectionExtensions
{
    /// <summary>The operation that makes a typed record of a document.</summary>
    public static IServiceCollection AddRecords(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperation, ExtractRecordOperation>());
        return services;
    }
}
