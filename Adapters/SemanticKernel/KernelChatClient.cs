using Microsoft.Extensions.AI;
using Microsoft.SemanticKernel;

namespace PromptIntel.Adapters.SemanticKernel;

/// <summary>
/// A resolved model as the engine calls it: the chat service of its kernel, which is offered functions as kernel functions and invokes none
/// of them. Safe for concurrent use.
/// </summary>
internal sealed class KernelChatClient(Kernel kernel) : DelegatingChatClient(kernel.GetRequiredService<IChatClient>())
{
    public override Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetResponseAsync(messages, Offer(options), cancellationToken);

    public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        base.GetStreamingResponseAsync(messages, Offer(options), cancellationToken);

    /// <summary>Also the <see cref="Kernel"/>.</summary>
    public override object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType == typeof(Kernel) ? kernel : base.GetService(serviceType, serviceKey);

    private static ChatOptions? Offer(ChatOptions? options)
    {
        if (options?.Tools is not { Count: > 0 } tools)
        {
            return options;
        }

        ChatOptions offered = options.Clone();
        offered.Tools = [.. tools.Select(tool => tool is AIFunction function ? OfferedFunction.Of(function) : tool)];
        return offered;
    }
}
