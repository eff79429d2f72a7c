using System.Globalization;
using System.Text.Json;

namespace PromptIntel.Api.Tests.Fuzz;

/// <summary>
/// Values of a schema, mostly good, and at times of the wrong type, out of bounds or made to hurt. As JSON text, so that what no serializer
/// would write can be sent.
/// </summary>
internal sealed class HostileValues(Random random, JsonElement schemas, IReadOnlyList<string> names)
{
    private const int MostNested = 5;

    private static readonly string[] Wrong =
    [
        "null", "true", "false", "0", "-1", "1", "2147483648", "-9223372036854775809", "1e308", "1e400", "-0.0", "0.1",
        "99999999999999999999999999", "[]", "{}", "[[]]", "[null]", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"", "\"\\u202e\"", "\"\\r\\n\"", "\"../..\"", "\"a/b\"", "\"%2e%2e%2f\"", "\"{{x}}\"",
        "\"{{#each x}}{{/each}}\"", "\"'; DROP TABLE entries; --\"", "\"$ref\"", "{\"$ref\":\"http://127.0.0.1:9/schema\"}",
        "{\"a\":1,\"a\":2}", "{\"\":{}}", "\"😀\"", "\"2026-02-30\"", "\"9999-12-31T23:59:59.9999999+14:00\"", "\"0001-01-01\"",
        "NaN", "Infinity", "01", "'x'", "", "{", "[1,", "\"",
    ];

    private static readonly string[] Texts =
    [
        "", " ", ".", "..", "...", "a", "A", "-1", "0", "1", "2147483648", "99999999999999999999", "true", "null", "abc", "a b",
        "a+b", "a%b", "a/b", "a\\b", "?x=1", "#x", "\r\nX-Injected: 1", "\t", "\u0001", "\u007f", "\u0085", "\u202e", "\ufeff",
        "\uffff", "é", "東京", "😀", "production", "latest", "candidate", "1e9", "0x10", "018f0000-0000-7000-8000-000000000000",
        "{018f0000-0000-7000-8000-000000000000}", "2026-02-30", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00+14:00", "markdown", "MQ", "!!!", "....//", "{{x}}", "'\"--",
    ];

    /// <summary>A text for a path, a query or a header.</summary>
    public string Text(ApiParameter parameter)
    {
        string? type = parameter.Schema.TryGetProperty("type", out JsonElement found) && found.ValueKind == JsonValueKind.String
            ? found.GetString()
            : null;
        return random.Next(10) switch
        {
            < 5 when type is "integer" => random.Next(0, 200).ToString(CultureInfo.InvariantCulture),
            < 5 when Format(parameter.Schema) == "uuid" => new Guid(Bytes(16)).ToString(),
            < 6 => Known(parameter.Name),
            9 => new string((char)random.Next('a', 'z'), random.Next(1, 3000)),
            _ => Pick(Texts),
        };
    }

    /// <summary>JSON text of the schema; wrong somewhere in about every second.</summary>
    public string Json(JsonElement schema, int depth = 0)
    {
        if (random.Next(12) == 0)
        {
            return Hostile();
        }

        if (schema.TryGetProperty("$ref", out JsonElement reference))
        {
            string name = reference.GetString()!.Split('/')[^1];
            return name == "JsonElement" ? Anything(depth) : Json(schemas.GetProperty(name), depth);
        }

        if (schema.TryGetProperty("oneOf", out JsonElement either) || schema.TryGetProperty("anyOf", out either))
        {
            JsonElement[] choices = [.. either.EnumerateArray()];
            return Json(choices[random.Next(choices.Length)], depth);
        }

        if (schema.TryGetProperty("enum", out JsonElement values))
        {
            JsonElement[] known = [.. values.EnumerateArray()];
            return known[random.Next(known.Length)].GetRawText();
        }

        return TypeOf(schema) switch
        {
            "object" => Object(schema, depth),
            "array" =>
                "[" + string.Join(
                    ',',
                    Enumerable.Range(0, random.Next(4)).Select(
                        _ => schema.TryGetProperty("items", out JsonElement items)
                            ? Json(items, depth + 1)
                            : Anything(depth + 1))) + "]",
            "string" => JsonSerializer.Serialize(random.Next(3) == 0 ? Pick(Texts) : Known("")),
            "integer" => random.Next(-2, 300).ToString(CultureInfo.InvariantCulture),
            "number" => (random.NextDouble() * 100).ToString("R", CultureInfo.InvariantCulture),
            "boolean" => random.Next(2) == 0 ? "true" : "false",
            "null" => "null",
            _ => Anything(depth),
        };
    }

