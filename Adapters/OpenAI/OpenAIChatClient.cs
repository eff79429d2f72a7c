using System.Runtime.CompilerServices;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Inference;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>Turns the failures of the wire into <see cref="ModelCallException"/> and keeps PromptIntel's own properties off it.</summary>
internal sealed class OpenAIChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, ForTheWire(options), cancellationToken);

            if (response.RawRepresentation is global::OpenAI.Chat.ChatCompletion { Refusal.Length: > 0 }
                && response.Messages is [.., { } last])
            {
                last.Contents.Add(Refusal());
            }

            return response;
        }
        catch (Exception exception) when (OpenAIFailure.TryTranslate(exception, cancellationToken) is { } failure)
        {
            throw failure;
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var updates = base
            .GetStreamingResponseAsync(messages, ForTheWire(options), cancellationToken)
            .GetAsyncEnumerator(cancellationToken);

        while (true)
        {
            try
            {
                if (!await updates.MoveNextAsync())
                {
                    yield break;
                }
            }
            catch (Exception exception) when (OpenAIFailure.TryTranslate(exception, cancellationToken) is { } failure)
            {
                throw failure;
            }

            if (updates.Current.RawRepresentation is global::OpenAI.Chat.StreamingChatCompletionUpdate { RefusalUpdate.Length: > 0 })
            {
                updates.Current.Contents.Add(Refusal());
            }

            yield return updates.Current;
        }
    }

    /// <summary>That it refused, not in which words: they may repeat the prompt.</summary>
    private static ErrorContent Refusal() => new("The model refused to answer.") { ErrorCode = nameof(Refusal) };

    private static ChatOptions? ForTheWire(ChatOptions? options)
    {
        if (options?.AdditionalProperties is null)
        {
            return options;
        }

        var clone = options.Clone();
        clone.AdditionalProperties!.Remove(ModelProperties.ExtractionRules);
        clone.AdditionalProperties.Remove(ModelProperties.ExtractionText);
        return clone;
    }
}
