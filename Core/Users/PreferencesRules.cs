using System.Text.Encodings.Web;
using System.Text.Json;

namespace PromptIntel.Core.Users;

/// <summary>
/// Which JSON preferences may be: what every place that users' data is kept in can hold, whichever is configured, so that moving an
/// installation loses nothing.
/// </summary>
internal static class PreferencesRules
{
    private const int LongestName = 200;
    private const int Deepest = 16;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Null when the value may be kept.</summary>
    public static PutPreferencesResult.Invalid? Refuse(JsonElement value, int mostBytes) =>
        value.ValueKind != JsonValueKind.Object ? new PutPreferencesResult.Invalid("", "must be an object")
        : Measure(value) > mostBytes ? new PutPreferencesResult.Invalid("", $"must be at most {mostBytes} bytes of JSON")
        : Check(value, "", 1);

    private static PutPreferencesResult.Invalid? Check(JsonElement value, string path, int depth) => value.ValueKind switch
    {
        JsonValueKind.Object or JsonValueKind.Array when depth > Deepest =>
            new PutPreferencesResult.Invalid(path, $"must not be nested deeper than {Deepest} levels"),
        JsonValueKind.Object => value.EnumerateObject()
            .Select(property => CheckProperty(property, path, depth))
            .FirstOrDefault(invalid => invalid is not null),
        JsonValueKind.Array => value.EnumerateArray()
            .Select((item, index) => CheckItem(item, $"{path}[{index}]", depth))
            .FirstOrDefault(invalid => invalid is not null),
        _ => null,
    };

    private static PutPreferencesResult.Invalid? CheckProperty(JsonProperty property, string path, int depth)
    {
        string name = property.Name;
        bool isReserved = name.Length > 3
            && name.StartsWith("__", StringComparison.Ordinal)
            && name.EndsWith("__", StringComparison.Ordinal);
        return name.Length is 0 or > LongestName || isReserved
            ? new PutPreferencesResult.Invalid(path, $"must have names of 1 to {LongestName} characters, not between double underscores")
            : Check(property.Value, path.Length == 0 ? name : $"{path}.{name}", depth + 1);
    }

    private static PutPreferencesResult.Invalid? CheckItem(JsonElement item, string path, int depth) =>
        item.ValueKind == JsonValueKind.Array
            ? new PutPreferencesResult.Invalid(path, "must not be a list directly in a list")
            : Check(item, path, depth + 1);

    private static long Measure(JsonElement value)
    {
        using var bytes = new MemoryStream();
        using var writer = new Utf8JsonWriter(bytes, Compact);
        value.WriteTo(writer);
        writer.Flush();
        return bytes.Length;
    }
}
