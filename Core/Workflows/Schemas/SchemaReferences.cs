using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Catalog;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>
/// References from schemas to schema entries: a schema may be a text that names an entry, and a <c>$ref</c> that does not start
/// with <c>#</c> names one too. Resolving gives a schema that stands on its own, the entries under its <c>definitions</c>.
/// </summary>
public static class SchemaReferences
{
    /// <summary>A bare name of a schema is looked for here.</summary>
    public const string DefaultNamespace = "components";

    private static readonly JsonElement Anything = JsonElement.Parse("{}");

    /// <summary>The entry that a schema reference means; null for text that is none.</summary>
    public static (EntryKey Key, VersionSelector Version)? KeyOf(string reference) =>
        ComponentReference.TryParse(reference) is { } parsed ? (parsed.Candidates([DefaultNamespace])[0], parsed.Version) : null;

    /// <summary>Every reference that leaves the schema, once.</summary>
    public static IReadOnlyCollection<string> In(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.String)
        {
            return [schema.GetString()!];
        }

        // Most schemas refer to nothing, and a search through their text says so at once. A keyword written with escapes is found by
        // nobody here and refused later, as a reference that cannot be followed.
        if (JsonMarshal.GetRawUtf8Value(schema).IndexOf("\"$ref\""u8) < 0)
        {
            return [];
        }

        var found = new HashSet<string>(StringComparer.Ordinal);
        Collect(schema, found);
        return found;
    }

    /// <summary>The schema with everything it refers to inside. <paramref name="find"/> gives the pinned entry; where it gives null anything is allowed.</summary>
    public static JsonElement Resolve(JsonElement schema, Func<EntryKey, EntryVersion?> find)
    {
        if (schema.ValueKind == JsonValueKind.String)
        {
            schema = KeyOf(schema.GetString()!) is { } target ? find(target.Key)?.Body ?? Anything : Anything;
        }

        return In(schema).Count == 0 ? schema : Bundle(schema, find);
    }

    private static JsonElement Bundle(JsonElement schema, Func<EntryKey, EntryVersion?> find)
    {
        var bundled = new SortedDictionary<string, JsonElement>(StringComparer.Ordinal);
        var waiting = new Queue<JsonElement>([schema]);

        while (waiting.TryDequeue(out JsonElement next))
        {
            foreach (string reference in In(next))
            {
                if (KeyOf(reference) is { } target && !bundled.ContainsKey(NameOf(target.Key)))
                {
                    JsonElement body = find(target.Key)?.Body ?? Anything;
                    bundled.Add(NameOf(target.Key), body);
                    waiting.Enqueue(body);
                }
            }
        }

        var buffer = new ArrayBufferWriter<byte>();

        using (var writer = new Utf8JsonWriter(buffer))
        {
            WriteRoot(writer, schema, bundled);
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private static void WriteRoot(Utf8JsonWriter writer, JsonElement schema, SortedDictionary<string, JsonElement> bundled)
    {
        writer.WriteStartObject();

        foreach (JsonProperty property in schema.EnumerateObject().Where(property => property.Name != "definitions"))
        {
            writer.WritePropertyName(property.Name);
            WriteProperty(writer, property, "#");
        }

        writer.WriteStartObject("definitions");

        if (schema.TryGetProperty("definitions", out JsonElement own))
        {
            foreach (JsonProperty definition in own.EnumerateObject())
            {
                writer.WritePropertyName(definition.Name);
                Write(writer, definition.Value, "#");
            }
        }

        foreach ((string name, JsonElement body) in bundled)
        {
            writer.WritePropertyName(name);
            Write(writer, body, $"#/definitions/{name}");
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <param name="root">Where the schema that is being copied will stand; its own references are relative to it.</param>
    private static void Write(Utf8JsonWriter writer, JsonElement value, string root)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();

                foreach (JsonProperty property in value.EnumerateObject())
                {
                    writer.WritePropertyName(property.Name);
                    WriteProperty(writer, property, root);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();

                foreach (JsonElement item in value.EnumerateArray())
                {
                    Write(writer, item, root);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(value), skipInputValidation: true);
                break;
        }
    }

    private static void WriteProperty(Utf8JsonWriter writer, JsonProperty property, string root)
    {
        if (property.Name == "$ref" && property.Value.ValueKind == JsonValueKind.String)
        {
            writer.WriteStringValue(Rewrite(property.Value.GetString()!, root));
        }
        else
        {
            Write(writer, property.Value, root);
        }
    }

    private static string Rewrite(string reference, string root) =>
        reference.StartsWith('#') ? root + reference[1..]
            : KeyOf(reference) is { } target ? $"#/definitions/{NameOf(target.Key)}"
            : reference;

    // A slash would have to be escaped in every pointer.
    private static string NameOf(EntryKey key) => $"{key.Namespace}.{key.Name}";

    private static void Collect(JsonElement value, HashSet<string> found)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty property in value.EnumerateObject())
            {
                if (property.Value.ValueKind == JsonValueKind.String && property.NameEquals("$ref"u8) && !property.Value.GetString()!.StartsWith('#'))
                {
                    found.Add(property.Value.GetString()!);
                }

                Collect(property.Value, found);
            }
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in value.EnumerateArray())
            {
                Collect(item, found);
            }
        }
    }
}
