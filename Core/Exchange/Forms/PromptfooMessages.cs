using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Exchange.Syntax;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange.Forms;

/// <summary>A prompt of promptfoo: a text of Nunjucks, or a chat as a list of messages in JSON or YAML.</summary>
internal static class PromptfooMessages
{
    private static readonly string[] Programs = [".py", ".js", ".mjs", ".cjs", ".ts", ".csv"];

    public static void Read(PromptDraft draft, SourceText source, string extension)
    {
        if (Programs.Contains(extension, StringComparer.Ordinal))
        {
            draft.Findings.Refuse("", $"A prompt that a program writes ({extension}) has no text to take.");
            return;
        }

        if (ChatIn(source.Text, extension) is { } chat)
        {
            ReadChat(draft, source, chat);
        }
        else if (extension is ".json" or ".yaml" or ".yml" || source.Text.TrimStart().StartsWith("[{", StringComparison.Ordinal))
        {
            draft.Findings.Refuse(
                source.Field, "It is no list of messages before it is rendered; a chat here is written as messages.", source.FirstLine);
        }
        else if (string.IsNullOrWhiteSpace(source.Text))
        {
            draft.Findings.Refuse(source.Field, "There is no text.", source.FirstLine);
        }
        else
        {
            draft.Messages = [new PromptMessage.Text("user", JinjaTemplate.Read(source, draft.Findings))];
        }
    }

    /// <summary>One provider is the model; several are compared there, and none is taken.</summary>
    public static void TakeProvider(PromptDraft draft, JsonElement providers)
    {
        JsonElement[] all = providers.ValueKind == JsonValueKind.Array ? [.. providers.EnumerateArray()] : [providers];
        if (all.Length != 1)
        {
            draft.Findings.Remark("providers", "several are compared there; none is taken");
            return;
        }

        string? id = all[0].ValueKind == JsonValueKind.String ? all[0].GetString()
            : all[0].ValueKind == JsonValueKind.Object && all[0].TryGetProperty("id", out JsonElement named) ? named.ToString()
            : null;
        string[] parts = id?.Split(':') ?? [];
        if (parts.Length < 2 || parts[0] is "file" or "exec" or "python" or "http" or "https")
        {
            draft.Findings.Remark("providers", "not taken: it names no model");
            return;
        }

        ModelSettings.TakeModel(draft, "providers", parts[0], parts[^1]);
        if (all[0].ValueKind == JsonValueKind.Object && all[0].TryGetProperty("config", out JsonElement config))
        {
            ModelSettings.TakeParameters(draft, "promptfoo", "providers.config", config);
        }
    }

    /// <summary>Null for a text that is no list of messages; a template of JSON that only a render makes JSON is one too.</summary>
    private static JsonElement? ChatIn(string text, string extension)
    {
        try
        {
            JsonElement? value = text.TrimStart() is ['[', ..] or ['{', not ('{' or '%'), ..]
                ? CanonicalJson.Parse(Encoding.UTF8.GetBytes(text))
                : extension is ".yaml" or ".yml" && YamlJson.Parse(text) is { Error: null } yaml ? yaml.Value
                : null;
            value = value is { ValueKind: JsonValueKind.Object } holder && holder.TryGetProperty("messages", out JsonElement inside)
                ? inside : value;
            return value is { ValueKind: JsonValueKind.Array } && StorableJson.FaultOf(value.Value) is null
                && value.Value.EnumerateArray().All(
                    message => message.ValueKind == JsonValueKind.Object && message.TryGetProperty("role", out _))
                ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static void ReadChat(PromptDraft draft, SourceText source, JsonElement chat)
    {
        var messages = ImmutableArray.CreateBuilder<PromptMessage>();
        foreach ((int index, JsonElement message) in chat.EnumerateArray().Index())
        {
            string field = $"{source.Field}[{index}]";
            string role = message.GetProperty("role").ToString();
            if (role == "developer")
            {
                draft.Findings.Remark($"{field}.role", "developer: system");
            }

            ImmutableArray<MessagePart> parts = PartsOf(message, $"{field}.content", draft.Findings);
            role = role == "developer" ? "system" : role;
            messages.Add(parts is [{ Type: "text", Content: var only }]
                ? new PromptMessage.Text(role, only)
                : new PromptMessage.Multipart(role, parts));
        }

        draft.Messages = messages.ToImmutable();
    }

    /// <summary>A text, or the parts that chat endpoints take.</summary>
    private static ImmutableArray<MessagePart> PartsOf(JsonElement message, string field, Findings findings)
    {
        message.TryGetProperty("content", out JsonElement content);
        JsonElement[] given = content.ValueKind == JsonValueKind.Array ? [.. content.EnumerateArray()] : [content];
        var parts = ImmutableArray.CreateBuilder<MessagePart>();
        foreach (JsonElement part in given)
        {
            if (part.ValueKind == JsonValueKind.String)
            {
                parts.Add(new MessagePart("text", Read(part)));
            }
            else if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("text", out JsonElement text)
                && text.ValueKind == JsonValueKind.String)
            {
                parts.Add(new MessagePart("text", Read(text)));
            }
            else if (part.ValueKind == JsonValueKind.Object && part.TryGetProperty("image_url", out JsonElement image)
                && image.ValueKind == JsonValueKind.Object && image.TryGetProperty("url", out JsonElement url)
                && url.ValueKind == JsonValueKind.String)
            {
                parts.Add(new MessagePart("image", Read(url)));
            }
            else
            {
                findings.Refuse(field, "Must be a text, or parts of text and image_url.");
            }
        }

        return parts.ToImmutable();

        string Read(JsonElement text) => JinjaTemplate.Read(new SourceText(text.GetString()!, field, null), findings);
    }
}
