using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference;

/// <summary>Why a call to a model failed.</summary>
public enum ModelCallFailure
{
    /// <summary>The connection broke, or the endpoint answered 5xx.</summary>
    Transport,

    /// <summary>No answer within the request timeout.</summary>
    Timeout,

    /// <summary>429: asked too often; <see cref="ModelCallException.RetryAfter"/> may say when to come back.</summary>
    RateLimited,

    /// <summary>The endpoint refused the request (other 4xx), or its filter refused the content. The same request fails again.</summary>
    Refused,

    /// <summary>The endpoint answered something that is not a chat completion.</summary>
    InvalidResponse,

    /// <summary>A streamed answer ended, or carried an error, before the model was finished.</summary>
    StreamBroken,
}

/// <summary>
/// A call to a model failed. The message names the status, code, type and parameter that the endpoint named, never prompt, answer or key.
/// </summary>
public sealed class ModelCallException : Exception
{
    public ModelCallException(ModelCallFailure failure, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => (Failure, RetryAfter) = (failure, retryAfter);

    public ModelCallException()
    {
    }

    public ModelCallException(string message)
        : base(message)
    {
    }

    public ModelCallException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    public ModelCallFailure Failure { get; }

    /// <summary>How long the endpoint asked to wait; a retry must not come sooner.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>The tokens that the endpoint had counted before it failed; null where it said nothing of them.</summary>
    public UsageDetails? Usage { get; set; }
}
