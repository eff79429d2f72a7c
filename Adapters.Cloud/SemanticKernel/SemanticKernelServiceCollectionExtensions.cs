using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.OpenAI;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.Cloud.SemanticKernel;

internal static class SemanticKernelServiceCollectionExtensions
{
    /// <summary>Serves every configured endpoint through Semantic Kernel when <c>PromptIntel:Inference:Provider</c> is <c>SemanticKernel</c>.</summary>
    public static void AddSemanticKernelModels(this IServiceCollection services, IConfiguration configuration)
    {
        InferenceOptions options = configuration.GetSection(InferenceOptions.SectionName).Get<InferenceOptions>() ?? new InferenceOptions();

        if (options.Provider != InferenceProvider.SemanticKernel)
        {
            return;
        }

        foreach (ModelEndpoint endpoint in ModelEndpoint.Read(configuration, options))
        {
            services.AddSingleton<IModelProvider>(new SemanticKernelModelProvider(endpoint));
        }
    }
}
