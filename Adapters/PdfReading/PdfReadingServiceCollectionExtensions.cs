using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.PdfReading;

public static class PdfReadingServiceCollectionExtensions
{
    /// <summary>Reads PDF by the program <c>PromptIntel.DocumentReader</c>, which must lie beside the host.</summary>
    public static IServiceCollection AddPdfReading(this IServiceCollection services)
    {
        services.TryAddSingleton<IPdfReader, PdfReaderPool>();
        return services;
    }
}
