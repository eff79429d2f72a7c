namespace PromptIntel.Core.Inference;

/// <summary>In which field an endpoint takes the limit of an answer's tokens.</summary>
public enum TokenLimitField
{
    /// <summary><c>max_completion_tokens</c>: OpenAI.</summary>
    MaxCompletionTokens,

    /// <summary><c>max_tokens</c>: what nearly every compatible endpoint knows.</summary>
    MaxTokens,
}

/// <summary>How an endpoint is asked for JSON. What it cannot be told in the request is told to the model in a message.</summary>
public enum JsonAnswers
{
    /// <summary><c>response_format: json_schema</c>.</summary>
    JsonSchema,

    /// <summary><c>response_format: json_object</c>, with the schema in a message.</summary>
    JsonObject,

    /// <summary>No <c>response_format</c>, with the schema in a message.</summary>
    None,
}

/// <summary>Which role a system message has.</summary>
public enum SystemRole
{
    System,

    /// <summary>Reasoning models of OpenAI.</summary>
    Developer,
}

/// <summary>What of a request the models of an endpoint take. Null leaves a trait to what is known of the model's family.</summary>
public sealed class ModelTraits
{
    public TokenLimitField? TokenLimit { get; set; }

    /// <summary>Whether temperature, top_p and the penalties are sent; reasoning models refuse them.</summary>
    public bool? Sampling { get; set; }

    public JsonAnswers? Json { get; set; }

    public SystemRole? SystemRole { get; set; }
}
