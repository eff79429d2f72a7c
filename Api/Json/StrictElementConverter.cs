using System.Text.Json;
using System.Text.Json.Serialization;

using PromptIntel.Core.Json;

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

        if (StorableJson.FaultOf(element) is { } fault)
        {
            throw new InvalidTextException(fault.ToString());
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
}
