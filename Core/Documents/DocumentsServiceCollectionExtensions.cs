using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Jobs.Retention;
using PromptIntel.Core.Workflows;

namespace PromptIntel.Core.Documents;

public static class DocumentsServiceCollectionExtensions
{
    /// <summary>
    /// Documents and the operation that reads them, with an in-memory store where no other is registered. The reader of PDF is the host's.
    /// </summary>
    public static IServiceCollection AddDocuments(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IDocumentStore, InMemoryDocumentStore>();
        services.TryAddSingleton<DocumentLibrary>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperation, ReadDocumentOperation>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRetention, DocumentRetention>());
        return services;
    }
}
