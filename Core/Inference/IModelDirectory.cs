using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference;

/// <summary>
/// Turns the model names that prompts use into clients. Names and endpoints come from configuration; keys never leave it.
/// </summary>
public interface IModelDirectory
{
    /// <summary>
    /// What a prompt's <c>model</c> (an alias, <c>provider/model</c>, or null for the default) means now; null when it means nothing.
    /// </summary>
    ResolvedModel? Resolve(string? name);

    /// <summary>The client for a resolved model; shared, safe for concurrent use.</summary>
    IChatClient GetClient(ResolvedModel model);
}

/// <param name="Name">As the prompt wrote it, or <c>default</c>.</param>
/// <param name="Provider"><c>openai</c>, another configured provider, or <c>offline</c>.</param>
/// <param name="CanGenerate">False for the offline extractor, which can only read.</param>
public sealed record ResolvedModel(string Name, string Provider, string Model, bool CanGenerate);

/// <summary>Thrown by a client that cannot write prose when prose is asked for; becomes the error code <c>model_required</c>.</summary>
public sealed class ModelRequiredException(string message) : Exception(message)
{
    public ModelRequiredException()
        : this("A language model is required.")
    {
    }
}

/// <summary>
/// Keys of <see cref="ChatOptions.AdditionalProperties"/> and <see cref="ChatResponse.AdditionalProperties"/> that
/// PromptIntel's clients understand.
/// </summary>
public static class ModelProperties
{
    /// <summary>Request: the prompt's <c>config.extraction</c> as JsonElement. Never sent over a wire.</summary>
    public const string ExtractionRules = "promptintel.extraction.rules";

    /// <summary>Request: the source text as string. Never sent over a wire.</summary>
    public const string ExtractionText = "promptintel.extraction.text";

    /// <summary>Response: ImmutableArray of <c>ExtractedSpan</c>.</summary>
    public const string ExtractedSpans = "promptintel.extraction.spans";

    /// <summary>Response: ImmutableArray of <c>UnreadSpan</c>.</summary>
    public const string UnreadSpans = "promptintel.extraction.unread";
}
