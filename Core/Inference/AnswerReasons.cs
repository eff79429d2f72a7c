using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference;

/// <summary>Why an answer ended, beyond the reasons that the library knows.</summary>
public static class AnswerReasons
{
    /// <summary>The endpoint gave up before the model was finished.</summary>
    public static ChatFinishReason Interrupted { get; } = new("interrupted");
}