    private string Object(JsonElement schema, int depth)
    {
        if (!schema.TryGetProperty("properties", out JsonElement properties) || depth > MostNested)
        {
            return Anything(depth);
        }

        HashSet<string> required = schema.TryGetProperty("required", out JsonElement named)
            ? [.. named.EnumerateArray().Select(name => name.GetString()!)]
            : [];
        List<string> members = [.. properties.EnumerateObject()
            .Where(property => required.Contains(property.Name) ? random.Next(15) > 0 : random.Next(3) == 0)
            .Select(
                property =>
                    JsonSerializer.Serialize(property.Name) + ":"
                        + (property.Name is "workflow" or "name" or "namespace" && random.Next(3) > 0
                            ? JsonSerializer.Serialize(Known(property.Name))
                            : Json(property.Value, depth + 1)))];

        if (random.Next(10) == 0)
        {
            members.Add($"\"x_{random.Next(100)}\":{Anything(depth + 1)}");
        }

        return $"{{{string.Join(',', members)}}}";
    }

    private string Anything(int depth) => depth > MostNested ? "1" : random.Next(8) switch
    {
        0 => Hostile(),
        1 => $"{{\"name\":{Anything(depth + 1)}}}",
        2 => $"[{Anything(depth + 1)},{Anything(depth + 1)}]",
        3 => "{\"questionnaire_text\":\"League: Pier League\"}",
        4 =>
            "{\"format_version\":1,\"type\":\"text\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello {{name}}\"}],"
                + "\"variables\":{\"type\":\"object\",\"properties\":{\"name\":{\"type\":\"string\"}}}}",
        5 => "\"Hello {{name}}\"",
        6 => random.Next(1000).ToString(CultureInfo.InvariantCulture),
        _ => JsonSerializer.Serialize(Pick(Texts)),
    };

    private string Hostile() => random.Next(20) switch
    {
        0 => new string('[', 70) + new string(']', 70),
        1 => string.Concat(Enumerable.Repeat("{\"a\":", 70)) + "1" + new string('}', 70),
        2 => new string('[', 20_000),
        3 => $"\"{new string('x', 70_000)}\"",
        _ => Pick(Wrong),
    };

    private string Known(string parameter) => parameter switch
    {
        "namespace" => Pick(["general", "workflows", "components", "fuzz"]),
        "kind" => Pick(["prompt", "recipe", "schema", "operation"]),
        "workflow" => Pick(["questionnaire_to_contract", "workflows/questionnaire_to_contract", "summarise_meeting"]),
        "status" => Pick(["open", "queued", "running", "failed", "succeeded"]),
        _ => names[random.Next(names.Count)],
    };

    private string Pick(string[] from) => from[random.Next(from.Length)];

    private byte[] Bytes(int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static string? Format(JsonElement schema) =>
        schema.TryGetProperty("format", out JsonElement format) ? format.GetString() : null;

    private static string? TypeOf(JsonElement schema)
    {
        if (!schema.TryGetProperty("type", out JsonElement type))
        {
            return schema.TryGetProperty("properties", out _) ? "object" : null;
        }

        return type.ValueKind == JsonValueKind.Array
            ? type.EnumerateArray().Select(one => one.GetString()).First(one => one != "null")
            : type.GetString();
    }
}
