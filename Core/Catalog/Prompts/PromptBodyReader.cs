using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>Reads a prompt body and collects every error instead of stopping at the first.</summary>
internal sealed class PromptBodyReader
{
    private static readonly string[] Roles = ["system", "user", "assistant", "tool"];

    private static readonly string[] Fields =
        ["format_version", "type", "messages", "variables", "model", "fallback_model", "parameters", "tools", "output_schema", "config"];

    private readonly List<EntryError> _errors = [];

    public ImmutableArray<EntryError> Errors => [.. _errors];

    public PromptBody? Read(JsonElement body)
    {
        if (body.ValueKind != JsonValueKind.Object)
        {
            Fail("", "A prompt body is a JSON object.");
            return null;
        }

        RefuseUnknown(body, "", Fields);
        CheckFormat(body);
        PromptType type = ReadType(body);
        JsonElement parameters = ReadObject(body, "parameters");
        JsonElement tools = ReadArray(body, "tools");
        JsonElement config = ReadObject(body, "config");
        _errors.AddRange([.. PromptParameters.Check(parameters), .. PromptTools.Check(tools, config)]);
        ImmutableArray<PromptMessage> messages = ReadMessages(body);
        if (type == PromptType.Text && messages is not ([] or [PromptMessage.Text { Role: "user" }]))
        {
            Fail("messages", "A text prompt has exactly one message, of role user.");
        }

        var prompt = new PromptBody
        {
            Type = type,
            Messages = messages,
            Variables = ReadObject(body, "variables"),
            Model = ReadModel(body, "model"),
            FallbackModel = ReadModel(body, "fallback_model"),
            Parameters = parameters,
            Tools = tools,
            OutputSchema = ReadSchema(body),
            Config = config,
        };
        return _errors.Count == 0 ? prompt : null;
    }

    private void CheckFormat(JsonElement body)
    {
        if (body.TryGetProperty("format_version", out JsonElement format)
            && !(format.ValueKind == JsonValueKind.Number
                && format.TryGetInt32(out int version)
                && version == PromptBody.CurrentFormatVersion))
        {
            Fail("format_version", $"This build reads format_version {PromptBody.CurrentFormatVersion}.");
        }
    }

    private PromptType ReadType(JsonElement body)
    {
        if (!body.TryGetProperty("type", out _))
        {
            return PromptType.Chat;
        }

        string? type = Text(body, "type");
        if (type is not ("text" or "chat"))
        {
            Fail("type", "Must be text or chat.");
        }

        return type == "text" ? PromptType.Text : PromptType.Chat;
    }

    private ImmutableArray<PromptMessage> ReadMessages(JsonElement body)
    {
        if (!body.TryGetProperty("messages", out JsonElement messages)
            || messages.ValueKind != JsonValueKind.Array
            || messages.GetArrayLength() == 0)
        {
            Fail("messages", "At least one message is required.");
            return [];
        }

        var read = ImmutableArray.CreateBuilder<PromptMessage>(messages.GetArrayLength());
        int index = 0;
        foreach (JsonElement message in messages.EnumerateArray())
        {
            if (ReadMessage(message, $"messages[{index++}]") is { } one)
            {
                read.Add(one);
            }
        }

        return read.ToImmutable();
    }

    private PromptMessage? ReadMessage(JsonElement message, string path)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            Fail(path, "A message is an object with role and content.");
            return null;
        }

        if (message.TryGetProperty("type", out JsonElement type))
        {
            RefuseUnknown(message, path, ["type", "name"]);
            if (type.ValueKind == JsonValueKind.String
                && type.ValueEquals("placeholder"u8)
                && Text(message, "name") is { Length: > 0 } name)
            {
                return new PromptMessage.Placeholder(name);
            }

            Fail(path, "Only a placeholder with a name has a type here.");
            return null;
        }

        RefuseUnknown(message, path, ["role", "content"]);
        string? role = Text(message, "role");
        if (role is null || !Roles.Contains(role, StringComparer.Ordinal))
        {
            Fail($"{path}.role", "Must be system, user, assistant or tool.");
            return null;
        }

        return ReadContent(message, role, path);
    }

    private PromptMessage? ReadContent(JsonElement message, string role, string path)
    {
        message.TryGetProperty("content", out JsonElement content);
        switch (content.ValueKind)
        {
            case JsonValueKind.String:
                return new PromptMessage.Text(role, content.GetString()!);
            case JsonValueKind.Array:
                int index = 0;
                return new PromptMessage.Multipart(
                    role, [.. content.EnumerateArray().Select(part => ReadPart(part, $"{path}.content[{index++}]"))]);
            default:
                Fail($"{path}.content", "Must be text or an array of parts.");
                return null;
        }
    }

    private MessagePart ReadPart(JsonElement part, string path)
    {
        string? type = part.ValueKind == JsonValueKind.Object ? Text(part, "type") : null;
        string? content = type switch
        {
            "text" => Text(part, "text"),
            "image" or "file" => Text(part, "url"),
            _ => null,
        };
        if (type is null || content is null)
        {
            Fail(path, "A part is {type: text, text}, or {type: image|file, url, media_type}.");
            return new MessagePart("text", "");
        }

        RefuseUnknown(part, path, type == "text" ? ["type", "text"] : ["type", "url", "media_type"]);
        return new MessagePart(type, content, Text(part, "media_type"));
    }

    private string? ReadModel(JsonElement body, string field)
    {
        if (!body.TryGetProperty(field, out JsonElement model) || model.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (model.ValueKind != JsonValueKind.String || model.GetString() is not { Length: > 0 and <= 200 })
        {
            Fail(field, "Must be an alias or provider/model.");
            return null;
        }

        return model.GetString();
    }

    private JsonElement? ReadSchema(JsonElement body)
    {
        if (!body.TryGetProperty("output_schema", out JsonElement schema) || schema.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (schema.ValueKind is not (JsonValueKind.String or JsonValueKind.Object))
        {
            Fail("output_schema", "Must be a reference to a schema entry or an inline JSON Schema.");
        }

        return schema.Clone();
    }

    private JsonElement ReadObject(JsonElement body, string field) =>
        ReadOfKind(body, field, JsonValueKind.Object, CanonicalJson.EmptyObject);

    private JsonElement ReadArray(JsonElement body, string field) => ReadOfKind(body, field, JsonValueKind.Array, CanonicalJson.EmptyArray);

    private JsonElement ReadOfKind(JsonElement body, string field, JsonValueKind kind, JsonElement absent)
    {
        if (!body.TryGetProperty(field, out JsonElement value) || value.ValueKind == JsonValueKind.Null)
        {
            return absent;
        }

        if (value.ValueKind != kind)
        {
            Fail(field, kind == JsonValueKind.Object ? "Must be an object." : "Must be an array.");
        }

        return value.Clone();
    }

    private void RefuseUnknown(JsonElement element, string path, string[] known)
    {
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!known.Contains(property.Name, StringComparer.Ordinal))
            {
                Fail(
                    path.Length == 0 ? property.Name : $"{path}.{property.Name}",
                    $"Unknown field; allowed are {string.Join(", ", known)}.");
            }
        }
    }

    private static string? Text(JsonElement element, string field) =>
        element.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private void Fail(string field, string message) => _errors.Add(new EntryError(field, message));
}
