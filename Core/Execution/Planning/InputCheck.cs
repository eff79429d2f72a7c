using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Json;
using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Execution.Planning;

/// <summary>
/// Whether what a sub-recipe is given satisfies the recipe's own schema, as the input of a workflow must at the door. A pure function of
/// schema and value; the schema is read once. Safe for concurrent use.
/// </summary>
internal sealed class InputCheck(JsonElement schema)
{
    private const int MostShown = 5;

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

        HashSet<string> fields = [.. violations.Select(violation => violation.Path).Where(path => path.Length > 0)];

        // What is wrong with the value as a whole, such as its depth, is so without any null of it.
        if (fields.Count > 0 && WithoutNulls(input, fields) is { } rest)
        {
            violations = compiled.Validate(rest);
        }

        return violations.IsEmpty ? null : string.Join("; ", violations.Take(MostShown));
    }

    /// <summary>The value without the nulls at these paths; null where there is none.</summary>
    private static JsonElement? WithoutNulls(JsonElement value, HashSet<string> paths)
    {
        bool isLeftOut = false;
        JsonElement rest = CanonicalJson.Write(writer => Write(writer, value, ""));
        return isLeftOut ? rest : null;

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
