using System.Collections.Immutable;
using System.Text.Json;

using Microsoft.Extensions.AI;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Execution.Models;

/// <summary>
/// A rendered conversation as a client of models takes it. What no client would send is refused, since it would be left out in silence.
/// </summary>
internal static class ChatMessages
{
    private const string Pdf = "application/pdf";

    /// <summary>What cannot be sent, by its message; null when everything can.</summary>
    public static string? Of(ImmutableArray<RenderedMessage> rendered, out List<ChatMessage> messages)
    {
        messages = new List<ChatMessage>(rendered.Length);

        for (int index = 0; index < rendered.Length; index++)
        {
            RenderedMessage message = rendered[index];
            var contents = new List<AIContent>();

            if (FaultOf(message, contents) is { } fault)
            {
                return $"Message {index + 1} (of role {message.Role}) cannot be sent: {fault}";
            }

            messages.Add(new ChatMessage(new ChatRole(message.Role), contents));
        }

        return null;
    }

    private static string? FaultOf(RenderedMessage message, List<AIContent> contents)
    {
        if (message.Role == "tool")
        {
            if (message.ToolCallId is not { } call || !message.Parts.IsEmpty)
            {
                return "what a tool gave is text, and names the call that it answers.";
            }

            contents.Add(new FunctionResultContent(call, message.Content));
            return null;
        }

        if (!message.Parts.IsEmpty && message.Role != "user")
        {
            return "images and files belong to messages of role user.";
        }

        ImmutableArray<MessagePart> parts = message.Parts.IsEmpty && message.Content.Length > 0
            ? [new MessagePart("text", message.Content)]
            : message.Parts;

        foreach (MessagePart part in parts)
        {
            if (ContentOf(part) is not { } content)
            {
                return part.Type == "image"
                    ? "an image is an http(s) URL, or a data URL of a type image/*."
                    : "a file is a data URL of the type application/pdf.";
            }

            contents.Add(content);
        }

        foreach (RenderedToolCall call in message.ToolCalls)
        {
            contents.Add(
                new FunctionCallContent(call.Id, call.Name, JsonSerializer.Deserialize<Dictionary<string, object?>>(call.Arguments)));
        }

        return null;
    }

    private static AIContent? ContentOf(MessagePart part)
    {
        if (part.Type == "text")
        {
            return new TextContent(part.Content);
        }

        if (part.Content.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return DataOf(part) is { } data && (part.Type == "image" ? data.HasTopLevelMediaType("image") : data.MediaType == Pdf)
                ? data
                : null;
        }

        return part.Type == "image"
            && Uri.TryCreate(part.Content, UriKind.Absolute, out Uri? address)
            && address.Scheme is "http" or "https"
            ? new UriContent(address, part.MediaType is { } type && type.StartsWith("image/", StringComparison.Ordinal) ? type : "image/*")
            : null;
    }

    private static DataContent? DataOf(MessagePart part)
    {
        try
        {
            return new DataContent(part.Content, part.MediaType);
        }
        catch (ArgumentException)
        {
            return null;
        }
        catch (UriFormatException)
        {
            return null;
        }
    }
}
