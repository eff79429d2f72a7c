using System.Text.Json;

namespace PromptIntel.Web.Forms;

/// <summary>What a JSON Schema asks for, as far as a form can ask for it by a field of its own.</summary>
/// <param name="Name">The one type beside null; null where there are several or none is named.</param>
/// <param name="IsNullable">Whether null is a value of it too.</param>
internal readonly record struct SchemaType(string? Name, bool IsNullable)
{
    private const string Null = "null";

    /// <param name="schema">A <c>type</c>, a list of them, or <c>anyOf</c> or <c>oneOf</c> of one and null.</param>
    /// <param name="asked">The schema of the value that is not null: keywords such as <c>format</c> stand there.</param>
    public static SchemaType Of(JsonElement schema, out JsonElement asked)
    {
        asked = schema;

        if (schema.ValueKind != JsonValueKind.Object)
        {
            return default;
        }

        if (schema.TryGetProperty("type", out JsonElement type))
        {
            return Of(type);
        }

        if ((schema.TryGetProperty("anyOf", out JsonElement choices) || schema.TryGetProperty("oneOf", out choices))
            && choices.ValueKind == JsonValueKind.Array && choices.GetArrayLength() == 2)
        {
            SchemaType[] both = [.. choices.EnumerateArray().Select(choice => Of(choice, out _))];
            int other = Array.FindIndex(both, one => one.Name == Null) switch { 0 => 1, 1 => 0, _ => -1 };

            if (other >= 0 && both[other].Name is { } name)
            {
                asked = choices[other];
                return new SchemaType(name, IsNullable: true);
            }
        }

        return default;
    }

    private static SchemaType Of(JsonElement type)
    {
        if (type.ValueKind == JsonValueKind.String)
        {
            return new SchemaType(type.GetString(), IsNullable: false);
        }

        if (type.ValueKind != JsonValueKind.Array)
        {
            return default;
        }

        string[] names = [.. type.EnumerateArray().Select(name => name.ToString())];
        string[] others = [.. names.Where(name => name != Null)];
        return new SchemaType(others.Length == 1 ? others[0] : null, others.Length < names.Length);
    }
}
