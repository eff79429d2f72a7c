using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

using PromptIntel.Core.Inference;
using PromptIntel.Core.Inference.Offline;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>Registers the models: <see cref="IModelDirectory"/>, and an embedding generator where one is configured.</summary>
public static class ModelServiceCollectionExtensions
{
    /// <summary>
    /// Reads <see cref="InferenceOptions"/>, <c>OPENAI_API_KEY</c> and <c>OPENAI_BASE_URL</c>. Without a model that answers the offline
    /// extractor does. <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/> is registered only where an embedding model is named.
    /// </summary>
    public static IServiceCollection AddPromptIntelModels(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<InferenceOptions>()
            .Bind(configuration.GetSection(InferenceOptions.SectionName), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .Validate(options => options.Provider != InferenceProvider.OpenAI
                || ModelEndpoint.HasKey(configuration)
                || options.Providers.Count > 0,
                $"{InferenceOptions.SectionName}:Provider is OpenAI, but OPENAI_API_KEY is not set and no provider is configured.")
            .ValidateOnStart();

        services.AddSingleton<IValidateOptions<InferenceOptions>, TraitRules>();
        services.AddSingleton<IValidateOptions<InferenceOptions>, ProviderRules>();
        services.TryAddSingleton(provider => new ModelDirectory(
            provider.GetRequiredService<IOptions<InferenceOptions>>().Value, provider.GetServices<IModelProvider>()));
        services.TryAddSingleton<IModelDirectory>(provider => provider.GetRequiredService<ModelDirectory>());
        services.AddSingleton<IModelProvider, OfflineModelProvider>();

        var options = configuration.GetSection(InferenceOptions.SectionName).Get<InferenceOptions>() ?? new InferenceOptions();
        var endpoints = ModelEndpoint.Read(configuration, options)
            .Select(endpoint => new OpenAIModelProvider(endpoint))
            .ToDictionary(endpoint => endpoint.Name, StringComparer.Ordinal);

        foreach (var endpoint in endpoints.Values)
        {
            services.AddSingleton<IModelProvider>(endpoint);
        }

        if (options.EmbeddingModel is { Length: > 0 } embedding)
        {
            services.TryAddSingleton(_ => CreateEmbeddingGenerator(endpoints, embedding));
        }

        return services;
    }

    private static IEmbeddingGenerator<string, Embedding<float>> CreateEmbeddingGenerator(
        Dictionary<string, OpenAIModelProvider> endpoints, string name)
    {
        (string provider, string model) = ModelDirectory.Split(name);

        return endpoints.TryGetValue(provider, out var endpoint)
            ? endpoint.CreateEmbeddingGenerator(model)
            : throw new InvalidOperationException(
                $"{InferenceOptions.SectionName}:EmbeddingModel names the provider '{provider}', which is not configured.");
    }
}
