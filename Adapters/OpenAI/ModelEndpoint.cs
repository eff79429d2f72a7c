using System.ClientModel;
using System.ClientModel.Primitives;

using Microsoft.Extensions.Configuration;

using OpenAI;

using PromptIntel.Adapters.OpenAI.Wire;
using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>An OpenAI-compatible endpoint as the configuration names it.</summary>
/// <param name="BaseUrl">Null for OpenAI's own.</param>
/// <param name="Timeout">Of one request, connection and answer.</param>
/// <param name="Traits">What the options say of the endpoint's models, by <c>provider/model</c> and <c>provider</c>.</param>
internal sealed record ModelEndpoint(string Name, Uri? BaseUrl, string ApiKey, TimeSpan Timeout, Dictionary<string, ModelTraits> Traits)
{
    private const string KeyVariable = "OPENAI_API_KEY";
    private const string UrlVariable = "OPENAI_BASE_URL";

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
            yield return new(
                name,
                provider.BaseUrl,
                string.IsNullOrEmpty(provider.ApiKey) ? "none" : provider.ApiKey,
                options.RequestTimeout,
                options.Traits);
        }
    }

    public OpenAIClient CreateClient() => new(
        new ApiKeyCredential(ApiKey),
        new OpenAIClientOptions
        {
            Endpoint = BaseUrl,
            NetworkTimeout = Timeout,
            Transport = new HttpClientPipelineTransport(CreateHttpClient()),
            // A repeated call is the stage's decision and is recorded as an attempt.
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
        });

    /// <summary>One connection pool; the client's network timeout is the only one.</summary>
    private HttpClient CreateHttpClient() =>
        new(new WireHandler(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5) }, ShapeOf))
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan
        };

    private RequestShape ShapeOf(string model) =>
        RequestShape.For(model, IsOpenAI, Traits.GetValueOrDefault($"{Name}/{model}") ?? Traits.GetValueOrDefault(Name));

    private bool IsOpenAI => BaseUrl is null
        || BaseUrl.Host == "api.openai.com"
        || BaseUrl.Host.EndsWith(".openai.azure.com", StringComparison.OrdinalIgnoreCase);
}
