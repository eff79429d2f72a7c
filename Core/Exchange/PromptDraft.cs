using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

using PromptIntel.Core.Catalog.Prompts;
using PromptIntel.Core.Catalog.Writing;
using PromptIntel.Core.Json;
using PromptIntel.Core.Storage;

namespace PromptIntel.Core.Exchange;

/// <summary>A prompt as it was read from the form of another tool; without messages where it could not be.</summary>
/// <param name="path">What the entry is called by, with folders.</param>
internal sealed class PromptDraft(string path, Findings findings)
{
    private readonly List<string> _kept = [];
    private PromptType? _type;

    public string Path => path;

    public Findings Findings => findings;

    public string? Description { get; set; }

    public ImmutableArray<string> Tags { get; set; } = [];

    public ImmutableArray<PromptMessage> Messages { get; set; } = [];

    /// <summary>Where nothing says it, a text if there is one message and it is the user's, and a chat otherwise.</summary>
    public PromptType Type
    {
        get => _type ?? (Messages is [PromptMessage.Text { Role: "user" }] ? PromptType.Text : PromptType.Chat);
        set => _type = value;
    }

    public DeclaredVariables Variables { get; } = new();

    public string? Model { get; set; }

    public JsonObject Parameters { get; } = [];

    /// <summary>A JSON Schema, or any JSON for an empty one; null for text.</summary>
    public JsonNode? OutputSchema { get; set; }

    /// <summary>What has no place of its own is kept here, by the form's name.</summary>
    public JsonObject Config { get; } = [];

    /// <summary>Labels of the version; null for those of any import.</summary>
    public ImmutableArray<string>? Labels { get; set; }

    public string? ChangeNote { get; set; }

    /// <summary>The number that the version had there; null where there are none.</summary>
    public int? Version { get; set; }

    /// <summary>What the file calls the entry; null where that is no name of one.</summary>
    public string? Name { get; set; }

    /// <summary>The whole body where the form has one already; null where it is made of the rest.</summary>
    public JsonElement? Body { get; set; }

    /// <summary>Keeps what nothing here reads, and says so.</summary>
    public void Keep(string form, string field, JsonElement value, string? why = null)
    {
        if (Config[form] is not JsonObject kept)
        {
            Config[form] = kept = [];
        }

        kept[field] = value.ToNode();
        if (why is null)
        {
            _kept.Add(field);
        }
        else
        {
            findings.Remark(field, $"{why}; kept in config.{form}");
        }
    }

    /// <summary>The body with description and tags, as a write takes it; null where it was refused.</summary>
    /// <param name="name">Of the entry.</param>
    public JsonElement? ToContent(string name)
    {
        if (_kept.Count > 0)
        {
            findings.Remark("config", $"keeps what nothing here reads: {string.Join(", ", _kept)}");
        }

        if (Name is not null && Name != name)
        {
            findings.Remark("name", $"an entry is called by its file, not '{Name}'");
        }

        if (findings.HasErrors)
        {
            return null;
        }

        JsonElement? body = Body ?? MakeBody(name);
        Bound();
        return body is null ? null : CanonicalJson.Write(writer => WriteContent(writer, name, body.Value));
    }

    /// <summary>Null where it was refused.</summary>
    private JsonElement? MakeBody(string name)
    {
        JsonElement body = CanonicalJson.Write(writer => PromptBodyWriter.Write(writer, new PromptBody
        {
            Type = Type,
            Messages = Messages,
            Variables = Variables.ToSchema(),
            Model = Model,
            Parameters = Parameters.ToElement(),
            OutputSchema = OutputSchema?.ToElement(),
            Config = Config.ToElement(),
        }));

        if (PromptBody.TryRead(body, out PromptBody? prompt, out var errors))
        {
            return Complete(name, prompt).ToJson();
        }

        Array.ForEach([.. errors], findings.Refuse);
        return null;
    }

    /// <summary>What an entry does not hold is cut, and said.</summary>
    private void Bound()
    {
        // What the catalog wrote itself comes back as it was.
        string? line = Body is null ? Description?.Trim().ReplaceLineEndings(" ") : Description;
        Description = string.IsNullOrEmpty(line) ? null : Cut("description", line, EntryLimits.LongestDescription);
        ChangeNote = ChangeNote is null ? null : Cut("change_note", ChangeNote, EntryLimits.LongestChangeNote);
        if (Tags.Length > EntryLimits.MostTags)
        {
            findings.Remark(
                "tags", string.Create(CultureInfo.InvariantCulture, $"the first {EntryLimits.MostTags} of {Tags.Length:N0} are taken"));
        }

        Tags = [.. Tags.Take(EntryLimits.MostTags).Select(tag => Cut("tags", tag, EntryLimits.LongestTag))];
    }

    private string Cut(string field, string text, int most)
    {
        if (text.Length > most)
        {
            findings.Remark(field, string.Create(CultureInfo.InvariantCulture, $"cut at {most:N0} characters"));
        }

        return StorableText.Beginning(text, most);
    }

    private void WriteContent(Utf8JsonWriter writer, string name, JsonElement body)
    {
        writer.WriteStartObject();
        writer.WriteString("description", Description ?? new PromptAssumptions(name, null).Description(TextOf(Messages)));
        writer.WritePropertyName("tags");
        JsonSerializer.Serialize(writer, Tags);
        foreach (JsonProperty field in body.EnumerateObject())
        {
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    /// <summary>Declares what the templates name and the file does not.</summary>
    private PromptBody Complete(string name, PromptBody prompt)
    {
        JsonElement used = new PromptAssumptions(name, prompt).Variables(prompt with { Variables = CanonicalJson.EmptyObject }).Variables;
        if (!used.TryGetProperty("properties", out JsonElement properties))
        {
            return prompt;
        }

        HashSet<string> required = [.. used.GetProperty("required").EnumerateArray().Select(one => one.GetString()!)];
        string[] added = [.. properties.EnumerateObject().Select(one => one.Name).Where(one => !Variables.Has(one))];
        foreach (string variable in added)
        {
            Variables.Add(variable, (JsonObject)properties.GetProperty(variable).ToNode()!, required.Contains(variable));
        }

        if (added.Length > 0)
        {
            findings.Remark("variables", $"declared because the template names them: {string.Join(", ", added)}");
        }

        return prompt with { Variables = Variables.ToSchema() };
    }

    private static string TextOf(ImmutableArray<PromptMessage> messages) =>
        string.Join('\n', messages.OfType<PromptMessage.Text>().Select(message => message.Content));
}
