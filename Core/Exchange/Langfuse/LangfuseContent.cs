using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Exchange.Langfuse;

/// <summary>
/// What Langfuse says of a prompt (<c>prompt</c>, <c>config</c>) as a body, and back. What a body has beyond that stays with the version
/// that it follows, and is seen in <c>config</c> as far as its names are free there.
/// </summary>
public static class LangfuseContent
{
    private const string ModelField = "model";

    /// <summary>The versions that the prompt refers to by number; who reads it needs their texts.</summary>
    public static ImmutableArray<(EntryKey Key, int Version)> PinnedIn(JsonElement prompt) =>
        [.. TextsIn(prompt).SelectMany(LangfuseText.PinnedIn).Distinct()];

    /// <summary>The text of a prompt of type text, as another may hold it; null for anything else.</summary>
    public static string? TextOf(EntryVersion? version) =>
        version is { Kind: EntryKind.Prompt } && PromptBody.TryRead(version.Body, out PromptBody? body, out _)
        && body is { Type: PromptType.Text, Messages: [PromptMessage.Text text] } ? text.Content : null;

    /// <summary>One line for a prompt that is new: its first heading, else its name.</summary>
    public static string Describe(string name, JsonElement prompt) =>
        new PromptAssumptions(name, null).Description(string.Join('\n', TextsIn(prompt)));

    /// <summary>Null, and the errors by field, where it cannot be said here.</summary>
    /// <param name="name">Of the entry.</param>
    /// <param name="prompt">A text, or a list of messages and placeholders.</param>
    /// <param name="config">An object; null for none.</param>
    /// <param name="standing">What everybody gets now: whatever Langfuse has no word for stays.</param>
    /// <param name="pinned">The texts of <see cref="PinnedIn"/> that are there.</param>
    public static PromptBody? Read(
        string name, JsonElement prompt, JsonElement? config, EntryVersion? standing,
        IReadOnlyDictionary<(EntryKey Key, int Version), string> pinned, out ImmutableArray<EntryError> errors)
    {
        var reading = new LangfuseReading(pinned);
        PromptBody? body = Read(name, prompt, config, standing, reading);
        errors = reading.Errors;
        return body;
    }

    /// <summary>Null, and the errors in the reading, where it cannot be said here.</summary>
    internal static PromptBody? Read(
        string name, JsonElement prompt, JsonElement? config, EntryVersion? standing, LangfuseReading reading)
    {
        PromptBody? before =
            standing is not null && PromptBody.TryRead(standing.Body, out PromptBody? known, out _) ? known : null;
        ImmutableArray<PromptMessage> messages = prompt.ValueKind switch
        {
            JsonValueKind.String =>
                [new PromptMessage.Text("user", LangfuseText.ToTemplate(prompt.GetString()!, "prompt", reading))],
            JsonValueKind.Array => [.. LangfuseMessages.Read(prompt, reading)],
            _ => [],
        };
        if (messages.IsEmpty && !reading.HasErrors)
        {
            reading.Refuse("prompt", "Must be a text, or a list of at least one message or placeholder.");
        }

        if (config is { ValueKind: not (JsonValueKind.Object or JsonValueKind.Null) })
        {
            reading.Refuse("config", "Must be an object.");
        }

        PromptBody body = (before ?? new PromptBody { Type = PromptType.Text, Messages = [] }) with
        {
            Type = prompt.ValueKind == JsonValueKind.String ? PromptType.Text : PromptType.Chat,
            Messages = messages,
        };
        return reading.HasErrors ? null : Declare(name, body with { Config = OwnConfig(config, before) }, before);
    }

    /// <summary><c>prompt</c>: a text, or messages and placeholders; what the templates include as references.</summary>
    public static JsonElement WritePrompt(PromptBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return body is { Type: PromptType.Text, Messages: [PromptMessage.Text text] }
            ? JsonSerializer.SerializeToElement(LangfuseText.FromTemplate(text.Content))
            : LangfuseMessages.Write(body.Messages);
    }

    /// <summary><c>config</c>: the free data, with model and parameters where it does not name its own.</summary>
    public static JsonElement WriteConfig(PromptBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in body.Config.EnumerateObject())
            {
                field.WriteTo(writer);
            }

            foreach ((string name, JsonElement value) in Seen(body).Where(field => !body.Config.TryGetProperty(field.Name, out _)))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    private static IEnumerable<(string Name, JsonElement Value)> Seen(PromptBody body) =>
    [
        .. body.Model is null ? [] : new[] { (ModelField, JsonSerializer.SerializeToElement(body.Model)) },
        .. body.Parameters.EnumerateObject().Select(parameter => (parameter.Name, parameter.Value)),
    ];

    /// <summary>
    /// Without what was only seen in it: a client that writes back what it read leaves model and parameters where they are.
    /// </summary>
    private static JsonElement OwnConfig(JsonElement? config, PromptBody? before)
    {
        if (config is not { ValueKind: JsonValueKind.Object } given)
        {
            return CanonicalJson.EmptyObject;
        }

        (string Name, JsonElement Value)[] seen = before is null ? [] : [.. Seen(before)];
        return CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (JsonProperty field in given.EnumerateObject().Where(
                field => !seen.Any(one => one.Name == field.Name && JsonElement.DeepEquals(one.Value, field.Value))))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>
    /// Langfuse declares no variables: the declaration that stands, if it has every name that is used; else one that does.
    /// </summary>
    private static PromptBody Declare(string name, PromptBody body, PromptBody? before)
    {
        PromptBody declared = new PromptAssumptions(name, before).Variables(body with { Variables = CanonicalJson.EmptyObject });
        return before is not null && NamesIn(declared.Variables).All(NamesIn(before.Variables).Contains)
            ? body with { Variables = before.Variables }
            : declared;
    }

    private static HashSet<string> NamesIn(JsonElement variables) =>
        variables.TryGetProperty("properties", out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            ? [.. properties.EnumerateObject().Select(property => property.Name)]
            : [];

    private static IEnumerable<string> TextsIn(JsonElement prompt) => prompt.ValueKind switch
    {
        JsonValueKind.String => [prompt.GetString()!],
        JsonValueKind.Array => prompt.EnumerateArray()
            .Where(message => message.ValueKind == JsonValueKind.Object
                && message.TryGetProperty("content", out JsonElement content) && content.ValueKind == JsonValueKind.String)
            .Select(message => message.GetProperty("content").GetString()!),
        _ => [],
    };
}
