using System.Runtime.CompilerServices;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Extraction;

namespace PromptIntel.Core.Inference.Offline;

/// <summary>
/// Answers structured requests by <see cref="Extractor"/> and says that it is offline
/// (<see cref="ModelId"/>, usage null). Needs a JSON response format with a schema and, in
/// <see cref="ModelProperties"/>, the source text and the prompt's rules.
/// </summary>
public sealed class OfflineChatClient : IChatClient
{
    /// <summary>The model id of every answer.</summary>
    public const string ModelId = "offline-extractor";

    private static readonly ChatClientMetadata Metadata = new("offline", defaultModelId: ModelId);

    /// <exception cref="ModelRequiredException">Prose is asked for, or the prompt declares no extraction.</exception>
    /// <exception cref="ExtractionRuleException">The prompt's rules are not usable.</exception>
    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();

        var answer = Extractor.Extract(ReadRequest(options));

        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, answer.Value.GetRawText()))
        {
            ModelId = ModelId,
            FinishReason = ChatFinishReason.Stop,
            AdditionalProperties = new AdditionalPropertiesDictionary
            {
                [ModelProperties.ExtractedSpans] = answer.Spans,
                [ModelProperties.UnreadSpans] = answer.Unread,
            },
        });
    }

    /// <summary>The whole answer as one update.</summary>
    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var response = await GetResponseAsync(messages, options, cancellationToken);

        foreach (var update in response.ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null)
    {
        ArgumentNullException.ThrowIfNull(serviceType);

        if (serviceKey is not null)
        {
            return null;
        }

        return serviceType == typeof(ChatClientMetadata) ? Metadata : serviceType.IsInstanceOfType(this) ? this : null;
    }

    public void Dispose()
    {
        // Holds nothing; the interface asks for it.
    }

    private static ExtractionRequest ReadRequest(ChatOptions? options)
    {
        if (options?.ResponseFormat is not ChatResponseFormatJson { Schema: { } schema })
        {
            throw new ModelRequiredException(
                "This prompt asks for prose or for JSON without a schema. The offline extractor can only read; "
                    + "configure a language model (OPENAI_API_KEY).");
        }

        var properties = options.AdditionalProperties;

        if (properties?.GetValueOrDefault(ModelProperties.ExtractionRules) is not JsonElement { ValueKind: JsonValueKind.Object } rules
            || properties.GetValueOrDefault(ModelProperties.ExtractionText) is not string text)
        {
            throw new ModelRequiredException(
                "This prompt declares no offline extraction. Add `extraction` with `source` and `fields` to its `config`, "
                    + "or configure a language model (OPENAI_API_KEY).");
        }

        return new ExtractionRequest(schema, rules, text);
    }
}
