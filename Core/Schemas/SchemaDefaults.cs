using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PromptIntel.Core.Schemas;

/// <summary>
/// The values that a schema gives to properties that are not there: its <c>default</c>s, also of objects within objects and lists, through
/// references within the schema. Immutable; safe for concurrent use.
/// </summary>
public sealed class SchemaDefaults
{
    private const string Default = "default";
    private const string Properties = "properties";
    private const string Items = "items";
    private const int MostReferences = 8;
    private const int MostDepth = 128;
    private const int MostBytes = 1 << 20;

    // Nothing is put into a page, and a value stands as deep as it stood.
    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Deep = new() { MaxDepth = 256 };

    private readonly JsonElement _root;

    private SchemaDefaults(JsonElement root) => _root = root;

    /// <summary>Null when the schema gives none, as most do.</summary>
    public static SchemaDefaults? Of(JsonElement? schema) =>
        schema is { ValueKind: JsonValueKind.Object } root && JsonMarshal.GetRawUtf8Value(root).IndexOf("\"default\""u8) >= 0
            ? new SchemaDefaults(root)
            : null;

    /// <summary>Whether a property of an object has a value by its schema when nobody gives one.</summary>
    public static bool Has(JsonElement schema, string property) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty(Properties, out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
        && properties.TryGetProperty(property, out JsonElement known) && known.ValueKind == JsonValueKind.Object
        && known.TryGetProperty(Default, out _);

    /// <summary>
    /// The value with what is missing; the same where nothing is. A null where the schema does not name null counts as missing: it is
    /// what a wire to nothing brings. Where the defaults of many items would come to more than 1 MB, nothing is put in.
    /// </summary>
    public JsonElement Fill(JsonElement value)
    {
        var room = new Room();
        return Fill(_root, value, depth: 0, room) is { } filled && !room.IsExceeded ? filled : value;
    }

    /// <summary>The defaults that do not satisfy their own schemas, by place; empty when all do.</summary>
    public ImmutableArray<(string Path, string Problem)> Check(JsonSchemaValidator schemas)
    {
        ArgumentNullException.ThrowIfNull(schemas);
        return
        [
            .. Given("", _root).Select(given => (given.Path, Problem: ProblemOf(given, schemas))).Where(wrong => wrong.Problem.Length > 0),
        ];
    }

    private JsonElement? Fill(JsonElement schema, JsonElement value, int depth, Room room)
    {
        if (depth > MostDepth)
        {
            // A default that has itself within it.
            room.Exceed();
        }

        if (room.IsExceeded)
        {
            return null;
        }

        schema = Follow(schema);
        if (value.ValueKind == JsonValueKind.Array && schema.ValueKind == JsonValueKind.Object
            && schema.TryGetProperty(Items, out JsonElement items) && items.ValueKind == JsonValueKind.Object)
        {
            return FillItems(schema, items, value, depth, room);
        }

        if (value.ValueKind != JsonValueKind.Object || PropertiesOf(schema) is not { } properties)
        {
            return null;
        }

        var changed = new List<(string Name, JsonElement Value)>();
        foreach (JsonProperty property in properties.EnumerateObject())
        {
            bool isThere = value.TryGetProperty(property.Name, out JsonElement given);
            if (isThere && (given.ValueKind != JsonValueKind.Null || NamesNull(property.Value)))
            {
                if (Fill(property.Value, given, depth + 1, room) is { } filled)
                {
                    changed.Add((property.Name, filled));
                }
            }
            else if (property.Value.ValueKind == JsonValueKind.Object && property.Value.TryGetProperty(Default, out JsonElement missing))
            {
                room.Take(JsonMarshal.GetRawUtf8Value(missing).Length);
                changed.Add((property.Name, Fill(property.Value, missing, depth + 1, room) ?? missing));
            }
        }

        return changed.Count == 0 ? null : Merge(value, changed);
    }

    /// <summary>The items of a list that <c>items</c> speaks of, which are those behind <c>prefixItems</c>.</summary>
    private JsonElement? FillItems(JsonElement schema, JsonElement items, JsonElement list, int depth, Room room)
    {
        int first = schema.TryGetProperty("prefixItems", out JsonElement prefix) && prefix.ValueKind == JsonValueKind.Array
            ? prefix.GetArrayLength() : 0;
        JsonElement?[] filled =
            [.. list.EnumerateArray().Select((item, index) => index < first ? null : Fill(items, item, depth + 1, room))];
        return Array.TrueForAll(filled, one => one is null)
            ? null
            : Written(writer =>
            {
                writer.WriteStartArray();
                foreach ((int index, JsonElement item) in list.EnumerateArray().Index())
                {
                    (filled[index] ?? item).WriteTo(writer);
                }

                writer.WriteEndArray();
            });
    }

    private static JsonElement Merge(JsonElement value, List<(string Name, JsonElement Value)> changed)
    {
        return Written(writer =>
        {
            writer.WriteStartObject();
            foreach (JsonProperty property in value.EnumerateObject().Where(one => !changed.Exists(change => change.Name == one.Name)))
            {
                property.WriteTo(writer);
            }

            foreach ((string name, JsonElement filled) in changed)
            {
                writer.WritePropertyName(name);
                filled.WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    private static JsonElement Written(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            write(writer);
        }

        return JsonElement.Parse(buffer.WrittenSpan, Deep);
    }

    /// <summary>The schema that a reference within the document means.</summary>
    private JsonElement Follow(JsonElement schema)
    {
        for (int step = 0; step < MostReferences && ReferenceOf(schema) is { } reference; step++)
        {
            JsonElement found = _root;
            foreach (string name in reference[1..].Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                string member = Uri.UnescapeDataString(name).Replace("~1", "/", StringComparison.Ordinal)
                    .Replace("~0", "~", StringComparison.Ordinal);
                if (found.ValueKind != JsonValueKind.Object || !found.TryGetProperty(member, out found))
                {
                    return default;
                }
            }

            schema = found;
        }

        return schema;
    }

    private static string? ReferenceOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty("$ref", out JsonElement reference) && reference.ValueKind == JsonValueKind.String
        && reference.GetString() is { } text && text.StartsWith('#') ? text : null;

    private static JsonElement? PropertiesOf(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object
        && schema.TryGetProperty(Properties, out JsonElement properties) && properties.ValueKind == JsonValueKind.Object
            ? properties
            : null;

    private static bool NamesNull(JsonElement schema) =>
        schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out JsonElement type)
        && (type.ValueKind == JsonValueKind.Array ? type.EnumerateArray().Any(name => name.ValueEquals("null")) : type.ValueEquals("null"));

    /// <summary>
    /// Everything that stands under <c>properties</c> with a default, in items too, references not followed: what they mean is in the
    /// document.
    /// </summary>
    private static IEnumerable<(string Path, JsonElement Schema, JsonElement Value)> Given(string path, JsonElement schema)
    {
        if (schema.ValueKind != JsonValueKind.Object)
        {
            yield break;
        }

        if (schema.TryGetProperty(Items, out JsonElement items))
        {
            string place = $"{path}{(path.Length == 0 ? "" : ".")}{Items}";
            foreach ((string Path, JsonElement Schema, JsonElement Value) inner in Given(place, items))
            {
                yield return inner;
            }
        }

        foreach (string holder in (string[])[Properties, "definitions", "$defs"])
        {
            if (!schema.TryGetProperty(holder, out JsonElement members) || members.ValueKind != JsonValueKind.Object)
            {
                continue;
            }

            foreach (JsonProperty member in members.EnumerateObject())
            {
                string inside = $"{path}{(path.Length == 0 ? "" : ".")}{holder}.{member.Name}";
                if (member.Value.ValueKind == JsonValueKind.Object && member.Value.TryGetProperty(Default, out JsonElement value))
                {
                    yield return (inside, member.Value, value);
                }

                foreach ((string Path, JsonElement Schema, JsonElement Value) inner in Given(inside, member.Value))
                {
                    yield return inner;
                }
            }
        }
    }

    private string ProblemOf((string Path, JsonElement Schema, JsonElement Value) given, JsonSchemaValidator schemas)
    {
        // Its references begin at the root of the document, so it is asked for there.
        var alone = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (JsonProperty keyword in _root.EnumerateObject().Where(keyword => keyword.Name is "definitions" or "$defs"))
        {
            alone[keyword.Name] = keyword.Value;
        }

        var room = new Room();
        _ = Fill(given.Schema, given.Value, depth: 1, room);

        if (room.IsExceeded)
        {
            return "its own defaults have no end, or are more than 1 MB";
        }

        alone["allOf"] = JsonSerializer.SerializeToElement(new[] { given.Schema });
        return string.Join("; ", schemas.Validate(JsonSerializer.SerializeToElement(alone), given.Value).Take(3));
    }

    /// <summary>What may still be put into one value.</summary>
    private sealed class Room
    {
        private const int EachBytes = 16;

        private int _left = MostBytes;

        public bool IsExceeded => _left < 0;

        public void Take(int bytes) => _left = IsExceeded ? _left : _left - bytes - EachBytes;

        public void Exceed() => _left = -1;
    }
}
