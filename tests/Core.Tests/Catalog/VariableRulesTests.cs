using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Tests.Catalog;

public sealed class VariableRulesTests
{
    private const string Declaration = """
        {
          "type": "object", "required": ["name", "rows"],
          "properties": {
            "name": { "type": "string" },
            "tier": { "type": ["string", "null"], "enum": ["basic", "premium", null] },
            "share": { "type": "number", "minimum": 0, "maximum": 1 },
            "rows": {
              "type": "array", "minItems": 1,
              "items": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } }
            }
          }
        }
        """;

    [Theory]
    [InlineData("""{"name":"a","rows":[{"id":1}]}""")]
    [InlineData("""{"name":"a","rows":[{"id":1},{"id":2.0}],"tier":"basic","share":0.5,"more":[]}""")]
    public void Check_WhenDeclarationHolds_FindsNothing(string variables)
    {
        Assert.Empty(Check(Declaration, variables));
    }

    [Theory]
    [InlineData("""{"rows":[{"id":1}]}""", "name", "This variable is required.")]
    [InlineData("""{"name":1,"rows":[{"id":1}]}""", "name", "Must be a text.")]
    [InlineData("""{"name":"a","rows":[]}""", "rows", "Must have at least 1 items.")]
    [InlineData("""{"name":"a","rows":[{}]}""", "rows[0].id", "This variable is required.")]
    [InlineData("""{"name":"a","rows":[{"id":1},{"id":1.5}]}""", "rows[1].id", "Must be a whole number.")]
    [InlineData("""{"name":"a","rows":[{"id":1}],"tier":"gold"}""", "tier", "Must be one of basic, premium, null.")]
    [InlineData("""{"name":"a","rows":[{"id":1}],"tier":7}""", "tier", "Must be a text or null.")]
    [InlineData("""{"name":"a","rows":[{"id":1}],"share":1.5}""", "share", "Must be at most 1.")]
    [InlineData("[]", "variables", "Must be a JSON object.")]
    public void Check_WhenDeclarationIsBroken_NamesTheFieldAndTheRule(string variables, string field, string message)
    {
        EntryError error = Assert.Single(Check(Declaration, variables));

        Assert.Equal((field, message), (error.Field, error.Message));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"$ref":"http://127.0.0.1:1/x.json"}}}""", "only references within the schema")]
    [InlineData("""{"properties":{"a":{"$ref":"file:///etc/passwd"}}}""", "only references within the schema")]
    [InlineData("""{"$ref":"#"}""", "without a step into the value")]
    [InlineData(
        """{"properties":{"a":{"$ref":"#/$defs/b"}},"$defs":{"b":{"$ref":"#/$defs/c"},"c":{"$ref":"#/$defs/b"}}}""",
        "without a step into the value")]
    [InlineData("""{"properties":{"a":{"pattern":"(?=a)"}}}""", "without backtracking")]
    public void Check_WhenTheDeclarationCannotBeUsed_SaysWhyAndDoesNotThrow(string declaration, string reason)
    {
        EntryError error = Assert.Single(Check(declaration, """{"a":"x"}"""));

        Assert.Equal("variables", error.Field);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WhenDefinitionsReferToOneAnother_FollowsThem()
    {
        const string Mutual = """
            {"properties":{"a":{"$ref":"#/$defs/person"}},
             "$defs":{"person":{"type":"object","properties":{"team":{"$ref":"#/$defs/team"}}},
                      "team":{"type":"object","required":["name"],"properties":{"lead":{"$ref":"#/$defs/person"}}}}}
            """;

        Assert.Empty(Check(Mutual, """{"a":{"team":{"name":"x","lead":{}}}}"""));
        Assert.Equal("a.team.lead.team.name", Assert.Single(Check(Mutual, """{"a":{"team":{"name":"x","lead":{"team":{}}}}}""")).Field);
    }

    private static ImmutableArray<EntryError> Check(string declaration, string variables)
    {
        JsonElement given = JsonElement.Parse(variables);
        return new VariableRules(JsonElement.Parse(declaration)).Check(given);
    }
}
