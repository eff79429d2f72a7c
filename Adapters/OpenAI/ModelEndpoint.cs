using System.ClientModel;
using System.ClientModel.Primitives;

using Azure.AI.OpenAI;

using Microsoft.Extensions.Configuration;

using OpenAI;

using PromptIntel.Adapters.OpenAI.Wire;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>An OpenAI-compatible endpoint, or a resource of Azure OpenAI, as the configuration names it.</summary>
/// <param name="BaseUrl">Null for OpenAI's own.</param>
/// <param name="Timeout">Of one request, connection and answer.</param>
/// <param name="Traits">What the options say of the endpoint's models, by <c>provider/model</c> and <c>provider</c>.</param>
internal sealed record ModelEndpoint(string Name, Uri? BaseUrl, string ApiKey, TimeSpan Timeout, Dictionary<string, ModelTraits> Traits)
{
    private const string KeyVariable = "OPENAI_API_KEY";
    private const string UrlVariable = "OPENAI_BASE_URL";

    /// <summary>Set for a resource of Azure OpenAI.</summary>
    public string? ApiVersion { get; init; }

    /// <summary>Of Azure OpenAI: deployments by the model's name.</summary>
    public Dictionary<string, string> Deployments { get; init; } = [];

    public static bool HasKey(IConfiguration configuration) => !string.IsNullOrWhiteSpace(configuration[KeyVariable]);

    /// <summary>The endpoint of <c>OPENAI_API_KEY</c>, where it is set, and those of <see cref="InferenceOptions.Providers"/>.</summary>
    public static IEnumerable<ModelEndpoint> Read(IConfiguration configuration, InferenceOptions options)
    {
        if (HasKey(configuration))
        {
            string? url = configuration[UrlVariable];
            yield return new(
                ModelDirectory.OpenAIProvider,
                string.IsNullOrWhiteSpace(url) ? null : new Uri(url),
                configuration[KeyVariable]!,
                options.RequestTimeout,
                options.Traits);
        }

        foreach (var (name, provider) in options.Providers)
        {
            // The client insists on a key; an endpoint without authentication ignores it.
            string key = string.IsNullOrEmpty(provider.ApiKey) ? "none" : provider.ApiKey;
            yield return new(name, provider.BaseUrl, key, options.RequestTimeout, options.Traits)
            {
                ApiVersion = provider.ApiVersion,
                Deployments = provider.Deployments,
            };
        }
    }

    /// <summary>What the endpoint calls a model.</summary>
    public string DeploymentOf(string model) => Deployments.GetValueOrDefault(model, model);

    /// <summary>Of Azure OpenAI an <see cref="AzureOpenAIClient"/>.</summary>
    public OpenAIClient CreateClient() => ApiVersion is { } version
        ? new AzureOpenAIClient(BaseUrl, new ApiKeyCredential(ApiKey),
            Over(new ApiVersionHandler(Sockets(), version), new AzureOpenAIClientOptions()))
        : new OpenAIClient(new ApiKeyCredential(ApiKey), Over(Sockets(), new OpenAIClientOptions { Endpoint = BaseUrl }));

    private static SocketsHttpHandler Sockets() => new() { PooledConnectionLifetime = TimeSpan.FromMinutes(5) };

    /// <summary>One connection pool; the client's network timeout is the only one.</summary>
    private T Over<T>(HttpMessageHandler connection, T options)
        where T : ClientPipelineOptions
    {
        options.NetworkTimeout = Timeout;
        options.Transport = new HttpClientPipelineTransport(
            new HttpClient(new WireHandler(connection, ShapeOf)) { Timeout = System.Threading.Timeout.InfiniteTimeSpan });
        // A repeated call is the stage's decision and is recorded as an attempt.
        options.RetryPolicy = new ClientRetryPolicy(maxRetries: 0);
        return options;
    }

    /// <param name="named">As the request names it: on Azure a deployment, of whose model the traits are.</param>
    private RequestShape ShapeOf(string named)
    {
        string model = Deployments.FirstOrDefault(deployed => deployed.Value == named).Key ?? named;
        return RequestShape.For(model, IsOpenAI, Traits.GetValueOrDefault($"{Name}/{model}") ?? Traits.GetValueOrDefault(Name));
    }

    private bool IsOpenAI =>
        BaseUrl is null || ApiVersion is not null || BaseUrl.Host == "api.openai.com"
        || BaseUrl.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase);
}
