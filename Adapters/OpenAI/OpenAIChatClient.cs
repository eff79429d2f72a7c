using System.Runtime.CompilerServices;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Inference;

using Wired = OpenAI.Chat;

namespace PromptIntel.Adapters.OpenAI;

/// <summary>Turns the failures of the wire into <see cref="ModelCallException"/> and keeps PromptIntel's own properties off it.</summary>
internal sealed class OpenAIChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    /// <summary>By this word of the client's the wire says so (<see cref="Wire.FinishReasons.Interrupted"/>).</summary>
    private const Wired.ChatFinishReason GaveUp = Wired.ChatFinishReason.FunctionCall;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            ChatResponse response = await base.GetResponseAsync(messages, ForTheWire(options), cancellationToken);

            if (response.RawRepresentation is Wired.ChatCompletion completion && response.Messages is [.., { } last])
            {
                if (completion.Refusal is { Length: > 0 } || completion.Content.Any(IsRefusal))
                {
                    last.Contents.Add(Refusal());
                }

                response.FinishReason = completion.FinishReason == GaveUp ? AnswerReasons.Interrupted : response.FinishReason;
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
        bool isInterrupted = false;

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

            if (updates.Current.RawRepresentation is Wired.StreamingChatCompletionUpdate update)
            {
                if (update.RefusalUpdate is { Length: > 0 } || update.ContentUpdate.Any(IsRefusal))
                {
                    updates.Current.Contents.Add(Refusal());
                }

                // What follows the reason repeats it.
                isInterrupted |= update.FinishReason == GaveUp;
                updates.Current.FinishReason = isInterrupted ? AnswerReasons.Interrupted : updates.Current.FinishReason;
            }

            yield return updates.Current;
        }
    }

    private static bool IsRefusal(Wired.ChatMessageContentPart part) => part.Kind == Wired.ChatMessageContentPartKind.Refusal;

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
