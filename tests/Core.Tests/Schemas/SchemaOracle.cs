using System.Text.Json;
using System.Text.Json.Nodes;

namespace PromptIntel.Core.Tests.Schemas;

/// <summary>Schemas of every supported keyword and values that now and then fit them, from one seed.</summary>
internal sealed class SchemaOracle(int seed)
{
    private static readonly string[] Names = ["a", "b", "c", "ab", "long_name", "ä"];
    private static readonly string[] Types = ["string", "number", "integer", "boolean", "object", "array", "null"];
    private static readonly string[] Patterns = ["^a", "b$", "^[a-c]+$", "a|x", "^.{2,3}$", "[0-9]"];

    private readonly Random _random = new(seed);

    public JsonElement Schema()
    {
        JsonObject root = Object(4);
        root["$defs"] = new JsonObject
        {
            ["x"] = Object(2),
            ["y"] = new JsonObject { ["type"] = Type(), ["items"] = new JsonObject { ["$ref"] = "#/$defs/y" } }
        };
        return JsonElement.Parse(root.ToJsonString());
    }

    public JsonElement Value(int depth = 3) => JsonElement.Parse(Json(depth)?.ToJsonString() ?? "null");

    private JsonNode Sub(int depth) =>
        depth <= 0 || One(6) ? _random.Next(6) switch { 0 => false, 1 => true, _ => new JsonObject { ["type"] = Type() } } : Object(depth);

    private JsonObject Object(int depth)
    {
        var schema = new JsonObject();

        for (int keywords = _random.Next(1, 4); keywords > 0; keywords--)
        {
            (string keyword, JsonNode value) = Keyword(depth - 1);
            schema[keyword] = value;
        }

        return schema;
    }

    private (string Keyword, JsonNode Value) Keyword(int depth) => _random.Next(36) switch
    {
        0 or 1 => ("type", One(3) ? new JsonArray(JsonValue.Create("null"), Type()) : Type()),
        2 => ("enum", new JsonArray(Json(1), Json(1), Json(2))),
        3 => ("const", Json(1) ?? 0),
        4 or 5 => ("properties", Map(depth)),
        6 or 7 => ("required", SomeNames()),
        8 => ("additionalProperties", Sub(depth)),
        9 => ("patternProperties", new JsonObject { [Pick(Patterns)] = Sub(depth) }),
        10 => ("propertyNames", new JsonObject { ["pattern"] = Pick(Patterns) }),
        11 => ("minProperties", _random.Next(3)),
        12 => ("maxProperties", _random.Next(4)),
        13 => ("dependentRequired", new JsonObject { [Pick(Names)] = SomeNames() }),
        14 => ("dependentSchemas", new JsonObject { [Pick(Names)] = Sub(depth) }),
        15 or 16 => ("items", Sub(depth)),
        17 => ("prefixItems", Schemas(depth)),
        18 => ("contains", Sub(depth)),
        19 => ("minContains", _random.Next(3)),
        20 => ("maxContains", _random.Next(3)),
        21 => ("minItems", _random.Next(3)),
        22 => ("maxItems", _random.Next(4)),
        23 => ("uniqueItems", One(2)),
        24 => ("minLength", _random.Next(3)),
        25 => ("maxLength", _random.Next(5)),
        26 => ("pattern", Pick(Patterns)),
        27 => (Pick(["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"]), Number()),
        28 => ("multipleOf", Pick([1m, 2m, 0.5m, 0.01m, 3m])),
        29 => ("allOf", Schemas(depth)),
        30 => (Pick(["anyOf", "oneOf"]), Schemas(depth)),
        31 => ("not", Sub(depth)),
        32 => (Pick(["if", "then", "else"]), Sub(depth)),
        33 => ("unevaluatedProperties", Sub(depth)),
        34 => ("unevaluatedItems", Sub(depth)),
        _ => depth > 1 ? ("$ref", Pick(["#/$defs/x", "#/$defs/y"])) : ("title", "a"),
    };

    private JsonNode Type() => Pick(Types);

    private JsonArray Schemas(int depth) => [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => Sub(depth))];

    private JsonObject Map(int depth)
    {
        var map = new JsonObject();

        for (int members = _random.Next(1, 4); members > 0; members--)
        {
            map[Pick(Names)] = Sub(depth);
        }

        return map;
    }

    private JsonArray SomeNames() => [.. Names.Where(_ => One(4)).Select(name => (JsonNode)name)];

    private JsonNode? Json(int depth) => _random.Next(depth > 0 ? 9 : 6) switch
    {
        0 => null,
        1 => One(2),
        2 or 3 => Number(),
        4 or 5 => Pick(["", "a", "ab", "abc", "x1", "ä", "💩b", "long text"]),
        6 or 7 => Members(depth - 1),
        _ => Items(depth - 1),
    };

    /// <summary>Now and then one item stands twice.</summary>
    private JsonArray Items(int depth)
    {
        var items = new JsonArray([.. Enumerable.Range(0, _random.Next(4)).Select(_ => Json(depth))]);

        if (items.Count > 0 && One(3))
        {
            items.Add(items[0]?.DeepClone());
        }

        return items;
    }

    private JsonObject Members(int depth)
    {
        var value = new JsonObject();

        for (int members = _random.Next(4); members > 0; members--)
        {
            value[Pick(Names)] = Json(depth);
        }

        return value;
    }

    private JsonNode Number() =>
        JsonNode.Parse(Pick(["0", "1", "1.0", "2", "-3", "0.5", "3.7", "1e2", "100", "12345678901234567890", "0.01"]))!;

    private bool One(int of) => _random.Next(of) == 0;

    private T Pick<T>(ReadOnlySpan<T> values) => values[_random.Next(values.Length)];
}
