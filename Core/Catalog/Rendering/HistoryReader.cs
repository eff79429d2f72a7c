using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Rendering;

/// <summary>
/// Earlier messages as a caller gives them for a placeholder, in the form of the Chat Completions API: text or parts, the tools that were
/// called, what they gave. Text is no template. What is not understood is an error by its place; nothing is left out.
/// </summary>
internal sealed class HistoryReader(string variable)
{
    private const int MostErrors = 20;

    private static readonly string[] Roles = ["system", "developer", "user", "assistant", "tool"];
    private static readonly string[] Fields = ["role", "content", "tool_calls", "tool_call_id"];

    private readonly List<EntryError> _errors = [];

    public ImmutableArray<EntryError> Errors => [.. _errors.Take(MostErrors)];

    /// <summary>Null where there are errors in it.</summary>
    public RenderedMessage? Read(JsonElement message, int index)
    {
        string place = $"{variable}[{index}]";
        int before = _errors.Count;

        if (message.ValueKind != JsonValueKind.Object)
        {
            Fail(place, "A message is an object with role and content.");
            return null;
        }

        RefuseOthers(message, place, Fields);
        string role = TextOf(message, "role") ?? "";

        if (!Roles.Contains(role, StringComparer.Ordinal))
        {
            Fail($"{place}.role", $"Must be one of {string.Join(", ", Roles)}.");
        }

        ImmutableArray<RenderedToolCall> calls = ReadCalls(message, role, place);
        string? answered = TextOf(message, "tool_call_id");

        if (role == "tool" && answered is null)
        {
            Fail($"{place}.tool_call_id", "Must name the call that the tool answers.");
        }

        if (role != "tool" && answered is not null)
        {
            Fail($"{place}.tool_call_id", "Belongs to messages of role tool.");
        }

        (string text, ImmutableArray<MessagePart> parts) = ReadContent(message, place, isOptional: !calls.IsEmpty);

        // A developer's message is a system message under its newer name.
        return _errors.Count > before
            ? null
            : new RenderedMessage(role == "developer" ? "system" : role, text) { Parts = parts, ToolCalls = calls, ToolCallId = answered };
    }

    private void Fail(string place, string message) => _errors.Add(new EntryError(place, message));

    private (string Text, ImmutableArray<MessagePart> Parts) ReadContent(JsonElement message, string place, bool isOptional)
    {
        message.TryGetProperty("content", out JsonElement content);

        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                return (content.GetString()!, []);
            case JsonValueKind.Array:
                int index = 0;
                ImmutableArray<MessagePart> parts =
                    [.. content.EnumerateArray().Select(part => ReadPart(part, $"{place}.content[{index++}]"))];
                return RenderedMessage.Split(parts);
            case JsonValueKind.Undefined or JsonValueKind.Null when isOptional:
                return ("", []);
            default:
                Fail($"{place}.content", "Must be text or a list of parts.");
                return ("", []);
        }
    }

    private MessagePart ReadPart(JsonElement part, string place)
    {
        string? type = part.ValueKind == JsonValueKind.Object ? TextOf(part, "type") : null;
        MessagePart? read = type switch
        {
            "text" when TextOf(part, "text") is { } text => new MessagePart("text", text),
            "image" or "file" when TextOf(part, "url") is { } url => new MessagePart(type, url, TextOf(part, "media_type")),
            "image_url" when part.TryGetProperty("image_url", out JsonElement image)
                && image.ValueKind == JsonValueKind.Object
                && TextOf(image, "url") is { } url => new MessagePart("image", url),
            _ => null,
        };

        if (read is not null)
        {
            RefuseOthers(
                part,
                place,
                type switch { "text" => ["type", "text"], "image_url" => ["type", "image_url"], _ => ["type", "url", "media_type"] });

            if (type == "image_url")
            {
                RefuseOthers(part.GetProperty("image_url"), $"{place}.image_url", ["url"]);
            }
        }
        else
        {
            Fail(place, "Must be {type: text, text}, {type: image|file, url, media_type} or {type: image_url, image_url: {url}}.");
        }

        return read ?? new MessagePart("text", "");
    }

    private ImmutableArray<RenderedToolCall> ReadCalls(JsonElement message, string role, string place)
    {
        if (!message.TryGetProperty("tool_calls", out JsonElement calls) || calls.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (role != "assistant" || calls.ValueKind != JsonValueKind.Array)
        {
            Fail($"{place}.tool_calls", "Must be a list, of an assistant's message.");
            return [];
        }

        int index = 0;
        return [.. calls.EnumerateArray().Select(call => ReadCall(call, $"{place}.tool_calls[{index++}]")).OfType<RenderedToolCall>()];
    }

    private RenderedToolCall? ReadCall(JsonElement call, string place)
    {
        if (call.ValueKind == JsonValueKind.Object
            && (TextOf(call, "type") ?? "function") == "function"
            && TextOf(call, "id") is { Length: > 0 } id
            && call.TryGetProperty("function", out JsonElement function) && function.ValueKind == JsonValueKind.Object
            && TextOf(function, "name") is { Length: > 0 } name && TextOf(function, "arguments") is { } arguments && IsObject(arguments))
        {
            RefuseOthers(call, place, ["id", "type", "function"]);
            RefuseOthers(function, $"{place}.function", ["name", "arguments"]);
            return new RenderedToolCall(id, name, arguments);
        }

        Fail(place, "Must be {id, type: function, function: {name, arguments}}, the arguments a JSON object as text.");
        return null;
    }

    /// <summary>What would be left out; a null says nothing.</summary>
    private void RefuseOthers(JsonElement element, string place, string[] known)
    {
        foreach (JsonProperty field in element.EnumerateObject())
        {
            if (field.Value.ValueKind != JsonValueKind.Null && !known.Contains(field.Name, StringComparer.Ordinal))
            {
                Fail($"{place}.{field.Name}", $"Would not be sent; allowed are {string.Join(", ", known)}.");
            }
        }
    }

    private static bool IsObject(string json)
    {
        try
        {
            return JsonElement.Parse(json, StorableJson.Kept).ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? TextOf(JsonElement element, string field) =>
        element.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
