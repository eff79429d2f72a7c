using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Catalog.Transfer;

namespace PromptIntel.Core.Exchange;

public static class ExchangeServiceCollectionExtensions
{
    /// <summary>Registers the import of other tools' files and the export to them, for the catalog, which is registered before.</summary>
    public static IServiceCollection AddPromptIntelExchange(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new PromptImport(provider.GetRequiredService<CatalogTransfer>()));
        services.TryAddSingleton<PromptExport>();
        return services;
    }
}
