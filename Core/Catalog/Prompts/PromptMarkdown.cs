using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>A prompt as its authors write it: Markdown with YAML front matter.</summary>
public static class PromptMarkdown
{
    private const string Fence = "---";

    private static readonly string[] EntryFields = ["name", "description", "tags"];

    private static readonly string[] BodyFields = [
        "type", "model", "fallback_model", "parameters", "variables", "output_schema", "tools", "config", "messages"
    ];

    /// <summary>Whether a text begins with front matter; behind blank lines it is one only if it is closed.</summary>
    public static bool HasFrontMatter(string text) =>
        FenceLine(MessageText.WithLineFeeds(text.TrimStart('\uFEFF')).Split('\n')) is not null;

    /// <summary>The line of a text that opens its front matter, from 0; null for a text without.</summary>
    internal static int? FenceLine(string[] lines)
    {
        int start = Array.FindIndex(lines, line => !string.IsNullOrWhiteSpace(line));
        return start >= 0 && IsFence(lines[start]) && (start == 0 || Array.FindIndex(lines, start + 1, IsFence) > 0) ? start : null;
    }

    /// <summary>Three dashes at the beginning of a line, and nothing that can be seen behind them.</summary>
    internal static bool IsFence(string line) => line.StartsWith(Fence, StringComparison.Ordinal) && line.TrimEnd() == Fence;

    /// <summary>The authored text of a prompt; parsing it gives the same content hash.</summary>
    public static string Write(EntryVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        PromptBody body = PromptBody.Read(version.Content.Read());
        bool isInline = body.Type == PromptType.Text
            ? body.Messages is [PromptMessage.Text { Content: var template }]
                && template.Length > 0
                && template == MessageText.Trim(template)
                && !template.Contains('\r', StringComparison.Ordinal)
            : MessageText.CanWrite(body.Messages);
        JsonElement front = CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("name", version.Key.Name);
            writer.WriteString("description", version.Description);
            writer.WritePropertyName("tags");
            JsonSerializer.Serialize(writer, version.Tags);
            foreach (JsonProperty field in body.ToJson().EnumerateObject().Where(field => IsWritten(field, isInline)))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        string text = !isInline ? ""
            : body.Type == PromptType.Text ? ((PromptMessage.Text)body.Messages[0]).Content + "\n"
            : MessageText.Write(body.Messages);
        return $"{Fence}\n{YamlJson.Write(front)}{Fence}\n{text}";
    }

    /// <summary>Reads an authored prompt; every error carries its line.</summary>
    public static AuthoredEntry Parse(string text) => Parse(text, null);

    /// <param name="assumptions">Complete what is left out; null refuses it.</param>
    internal static AuthoredEntry Parse(string text, PromptAssumptions? assumptions)
    {
        if (ForeignFormats.Recognise(text) is { } format)
        {
            return AuthoredEntry.Foreign(format);
        }

        string normal = MessageText.WithLineFeeds(text.TrimStart('\uFEFF'));
        string[] lines = normal.Split('\n');
        int start = FenceLine(lines) ?? -1;
        int end = start < 0 ? -1 : Array.FindIndex(lines, start + 1, IsFence);
        if (end < 0)
        {
            return Refuse(new EntryError("", "A prompt starts with front matter between two lines of ---.") { Line = 1 });
        }

        YamlJsonResult front = YamlJson.Parse(string.Join('\n', lines[(start + 1)..end]), firstLine: start + 2);
        if (front.Error is not null)
        {
            return Refuse(front.Error);
        }

        if (front.Value.ValueKind != JsonValueKind.Object)
        {
            return Refuse(new EntryError("", "The front matter is a list of fields.") { Line = start + 2 });
        }

        return Read(front, string.Join('\n', lines[(end + 1)..]), end + 2, assumptions);
    }

    private static AuthoredEntry Read(YamlJsonResult front, string text, int textLine, PromptAssumptions? assumptions)
    {
        bool hasMessages = front.Value.TryGetProperty("messages", out _);
        AuthoredFields fields = AuthoredFields.Read(
            hasMessages ? front : front with { Lines = front.Lines.SetItem("messages", textLine) }, EntryFields, BodyFields,
            assumptions is null ? null : () => assumptions.Description(text));
        bool assumesText = assumptions is not null
            && !hasMessages
            && !front.Value.TryGetProperty("type", out _)
            && !MessageText.HasRole(text);
        bool isText = assumesText || fields.Text("type") == "text";
        ImmutableArray<PromptMessage> messages = [];
        if (isText && !hasMessages)
        {
            messages = [new PromptMessage.Text("user", MessageText.Trim(text))];
            if (string.IsNullOrWhiteSpace(text))
            {
                fields.Add(new EntryError("messages", "There is no text below the front matter.") { Line = textLine });
            }
        }
        else if (!hasMessages)
        {
            (messages, EntryError? error) = MessageText.Parse(text, textLine);
            fields.Add(error);
        }
        else if (!string.IsNullOrWhiteSpace(text))
        {
            fields.Add(new EntryError("messages", "Messages stand in the front matter or below it, not in both.") { Line = textLine });
        }

        if (assumesText)
        {
            assumptions!.Type(PromptType.Text);
        }

        JsonElement body = CanonicalJson.Write(writer => WriteBody(writer, front.Value, messages, hasMessages, assumesText));
        if (!PromptBody.TryRead(body, out PromptBody? prompt, out ImmutableArray<EntryError> errors))
        {
            fields.AddAll(errors);
        }

        prompt = prompt is null || assumptions is null || front.Value.TryGetProperty("variables", out _)
            ? prompt
            : assumptions.Variables(prompt);
        AuthoredEntry entry = fields.ToEntry(
            prompt is null ? null : new EntryDraft(EntryKind.Prompt, fields.Description, fields.Tags, prompt.ToJson()));
        return entry with { Assumed = assumptions?.Made ?? [] };
    }

    private static void WriteBody(
        Utf8JsonWriter writer, JsonElement front, ImmutableArray<PromptMessage> messages, bool hasMessages, bool assumesText)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format_version", PromptBody.CurrentFormatVersion);
        foreach (JsonProperty field in front.EnumerateObject().Where(field => BodyFields.Contains(field.Name, StringComparer.Ordinal)))
        {
            field.WriteTo(writer);
        }

        if (assumesText)
        {
            writer.WriteString("type", "text");
        }

        if (!hasMessages)
        {
            PromptBodyWriter.WriteMessages(writer, new PromptBody { Type = PromptType.Chat, Messages = messages });
        }

        writer.WriteEndObject();
    }

    private static bool IsWritten(JsonProperty field, bool isInline) => field.Name switch
    {
        "format_version" => false,
        "messages" => !isInline,
        // An empty schema asks for any JSON, no schema for text.
        "output_schema" => true,
        _ => !(field.Value.ValueKind == JsonValueKind.Object && field.Value.GetPropertyCount() == 0)
            && !(field.Value.ValueKind == JsonValueKind.Array && field.Value.GetArrayLength() == 0),
    };

    private static AuthoredEntry Refuse(EntryError error) => new(null, null, null, [error]);
}
