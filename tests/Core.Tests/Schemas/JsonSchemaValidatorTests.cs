using System.Text.Json;

using PromptIntel.Core.Schemas;


namespace PromptIntel.Core.Tests.Schemas;

public sealed class JsonSchemaValidatorTests
{
    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("""{"required":["name"]}""", """{"name":1}""", """{}""", "required")]
    [InlineData("""{"properties":{"a":{"type":["string","null"]}}}""", """{"a":null}""", """{"a":3}""", "type")]
    [InlineData("""{"properties":{"a":{"type":["integer","null"]}}}""", """{"a":3.0}""", """{"a":3.5}""", "type")]
    [InlineData("""{"properties":{"a":{"type":"number"}}}""", """{"a":1e3}""", """{"a":"1000"}""", "type")]
    [InlineData("""{"properties":{"a":{"type":"string"}}}""", """{"a":"2026-01-01T00:00:00Z"}""", """{"a":false}""", "type")]
    [InlineData("""{"properties":{"a":{"enum":["x","y"]}}}""", """{"a":"x"}""", """{"a":"z"}""", "enum")]
    [InlineData("""{"properties":{"a":{"type":["string","null"],"enum":["x",null]}}}""", """{"a":null}""", """{"a":"z"}""", "enum")]
    [InlineData("""{"properties":{"a":{"const":"x"}}}""", """{"a":"x"}""", """{"a":"z"}""", "enum")]
    [InlineData("""{"additionalProperties":false,"properties":{"a":{}}}""", """{"a":1}""", """{"b":1}""", "additional_property")]
    [InlineData("""{"properties":{"a":{"type":"string","format":"date"}}}""", """{"a":"2026-02-28"}""", """{"a":"2026-02-30"}""", "format")]
    [InlineData(
        """{"properties":{"a":{"type":["string","null"],"format":"date"}}}""", """{"a":null}""", """{"a":"28/02/2026"}""", "format")]
    [InlineData("""{"properties":{"a":{"type":"string","format":"email"}}}""", """{"a":"a.b@example.org"}""", """{"a":"a.b@"}""", "format")]
    [InlineData(
        """{"properties":{"a":{"type":"string","format":"email"}}}""",
        """{"a":"a@example.org"}""",
        """{"a":"Ann <a@example.org>"}""",
        "format")]
    [InlineData(
        """{"properties":{"a":{"type":"string","format":"date-time"}}}""",
        """{"a":"2026-02-28T10:00:00Z"}""",
        """{"a":"yesterday"}""",
        "format")]
    [InlineData(
        """{"properties":{"a":{"type":"string","format":"uri"}}}""",
        """{"a":"https://example.org/x"}""",
        """{"a":"not a uri"}""",
        "format")]
    [InlineData("""{"properties":{"a":{"type":"number","minimum":0,"maximum":100}}}""", """{"a":100}""", """{"a":101}""", "too_big")]
    [InlineData("""{"properties":{"a":{"type":"number","minimum":0}}}""", """{"a":0}""", """{"a":-1}""", "too_small")]
    [InlineData("""{"properties":{"a":{"type":"number","exclusiveMinimum":0}}}""", """{"a":0.1}""", """{"a":0}""", "too_small")]
    [InlineData("""{"properties":{"a":{"type":"string","minLength":2}}}""", """{"a":"xx"}""", """{"a":"x"}""", "too_short")]
    [InlineData("""{"properties":{"a":{"type":"string","pattern":"^[A-Z]{3}$"}}}""", """{"a":"EUR"}""", """{"a":"eur"}""", "pattern")]
    [InlineData(
        """{"properties":{"a":{"type":"array","minItems":1,"items":{"type":"string"}}}}""", """{"a":["x"]}""", """{"a":[]}""", "too_few")]
    [InlineData(
        """{"$defs":{"p":{"type":"object","required":["n"]}},"properties":{"a":{"$ref":"#/$defs/p"}}}""",
        """{"a":{"n":1}}""",
        """{"a":{}}""",
        "required")]
    [InlineData(
        """
        {"definitions":{"p":{"definitions":{"q":{"type":"integer"}},"properties":{"n":{"$ref":"#/definitions/p/definitions/q"}}}},
         "properties":{"a":{"$ref":"#/definitions/p"}}}
        """,
        """{"a":{"n":1}}""", """{"a":{"n":"x"}}""", "type")]
    [InlineData("""{"properties":{"a":{"anyOf":[{"type":"string"},{"type":"null"}]}}}""", """{"a":null}""", """{"a":1}""", "no_match")]
    public void Validate_WhenRuleIsBroken_SaysWhich(string rules, string good, string bad, string code)
    {
        JsonElement schema = JsonElement.Parse("{\"type\":\"object\"," + rules[1..]);

        var none = _validator.Validate(schema, JsonElement.Parse(good));
        var some = _validator.Validate(schema, JsonElement.Parse(bad));

        Assert.Empty(none);
        Assert.Equal([code], some.Select(violation => violation.Code));
    }

    [Fact]
    public void Validate_WhenFieldIsDeep_GivesItsPathAndNotItsValue()
    {
        JsonElement schema = JsonElement.Parse(
            """
            {"type":"object","properties":{"contacts":{"type":"array",
               "items":{"type":"object","required":["email"],"properties":{"age":{"type":"integer"}}}}}}
            """);

        var violations = _validator.Validate(schema, JsonElement.Parse("""{"contacts":[{"email":"x"},{"age":"secret"}]}"""));

        Assert.Equal(
            ["contacts[1].age", "contacts[1].email"], violations.Select(violation => violation.Path).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(violations, violation => violation.Detail.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"$ref":"https://example.org/schema.json"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"/etc/passwd"}}}""")]
    [InlineData("""{"properties":{"a":{"$ref":"#/definitions/missing"}}}""")]
    [InlineData("""{"type":"sausage"}""")]
    [InlineData("""{"properties":[]}""")]
    [InlineData("""[]""")]
    public void CheckSchema_WhenNotEnforceable_SaysWhy(string schema)
    {
        string? problem = _validator.CheckSchema(JsonElement.Parse(schema));

        Assert.NotNull(problem);
    }
}
