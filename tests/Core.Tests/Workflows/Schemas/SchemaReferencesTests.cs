using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Workflows.Schemas;

namespace PromptIntel.Core.Tests.Workflows.Schemas;

public sealed class SchemaReferencesTests
{
    private const string League = """
        {"type":"object","properties":{"venue":{"$ref":"components/venue"},"home":{"$ref":"#/definitions/city"}},
         "definitions":{"city":{"type":"string","minLength":2}}}
        """;

    private const string Venue = """
        {"type":"object","required":["city"],"properties":{"city":{"$ref":"#/definitions/city"},"league":{"$ref":"league"}},
         "definitions":{"city":{"type":"integer"}}}
        """;

    private readonly JsonSchemaValidator _validator = new();

    [Theory]
    [InlineData("""{"venue":{"city":7,"league":{"home":"Rome","venue":{"city":8}}},"home":"Oslo"}""", "")]
    [InlineData("""{"venue":{"city":"Rome"}}""", "venue.city")]
    [InlineData("""{"home":7}""", "home")]
    [InlineData("""{"venue":{"city":7,"league":{"home":"R"}}}""", "venue.league.home")]
    [InlineData("""{"venue":{"city":7,"league":{"venue":{}}}}""", "venue.league.venue.city")]
    public void Resolve_WhenEntriesReferToOneAnother_KeepsEachReferenceInItsOwnSchema(string value, string wrong)
    {
        JsonElement resolved = SchemaReferences.Resolve(JsonElement.Parse("\"components/league@2\""), Find);

        Assert.Empty(SchemaReferences.In(resolved));
        Assert.Equal(wrong, string.Join(' ', _validator.Validate(resolved, JsonElement.Parse(value)).Select(violation => violation.Path)));
    }

    [Fact]
    public void Resolve_WhenAReferenceStandsDeepInAnInlineSchema_IsFound()
    {
        JsonElement resolved = SchemaReferences.Resolve(
            JsonElement.Parse("""{"type":"array","items":{"type":"object","properties":{"at":{"$ref":"venue"}}}}"""), Find);

        Assert.Null(_validator.CheckSchema(resolved));
        Assert.Equal("[0].at.city", Assert.Single(_validator.Validate(resolved, JsonElement.Parse("""[{"at":{}}]"""))).Path);
    }

    [Fact]
    public void Resolve_WhenNothingIsReferredTo_GivesTheSchemaItself()
    {
        JsonElement schema = JsonElement.Parse("""{"type":"object","properties":{"a":{"description":"a $ref by name"}}}""");

        Assert.Equal(schema.GetRawText(), SchemaReferences.Resolve(schema, Find).GetRawText());
    }

    [Fact]
    public void Resolve_WhenAnEntryIsMissing_AllowsAnything()
    {
        JsonElement resolved = SchemaReferences.Resolve(JsonElement.Parse("""{"properties":{"a":{"$ref":"nobody"}}}"""), Find);

        Assert.Empty(_validator.Validate(resolved, JsonElement.Parse("""{"a":[1]}""")));
    }

    [Fact]
    public void In_NamesWhatLeavesTheSchema_Once()
    {
        JsonElement schema = JsonElement.Parse(
            """
            {"anyOf":[{"$ref":"venue"},{"$ref":"venue"},{"$ref":"#/definitions/x"}],
             "definitions":{"x":{"$ref":"components/league@3"}}}
            """);

        Assert.Equal(["components/league@3", "venue"], SchemaReferences.In(schema).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void In_LeavesAloneWhatIsAValueOrAName()
    {
        JsonElement schema = JsonElement.Parse(
            """
            {"enum":[{"$ref":"a"}],"const":{"$ref":"b"},"default":{"$ref":"c"},
             "properties":{"$ref":{"type":"string"},"enum":{"$ref":"venue"}}}
            """);

        Assert.Equal(["venue"], SchemaReferences.In(schema));
        Assert.Contains("""{"$ref":"b"}""", SchemaReferences.Resolve(schema, Find).GetRawText(), StringComparison.Ordinal);
    }

    private static EntryVersion? Find(EntryKey key) => key.ToString() switch
    {
        "components/league" => new TestCatalog().Add(EntryKind.Schema, "components/league", League),
        "components/venue" => new TestCatalog().Add(EntryKind.Schema, "components/venue", Venue),
        _ => null,
    };
}
