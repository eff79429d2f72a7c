using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Api.Json;

/// <summary>
/// Free JSON from a client, checked to its leaves: a <see cref="JsonElement"/> is lazy, so a broken surrogate, a number out of range
/// or a repeated property would otherwise fail deep inside a run, as if it were our mistake.
/// </summary>
internal sealed class StrictElementConverter : JsonConverter<JsonElement>
{
    public override JsonElement Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var element = JsonElement.ParseValue(ref reader);

        try
        {
            Check(element, "");
        }
        catch (InvalidOperationException)
        {
            throw new InvalidTextException("must be valid Unicode");
        }

        return element;
    }

    public override void Write(Utf8JsonWriter writer, JsonElement value, JsonSerializerOptions options)
    {
        if (value.ValueKind == JsonValueKind.Undefined)
        {
            writer.WriteNullValue();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    // Depth is bounded by the reader (64).
    private static void Check(JsonElement element, string path)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                CheckObject(element, path);
                break;

            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    Check(item, path);
                }

                break;

            case JsonValueKind.String when element.GetString()!.Contains('\0', StringComparison.Ordinal):
                throw new InvalidTextException(Where(path) + StrictStringConverter.NulRefused);

            case JsonValueKind.Number when !element.TryGetDouble(out double number) || !double.IsFinite(number):
                throw new InvalidTextException(Where(path) + "must be a number that fits a double");
        }
    }

    private static void CheckObject(JsonElement element, string path)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);

        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!seen.Add(property.Name))
            {
                throw new InvalidTextException(Where(path) + "has a property twice");
            }

            if (property.Name.Contains('\0', StringComparison.Ordinal))
            {
                throw new InvalidTextException(Where(path) + StrictStringConverter.NulRefused);
            }

            Check(property.Value, path.Length == 0 ? property.Name : $"{path}.{property.Name}");
        }
    }

    private static string Where(string path) => path.Length == 0 ? "" : $"{path} ";
}
