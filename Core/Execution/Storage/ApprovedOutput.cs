using System.Text.Json;

using PromptIntel.Core.Json;

namespace PromptIntel.Core.Execution.Storage;

/// <summary>What a waiting stage's output becomes when a person approves it.</summary>
internal static class ApprovedOutput
{
    private const string Approval = "approval";

    /// <summary>The output with the person's values in the place of its own; fields that it does not have are left out.</summary>
    public static JsonElement Edit(JsonElement output, JsonElement values)
    {
        var given = values.EnumerateObject().ToDictionary(field => field.Name, field => field.Value, StringComparer.Ordinal);
        return CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();

            foreach (JsonProperty field in output.EnumerateObject())
            {
                writer.WritePropertyName(field.Name);
                given.GetValueOrDefault(field.Name, field.Value).WriteTo(writer);
            }

            writer.WriteEndObject();
        });
    }

    /// <summary>The output, edited, with <c>approval</c> added; an output that is no object becomes its <c>value</c>.</summary>
    public static JsonElement Of(JsonElement? output, ExecutionChange.Answer answer, DateTimeOffset now)
    {
        JsonElement? edited = output is { ValueKind: JsonValueKind.Object } whole && answer.Values is { } values
            ? Edit(whole, values)
            : output;
        return CanonicalJson.Write(writer =>
        {
            writer.WriteStartObject();

            if (edited is { ValueKind: JsonValueKind.Object } fields)
            {
                foreach (JsonProperty field in fields.EnumerateObject().Where(field => !field.NameEquals(Approval)))
                {
                    field.WriteTo(writer);
                }
            }
            else if (edited is { } value)
            {
                writer.WritePropertyName("value");
                value.WriteTo(writer);
            }

            WriteApproval(writer, answer, now);
            writer.WriteEndObject();
        });
    }

    private static void WriteApproval(Utf8JsonWriter writer, ExecutionChange.Answer answer, DateTimeOffset now)
    {
        writer.WriteStartObject(Approval);
        writer.WriteBoolean("approved", true);
        writer.WriteString("by", answer.Actor);
        writer.WriteString("comment", answer.Comment);
        writer.WriteString("at", now);

        if (answer.Values is { } edited)
        {
            writer.WriteStartArray("edited");

            foreach (JsonProperty field in edited.EnumerateObject())
            {
                writer.WriteStringValue(field.Name);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
