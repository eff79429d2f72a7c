using System.Text.Encodings.Web;
using System.Text.Json;

using Microsoft.Extensions.AI;

namespace PromptIntel.Core.Execution.Telemetry;

/// <summary>Messages as the GenAI conventions write them into a span: a role and parts.</summary>
internal static class GenAiMessages
{
    // Read by people; nothing renders it as markup.
    private static readonly JsonSerializerOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Of(IEnumerable<ChatMessage> messages) =>
        JsonSerializer.Serialize(messages.Select(message => new { role = message.Role.Value, parts = Parts(message.Text) }), Readable);

    public static string Of(ChatResponse response) =>
        JsonSerializer.Serialize(
            new[] { new { role = ChatRole.Assistant.Value, parts = Parts(response.Text), finish_reason = response.FinishReason?.Value } },
            Readable);

    private static object[] Parts(string text) => [new { type = "text", content = text }];
}
