using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference;

/// <summary>One place models are served from.</summary>
public interface IModelProvider
{
    /// <summary>The part before the slash in <c>provider/model</c>.</summary>
    string Name { get; }

    /// <summary>False for one that can only read (the offline extractor).</summary>
    bool CanGenerate { get; }

    /// <summary>
    /// A client for a model of this provider; safe for concurrent use. Its calls throw <see cref="ModelCallException"/> or
    /// <see cref="ModelRequiredException"/>, and never retry by themselves: a retry is the stage's, and is recorded.
    /// </summary>
    IChatClient CreateClient(string model);
}
