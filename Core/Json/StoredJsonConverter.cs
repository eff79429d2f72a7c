using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromptIntel.Core.Json;

/// <summary>Writes the JSON itself in its place.</summary>
internal sealed class StoredJsonConverter : JsonConverter<StoredJson>
{
    /// <summary>Null is JSON too.</summary>
    public override bool HandleNull => true;

    public override StoredJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonElement.ParseValue(ref reader);

    public override void Write(Utf8JsonWriter writer, StoredJson value, JsonSerializerOptions options) => value.Read().WriteTo(writer);
}
