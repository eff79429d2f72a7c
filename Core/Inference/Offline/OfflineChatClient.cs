using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Inference.Offline;

/// <summary>
/// Answers structured requests by <see cref="OfflineExtractor"/> and says that it is offline (<see cref="ModelId"/>, usage null). Needs a JSON
/// response format with a schema and, in <see cref="ModelProperties"/>, the source text and the prompt's rules.
/// </summary>
public sealed class OfflineChatClient : IChatClient
{
    /// <summary>The model id of every answer.</summary>
    public const string ModelId = "offline-extractor";

    /// <exception cref="ModelRequiredException">Prose is asked for, or the prompt declares no extraction.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>The whole answer as one update.</summary>
    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose()
    {
    }
}
