using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Writing;

/// <summary>Reads the content of a request: a JSON object, an authored text, or a plain template.</summary>
internal static class EntryContent
{
    private static readonly string[] EntryFields = ["description", "tags"];

    /// <param name="key">Of the entry. A text that calls itself something else is refused: it is not where it belongs.</param>
    /// <param name="before">What the entry is now; null when it is created. Says what the content leaves out.</param>
    /// <param name="description">What the request says beside the content; null where it says nothing.</param>
    public static AuthoredEntry Read(
        EntryKind kind, EntryKey key, JsonElement content, EntryVersion? before, string? description = null) => content.ValueKind switch
        {
            JsonValueKind.Object => ReadObject(kind, content, before),
            JsonValueKind.String when kind == EntryKind.Prompt =>
                Called(key, ReadPrompt(key.Name, content.GetString()!, before, description)),
            JsonValueKind.String => Called(key, AuthoredText.Parse(kind, content.GetString()!)),
            _ => new AuthoredEntry(null, null, null, [new EntryError("content", "Must be a JSON object or a text.")]),
        };

    /// <summary>The content with what the request says of description and tags.</summary>
    public static EntryDraft With(EntryDraft draft, string? description, ImmutableArray<string>? tags) =>
        // A schema describes itself; what stands beside it would not survive a round trip.
        draft.Kind == EntryKind.Schema || (description is null && tags is null)
            ? draft
            : new EntryDraft(draft.Kind, description ?? draft.Description, tags ?? draft.Tags, draft.Body);

    private static AuthoredEntry Called(EntryKey key, AuthoredEntry entry)
    {
        EntryError[] errors =
            [.. Differs("namespace", entry.Namespace, key.Namespace), .. Differs("name", entry.Name, key.Name)];
        return errors.Length == 0
            ? entry
            : entry with
            {
                Draft = null,
                Errors = entry.Errors.AddRange(errors.Select(error => error with { Line = entry.Lines.GetValueOrDefault(error.Field, 1) })),
            };
    }

    private static IEnumerable<EntryError> Differs(string field, string? said, string written)
    {
        if (said is not null && said != written && EntryKey.IsName(said))
        {
            yield return new EntryError(
                field, $"The text says '{said}' and is written to '{written}'; leave the field out, or say the same.");
        }
    }

    private static AuthoredEntry ReadPrompt(string name, string text, EntryVersion? before, string? said)
    {
        // What a program sends that found no file: everybody would get an empty prompt.
        if (string.IsNullOrWhiteSpace(text))
        {
            return new AuthoredEntry(null, null, null, [new EntryError("content", "Must not be empty.")]);
        }

        // Of a body that cannot be read there is nothing to keep.
        PromptBody? old = before is not null && PromptBody.TryRead(before.Body, out PromptBody? standing, out _) ? standing : null;
        var assumptions = new PromptAssumptions(name, old, said);
        if (PromptMarkdown.HasFrontMatter(text.TrimStart('\uFEFF')))
        {
            return PromptMarkdown.Parse(text, assumptions);
        }

        if (ForeignFormats.Recognise(text) is { } format)
        {
            return AuthoredEntry.Foreign(format);
        }

        PromptBody body;
        if (MessageText.StartsWithRole(text))
        {
            (ImmutableArray<PromptMessage> messages, EntryError? error) = MessageText.Parse(MessageText.WithLineFeeds(text), firstLine: 1);
            if (error is not null)
            {
                return new AuthoredEntry(null, null, null, [error]);
            }

            assumptions.Type(PromptType.Chat);
            body = (old ?? new PromptBody { Type = PromptType.Chat, Messages = [] }) with { Type = PromptType.Chat, Messages = messages };
        }
        else if (old is null)
        {
            assumptions.Type(PromptType.Text);
            body = new PromptBody { Type = PromptType.Text, Messages = [new PromptMessage.Text("user", text)] };
        }
        else
        {
            body = ReplaceTemplate(old, text);
        }

        string description = before?.Description ?? assumptions.Description(text);
        body = body.Variables.GetPropertyCount() == 0 ? assumptions.Variables(body) : body;
        return new AuthoredEntry(
            null,
            null,
            new EntryDraft(EntryKind.Prompt, description, before?.Tags ?? [], body.ToJson()),
            [])
        { Assumed = assumptions.Made };
    }

    private static PromptBody ReplaceTemplate(PromptBody body, string text)
    {
        int index = body.Messages.Length - 1;
        while (index > 0 && body.Messages[index] is not PromptMessage.Text { Role: "user" })
        {
            index--;
        }

        string role = body.Messages[index] is PromptMessage.Text replaced ? replaced.Role : "user";
        return body with { Messages = body.Messages.SetItem(index, new PromptMessage.Text(role, text)) };
    }

    private static AuthoredEntry ReadObject(EntryKind kind, JsonElement content, EntryVersion? before)
    {
        if (kind == EntryKind.Schema)
        {
            return AuthoredText.ReadSchema(content);
        }

        JsonElement body = CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            if (!content.TryGetProperty("format_version", out _))
            {
                writer.WriteNumber("format_version", 1);
            }

            foreach (JsonProperty field in content.EnumerateObject().Where(
                field => !EntryFields.Contains(field.Name, StringComparer.Ordinal)))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        var errors = ImmutableArray.CreateBuilder<EntryError>();
        string description = ReadDescription(content, before, errors);
        ImmutableArray<string> tags = ReadTags(content, before, errors);
        if (kind == EntryKind.Prompt)
        {
            if (PromptBody.TryRead(body, out PromptBody? prompt, out ImmutableArray<EntryError> bodyErrors))
            {
                body = prompt.ToJson();
            }

            errors.AddRange(bodyErrors);
            if (prompt is null && ForeignFormats.Recognise(content) is { } format)
            {
                return AuthoredEntry.Foreign(format);
            }
        }

        return new AuthoredEntry(
            null, null, errors.Count == 0 ? new EntryDraft(kind, description, tags, body) : null, errors.ToImmutable());
    }

    private static string ReadDescription(JsonElement content, EntryVersion? before, ImmutableArray<EntryError>.Builder errors)
    {
        if (!content.TryGetProperty("description", out JsonElement description))
        {
            return before?.Description ?? "";
        }

        if (description.ValueKind != JsonValueKind.String)
        {
            errors.Add(new EntryError("description", "Must be a text."));
            return "";
        }

        return description.GetString()!;
    }

    private static ImmutableArray<string> ReadTags(JsonElement content, EntryVersion? before, ImmutableArray<EntryError>.Builder errors)
    {
        if (!content.TryGetProperty("tags", out JsonElement tags))
        {
            return before?.Tags ?? [];
        }

        if (tags.ValueKind != JsonValueKind.Array || tags.EnumerateArray().Any(tag => tag.ValueKind != JsonValueKind.String))
        {
            errors.Add(new EntryError("tags", "Must be a list of texts."));
            return [];
        }

        return [.. tags.EnumerateArray().Select(tag => tag.GetString()!)];
    }
}
