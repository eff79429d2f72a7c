using System.ComponentModel.DataAnnotations;

namespace PromptIntel.Core.Inference;

/// <summary>Which models answer. Section <c>PromptIntel:Inference</c>.</summary>
public sealed class InferenceOptions
{
    public const string SectionName = "PromptIntel:Inference";

    /// <summary>
    /// Who answers a prompt. <see cref="InferenceProvider.Auto"/> (default): the endpoint of <c>OPENAI_API_KEY</c> and the
    /// <see cref="Providers"/>, where there is one that does more than embed (<see cref="EmbeddingModel"/> names it, and neither
    /// <see cref="DefaultModel"/> nor an alias does); else the offline extractor, which is accepted on loopback only; name it explicitly to
    /// use it anywhere.
    /// </summary>
    public InferenceProvider Provider { get; set; } = InferenceProvider.Auto;

    /// <summary>
    /// The model behind the alias <c>default</c>, as <c>provider/model</c> or a model of <c>openai</c>. Default <c>gpt-4.1-mini</c>.
    /// </summary>
    [Required]
    public string DefaultModel { get; set; } = "gpt-4.1-mini";

    /// <summary>Names that prompts may use for a <c>provider/model</c>. None by default.</summary>
    public Dictionary<string, string> Aliases { get; set; } = new(StringComparer.Ordinal);

    /// <summary>Further OpenAI-compatible endpoints by provider name. None by default; <c>openai</c> comes from the environment.</summary>
    public Dictionary<string, ProviderOptions> Providers { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// Embedding model as <c>provider/model</c> or a model of <c>openai</c>. Null (default): embeddings are learned from the catalog.
    /// </summary>
    public string? EmbeddingModel { get; set; }

    /// <summary>One request to a model, connection and answer. Default 100 s; a stage's own timeout still holds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(100);

    /// <summary>
    /// Between two parts of an answer that is streamed, as to a caller who watches. Default 60 s; then the call has timed out. Until the
    /// first part, and for an answer that is not streamed, <see cref="RequestTimeout"/> holds.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:30:00")]
    public TimeSpan StreamIdleTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// What models take, by <c>provider/model</c> or by <c>provider</c> for all of its models. None by default: known families are told
    /// apart by name, and a parameter that an endpoint refuses by name is left out and remembered.
    /// </summary>
    public Dictionary<string, ModelTraits> Traits { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// What endpoints allow in a minute, by <c>provider/model</c>, or by <c>provider</c> for all of its models. None by default. Kept over
    /// all processes that share a database.
    /// </summary>
    public Dictionary<string, ModelLimit> Limits { get; set; } = new(StringComparer.Ordinal);

    /// <summary>
    /// How long a call waits for its turn under <see cref="Limits"/>, its stage's lease being renewed meanwhile. Default 30 s; beyond, the
    /// call fails as one that the endpoint refused for its rate, with the time to wait.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:10:00")]
    public TimeSpan MaxLimitWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Prices by <c>provider/model</c>, for <c>cost_usd</c>. None by default: the cost is then unknown (null), not zero.</summary>
    public Dictionary<string, ModelPrice> Prices { get; set; } = new(StringComparer.Ordinal);
}

public enum InferenceProvider
{
    Auto,
    OpenAI,
    Offline,
}

/// <summary>An OpenAI-compatible endpoint, or a resource of Azure OpenAI.</summary>
public sealed class ProviderOptions
{
    /// <summary>
    /// Absolute, such as <c>https://models.example.com/v1</c>; of Azure OpenAI the resource, <c>https://NAME.openai.azure.com</c>.
    /// </summary>
    [Required]
    public Uri? BaseUrl { get; set; }

    /// <summary>Sent as a bearer token, to Azure OpenAI as <c>api-key</c>; leave empty for an endpoint without one.</summary>
    public string? ApiKey { get; set; }

    /// <summary>Such as <c>2024-10-21</c>: makes this a resource of Azure OpenAI. Null (default) for every other endpoint.</summary>
    public string? ApiVersion { get; set; }

    /// <summary>
    /// Of Azure OpenAI: the deployment of a model, by the model's name in prompts. None by default: it has the model's name.
    /// </summary>
    public Dictionary<string, string> Deployments { get; set; } = new(StringComparer.Ordinal);
}

/// <summary>US dollars for a million tokens.</summary>
public sealed class ModelPrice
{
    [Range(0, 1_000_000)]
    public decimal InputPerMillion { get; set; }

    [Range(0, 1_000_000)]
    public decimal OutputPerMillion { get; set; }

    public decimal Cost(long inputTokens, long outputTokens) =>
        ((inputTokens * InputPerMillion) + (outputTokens * OutputPerMillion)) / 1_000_000m;
}
