using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Workflows.Schemas;

/// <summary>
/// References from schemas to schema entries: a schema may be a text that names an entry, and a <c>$ref</c> that does not start
/// with <c>#</c> names one too. Resolving gives a schema that stands on its own, the entries under its <c>definitions</c>.
/// </summary>
public static class SchemaReferences
{
    /// <summary>A bare name of a schema is looked for here.</summary>
    public const string DefaultNamespace = "components";

    // What is bundled stands two levels deeper than it stood; whether that is too deep is the validator's to say.
    private static readonly JsonDocumentOptions Bundled = new() { MaxDepth = 2 * 64 };

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

    /// <summary>
    /// The schema with everything it refers to inside. <paramref name="find"/> gives the pinned entry; where it
    /// gives null anything is allowed.
    /// </summary>
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

        return JsonElement.Parse(buffer.WrittenSpan, Bundled);
    }

    private static void WriteRoot(Utf8JsonWriter writer, JsonElement schema, SortedDictionary<string, JsonElement> bundled)
    {
        writer.WriteStartObject();
        WriteKeywords(writer, schema.EnumerateObject().Where(keyword => keyword.Name is not "definitions"), "#");
        writer.WriteStartObject("definitions");

        if (schema.TryGetProperty("definitions", out JsonElement own) && own.ValueKind == JsonValueKind.Object)
        {
            WriteNamed(writer, own, "#");
        }

        foreach ((string name, JsonElement body) in bundled)
        {
            writer.WriteStartObject(name);
            WriteKeywords(writer, body.ValueKind == JsonValueKind.Object ? body.EnumerateObject() : [], $"#/definitions/{name}");
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>Those of a whole document. Its address stays behind: within another document it would change what <c>#</c> means.</summary>
    private static void WriteKeywords(Utf8JsonWriter writer, IEnumerable<JsonProperty> keywords, string root)
    {
        foreach (JsonProperty keyword in keywords.Where(keyword => keyword.Name is not "$id"))
        {
            WriteKeyword(writer, keyword, root);
        }
    }

    /// <param name="root">Where the schema that is being copied will stand; its own references are relative to it.</param>
    private static void WriteSchema(Utf8JsonWriter writer, JsonElement schema, string root)
    {
        switch (schema.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();

                foreach (JsonProperty keyword in schema.EnumerateObject())
                {
                    WriteKeyword(writer, keyword, root);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();

                foreach (JsonElement item in schema.EnumerateArray())
                {
                    WriteSchema(writer, item, root);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(schema), skipInputValidation: true);
                break;
        }
    }

    private static void WriteKeyword(Utf8JsonWriter writer, JsonProperty keyword, string root)
    {
        writer.WritePropertyName(keyword.Name);

        if (keyword.Name == "$ref" && keyword.Value.ValueKind == JsonValueKind.String)
        {
            writer.WriteStringValue(Rewrite(keyword.Value.GetString()!, root));
        }
        else if (KeywordReader.WithValues.Contains(keyword.Name))
        {
            writer.WriteRawValue(JsonMarshal.GetRawUtf8Value(keyword.Value), skipInputValidation: true);
        }
        else if (KeywordReader.WithNames.Contains(keyword.Name) && keyword.Value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            WriteNamed(writer, keyword.Value, root);
            writer.WriteEndObject();
        }
        else
        {
            WriteSchema(writer, keyword.Value, root);
        }
    }

    private static void WriteNamed(Utf8JsonWriter writer, JsonElement schemas, string root)
    {
        foreach (JsonProperty schema in schemas.EnumerateObject())
        {
            writer.WritePropertyName(schema.Name);
            WriteSchema(writer, schema.Value, root);
        }
    }

    private static string Rewrite(string reference, string root) =>
        reference is "#" || reference.StartsWith("#/", StringComparison.Ordinal) ? root + reference[1..]
            : !reference.StartsWith('#') && KeyOf(reference) is { } target ? $"#/definitions/{NameOf(target.Key)}"
            : reference;

    // A slash would have to be escaped in every pointer.
    private static string NameOf(EntryKey key) => $"{key.Namespace}.{key.Name}";

    private static void Collect(JsonElement schema, HashSet<string> found, bool areNames = false)
    {
        if (schema.ValueKind == JsonValueKind.Object)
        {
            foreach (JsonProperty keyword in schema.EnumerateObject())
            {
                if (!areNames && KeywordReader.WithValues.Contains(keyword.Name))
                {
                    continue;
                }

                if (!areNames && keyword.NameEquals("$ref"u8) && keyword.Value.ValueKind == JsonValueKind.String)
                {
                    Add(found, keyword.Value.GetString()!);
                }

                Collect(keyword.Value, found, !areNames && KeywordReader.WithNames.Contains(keyword.Name));
            }
        }
        else if (schema.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in schema.EnumerateArray())
            {
                Collect(item, found);
            }
        }
    }

    private static void Add(HashSet<string> found, string reference)
    {
        if (!reference.StartsWith('#'))
        {
            found.Add(reference);
        }
    }
}
