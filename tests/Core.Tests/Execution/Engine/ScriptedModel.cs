using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Tests.Execution.Engine;

/// <summary>Answers from a list, texts or messages; an exception in it is thrown.</summary>
internal sealed class ScriptedModel(params object[] answers) : IChatClient
{
    public List<List<ChatMessage>> Asked { get; } = [];

    public List<ChatOptions> Options { get; } = [];

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        Asked.Add([.. messages]);
        Options.Add(options!);
        return answers[Asked.Count - 1] switch
        {
            Exception exception => throw exception,
            var answer => Task.FromResult(new ChatResponse(
                answer as ChatMessage ?? new ChatMessage(ChatRole.Assistant, (string)answer))
            { Usage = new UsageDetails { InputTokenCount = 100, OutputTokenCount = 20 } }),
        };
    }

    public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
