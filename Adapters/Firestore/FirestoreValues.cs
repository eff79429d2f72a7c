using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Adapters.Firestore;

/// <summary>Values as Firestore's REST interface writes them: each in an object that names its type.</summary>
internal static class FirestoreValues
{
    public static JsonObject Fields(IEnumerable<KeyValuePair<string, object?>> fields) =>
        new(fields.Select(field => KeyValuePair.Create(field.Key, (JsonNode?)Encode(field.Value))));

    /// <exception cref="ArgumentException">The value is of a type that documents do not hold.</exception>
    public static JsonObject Encode(object? value) => value switch
    {
        null => new JsonObject { ["nullValue"] = null },
        string text => new JsonObject { ["stringValue"] = text },
        bool flag => new JsonObject { ["booleanValue"] = flag },
        int whole => Integer(whole),
        long whole => Integer(whole),
        double number => new JsonObject { ["doubleValue"] = number },
        DateTimeOffset instant => new JsonObject
        {
            ["timestampValue"] = instant.UtcDateTime.ToString(
            "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture)
        },
        JsonElement json => EncodeJson(json),
        IEnumerable<KeyValuePair<string, object?>> map => new JsonObject { ["mapValue"] = new JsonObject { ["fields"] = Fields(map) } },
        IEnumerable<string> texts => List(texts.Select(text => (JsonNode?)Encode(text))),
        _ => throw new ArgumentException($"{value.GetType().Name} has no place in a document.", nameof(value)),
    };

    private static JsonObject EncodeJson(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.String => Encode(json.GetString()),
        JsonValueKind.True or JsonValueKind.False => Encode(json.GetBoolean()),
        JsonValueKind.Number => json.TryGetInt64(out long whole) ? Integer(whole) : Encode(json.GetDouble()),
        JsonValueKind.Array => List(json.EnumerateArray().Select(item => (JsonNode?)EncodeJson(item))),
        JsonValueKind.Object => new JsonObject
        {
            ["mapValue"] = new JsonObject
            {
                ["fields"] = new JsonObject(
                json.EnumerateObject().Select(property => KeyValuePair.Create(property.Name, (JsonNode?)EncodeJson(property.Value))))
            },
        },
        _ => Encode(null),
    };

    /// <summary>As text: JSON readers lose digits of large integers.</summary>
    private static JsonObject Integer(long value) => new() { ["integerValue"] = value.ToString(CultureInfo.InvariantCulture) };

    private static JsonObject List(IEnumerable<JsonNode?> items) =>
        new() { ["arrayValue"] = new JsonObject { ["values"] = new JsonArray([.. items]) } };
}
