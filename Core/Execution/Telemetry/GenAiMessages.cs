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
        JsonSerializer.Serialize(messages.Select(message => new { role = message.Role.Value, parts = Parts(message) }), Readable);

    public static string Of(ChatResponse response) =>
        JsonSerializer.Serialize(
            response.Messages.Select(message => new
            {
                role = ChatRole.Assistant.Value,
                parts = Parts(message),
                finish_reason = response.FinishReason?.Value,
            }),
            Readable);

    private static object[] Parts(ChatMessage message) =>
    [
        .. message.Text.Length > 0 ? [new { type = "text", content = message.Text }] : Array.Empty<object>(),
        .. message.Contents.Select(content => content switch
        {
            FunctionCallContent call => new { type = "tool_call", id = call.CallId, name = call.Name, arguments = call.Arguments },
            FunctionResultContent given => new { type = "tool_call_response", id = given.CallId, response = given.Result },
            _ => (object?)null,
        }).OfType<object>(),
    ];
}
