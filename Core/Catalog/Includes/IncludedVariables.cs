using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Catalog.Includes;

/// <summary>
/// The variables of a prompt and of those that it includes as one declaration: the prompt's own word on a name counts, and what anyone
/// requires is required.
/// </summary>
internal static class IncludedVariables
{
    private const string Properties = "properties";
    private const string Required = "required";

    // Others speak of all variables at once, which are not the same ones any more.
    private static readonly string[] Mergeable =
        ["type", Properties, Required, "additionalProperties", "title", "description", "examples", "$comment"];

    /// <param name="errors">Gets what cannot be brought together.</param>
    public static JsonElement Merge(EntryKey owner, JsonElement own, IEnumerable<Shared> included, List<EntryError> errors)
    {
        var properties = new Dictionary<string, (JsonElement Schema, EntryKey Owner)>(StringComparer.Ordinal);
        var required = new List<string>();
        Add(owner, own, properties, required, errors);
        foreach (Shared shared in included)
        {
            if (shared.Variables.EnumerateObject().FirstOrDefault(keyword => !Mergeable.Contains(keyword.Name)) is
                { Value.ValueKind: not JsonValueKind.Undefined } keyword)
            {
                errors.Add(new EntryError(
                    "variables",
                    $"{shared.Version.Key} cannot be included: its declaration uses '{keyword.Name}', which speaks of all variables."));
            }

            Add(shared.Version.Key, shared.Variables, properties, required, errors);
        }

        return CanonicalJson.Write(writer => Write(writer, own, properties, required));
    }

    private static void Add(
        EntryKey owner, JsonElement declared, Dictionary<string, (JsonElement Schema, EntryKey Owner)> properties, List<string> required,
        List<EntryError> errors)
    {
        foreach (JsonProperty property in ObjectOf(declared))
        {
            if (!properties.TryAdd(property.Name, (property.Value, owner)) && Contradict(properties[property.Name].Schema, property.Value))
            {
                errors.Add(new EntryError(
                    $"variables.properties.{property.Name}",
                    $"{properties[property.Name].Owner} and {owner} declare it with different types."));
            }
        }

        if (declared.TryGetProperty(Required, out JsonElement names) && names.ValueKind == JsonValueKind.Array)
        {
            required.AddRange(names.EnumerateArray()
                .Where(name => name.ValueKind == JsonValueKind.String)
                .Select(name => name.GetString()!)
                .Except(required)
                .ToArray());
        }
    }

    private static JsonElement.ObjectEnumerator ObjectOf(JsonElement declared) =>
        declared.TryGetProperty(Properties, out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            ? properties.EnumerateObject()
            : default;

    private static bool Contradict(JsonElement one, JsonElement other) =>
        one.ValueKind == JsonValueKind.Object && other.ValueKind == JsonValueKind.Object
        && one.TryGetProperty("type", out JsonElement type) && other.TryGetProperty("type", out JsonElement otherType)
        && !JsonElement.DeepEquals(type, otherType);

    private static void Write(
        Utf8JsonWriter writer, JsonElement own, Dictionary<string, (JsonElement Schema, EntryKey Owner)> properties, List<string> required)
    {
        writer.WriteStartObject();
        foreach (JsonProperty keyword in own.EnumerateObject().Where(keyword => keyword.Name is not (Properties or Required)))
        {
            keyword.WriteTo(writer);
        }

        writer.WriteStartObject(Properties);
        foreach ((string name, (JsonElement schema, _)) in properties)
        {
            writer.WritePropertyName(name);
            schema.WriteTo(writer);
        }

        writer.WriteEndObject();
        if (required.Count > 0)
        {
            writer.WriteStartArray(Required);
            required.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
