using System.Collections.Immutable;
using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Rendering;

namespace PromptIntel.Core.Tests.Catalog;

public sealed class PlainSchemaTests
{
    private const string Declaration = """
        {
          "type": "object", "required": ["name", "rows"],
          "properties": {
            "name": { "type": "string" },
            "tier": { "type": ["string", "null"], "enum": ["basic", "premium"] },
            "share": { "type": "number", "minimum": 0, "maximum": 1 },
            "rows": { "type": "array", "minItems": 1, "items": { "type": "object", "required": ["id"], "properties": { "id": { "type": "integer" } } } }
          }
        }
        """;

    [Theory]
    [InlineData("""{"name":"a","rows":[{"id":1}]}""")]
    [InlineData("""{"name":"a","rows":[{"id":1},{"id":2.0}],"tier":"basic","share":0.5,"more":[]}""")]
    public void Check_WhenDeclarationHolds_FindsNothing(string variables)
    {
        Assert.Empty(Check(variables));
    }

    [Theory]
    [InlineData("""{"rows":[{"id":1}]}""", "name", "required")]
    [InlineData("""{"name":1,"rows":[{"id":1}]}""", "name", "type string")]
    [InlineData("""{"name":"a","rows":[]}""", "rows", "at least 1 items")]
    [InlineData("""{"name":"a","rows":[{}]}""", "rows.id", "required")]
    [InlineData("""{"name":"a","rows":[{"id":1.5}]}""", "rows.id", "type integer")]
    [InlineData("""{"name":"a","rows":[{"id":1}],"tier":"gold"}""", "tier", "basic, premium")]
    [InlineData("""{"name":"a","rows":[{"id":1}],"tier":7}""", "tier", "string or null")]
    [InlineData("""{"name":"a","rows":[{"id":1}],"share":1.5}""", "share", "0 to 1")]
    public void Check_WhenDeclarationIsBroken_NamesTheFieldAndTheRule(string variables, string field, string rule)
    {
        ImmutableArray<EntryError> errors = Check(variables);

        Assert.Contains(errors, error => error.Field == field && error.Message.Contains(rule, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"properties":{"a":{"type":"string","pattern":"^x"}}}""")]
    [InlineData("""{"properties":{"a":{"enum":[1,2]}}}""")]
    [InlineData("""{"properties":{"a":true}}""")]
    public void Read_WhenDeclarationSaysMore_IsNotComplete(string declaration)
    {
        bool isComplete = true;

        PlainSchema.Read(JsonElement.Parse(declaration), ref isComplete);

        Assert.False(isComplete);
    }

    private static ImmutableArray<EntryError> Check(string variables)
    {
        bool isComplete = true;
        ImmutableArray<EntryError>.Builder? errors = null;
        PlainSchema.Read(JsonElement.Parse(Declaration), ref isComplete).Check(TemplateValues.From(JsonElement.Parse(variables)), "", ref errors);
        Assert.True(isComplete);
        return errors?.ToImmutable() ?? [];
    }
}
