using System.Buffers;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// Whether what a sub-recipe is given satisfies the recipe's own schema, as the input of a workflow must at the door. A pure function of
/// schema and value; the schema is read once. Safe for concurrent use.
/// </summary>
internal sealed class InputCheck(JsonElement schema)
{
    private const int MostShown = 5;

    private static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lazy<(CompiledSchema? Schema, string? Problem)> _compiled =
        new(() => (CompiledSchema.Compile(schema, out string? problem), problem));

    /// <summary>
    /// What is wrong, by field; null for nothing. A null that the schema does not allow counts as left out: it is what a wire to nothing
    /// brings.
    /// </summary>
    public string? ProblemOf(JsonElement input)
    {
        if (_compiled.Value is not { Schema: { } compiled })
        {
            return $"The schema of the recipe's input cannot be used: {_compiled.Value.Problem}";
        }

        ImmutableArray<SchemaViolation> violations = compiled.Validate(input);

        if (!violations.IsEmpty && WithoutNulls(input, [.. violations.Select(violation => violation.Path)]) is { } rest)
        {
            violations = compiled.Validate(rest);
        }

        return violations.IsEmpty ? null : string.Join("; ", violations.Take(MostShown));
    }

    /// <summary>The value without the nulls at these paths; null where there is none.</summary>
    private static JsonElement? WithoutNulls(JsonElement value, HashSet<string> paths)
    {
        var buffer = new ArrayBufferWriter<byte>();
        bool isLeftOut = false;

        using (var writer = new Utf8JsonWriter(buffer, Relaxed))
        {
            Write(writer, value, "");
        }

        return isLeftOut ? JsonElement.Parse(buffer.WrittenSpan) : null;

        void Write(Utf8JsonWriter writer, JsonElement element, string path)
        {
            if (element.ValueKind != JsonValueKind.Object)
            {
                element.WriteTo(writer);
                return;
            }

            writer.WriteStartObject();

            foreach (JsonProperty property in element.EnumerateObject())
            {
                string inner = path.Length == 0 ? property.Name : $"{path}.{property.Name}";

                if (property.Value.ValueKind == JsonValueKind.Null && paths.Contains(inner))
                {
                    isLeftOut = true;
                    continue;
                }

                writer.WritePropertyName(property.Name);
                Write(writer, property.Value, inner);
            }

            writer.WriteEndObject();
        }
    }
}
