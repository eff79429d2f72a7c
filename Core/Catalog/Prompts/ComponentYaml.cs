using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Prompts;

/// <summary>
/// Operations, recipes, solvers and config as YAML. The body keeps the authored fields; what they mean is checked by validators.
/// </summary>
public static class ComponentYaml
{
    public const int CurrentFormatVersion = 1;

    private static readonly string[] EntryFields = ["kind", "namespace", "name", "description", "tags"];

    private static readonly EntryKind[] Kinds = [EntryKind.Operation, EntryKind.Recipe, EntryKind.Solver, EntryKind.Config];

    /// <summary>Reads an authored component or config; every error carries its line.</summary>
    /// <param name="expected">The kind its place asks for; null takes what the text says.</param>
    public static AuthoredEntry Parse(string text, EntryKind? expected)
    {
        YamlJsonResult yaml = YamlJson.Parse(MessageText.WithLineFeeds(text.TrimStart('\uFEFF')));
        if (yaml.Error is not null)
        {
            return Refuse(yaml.Error);
        }

        if (yaml.Value.ValueKind != JsonValueKind.Object)
        {
            return Refuse(new EntryError("", "A component is a list of fields.") { Line = 1 });
        }

        EntryKind? said = yaml.Value.TryGetProperty("kind", out JsonElement kindText) && kindText.ValueKind == JsonValueKind.String
            && EntryKinds.TryParse(kindText.GetString(), out EntryKind parsed) ? parsed : null;
        if ((said ?? expected) is not { } kind || !Kinds.Contains(kind) || (expected is not null && kind != expected))
        {
            string allowed = expected?.ToText() ?? string.Join(", ", Kinds.Select(one => one.ToText()));
            return Refuse(new EntryError("kind", $"Must be {allowed}.") { Line = yaml.Lines.GetValueOrDefault("kind", 1) });
        }

        AuthoredFields fields = AuthoredFields.Read(yaml, EntryFields, kind == EntryKind.Config ? ["data"] : null);
        if (kind == EntryKind.Config && !yaml.Value.TryGetProperty("data", out _))
        {
            fields.Add(new EntryError("data", "Config has its values under data."));
        }

        JsonElement body = CanonicalJson.Write(writer => WriteBody(writer, yaml.Value));
        return fields.ToEntry(new EntryDraft(kind, fields.Description, fields.Tags, body));
    }

    /// <summary>The authored text; parsing it gives the same content hash.</summary>
    public static string Write(EntryVersion version)
    {
        ArgumentNullException.ThrowIfNull(version);
        JsonElement fields = CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("kind", version.Kind.ToText());
            writer.WriteString("namespace", version.Key.Namespace);
            writer.WriteString("name", version.Key.Name);
            writer.WriteString("description", version.Description);
            writer.WritePropertyName("tags");
            JsonSerializer.Serialize(writer, version.Tags);
            foreach (JsonProperty field in version.Body.EnumerateObject().Where(field => field.Name != "format_version"))
            {
                field.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
        return YamlJson.Write(fields);
    }

    private static void WriteBody(Utf8JsonWriter writer, JsonElement authored)
    {
        writer.WriteStartObject();
        writer.WriteNumber("format_version", CurrentFormatVersion);
        foreach (JsonProperty field in authored.EnumerateObject().Where(field => !EntryFields.Contains(field.Name, StringComparer.Ordinal)))
        {
            field.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private static AuthoredEntry Refuse(EntryError error) => new(null, null, null, [error]);
}
