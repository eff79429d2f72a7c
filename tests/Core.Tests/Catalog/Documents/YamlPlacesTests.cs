using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Prompts;

namespace PromptIntel.Core.Tests.Catalog.Documents;

/// <summary>An error is where its author sees it.</summary>
public sealed class YamlPlacesTests
{
    private const string Recipe = """
        kind: recipe
        input_schema: {type: object, properties: {a.b: {type: string}, tier: {default: 3}}}
        stages:
          - id: read
            uses: x
          - id: draft
            uses: y
            with:
              tier: ${input.tier}
        recipes:
          - one
          - two
        """;

    [Theory]
    [InlineData("stages.draft.with.tier", 9, 7)]
    [InlineData("stages.draft.with", 8, 5)]
    [InlineData("stages[1].uses", 7, 5)]
    [InlineData("stages[0]", 4, 5)]
    [InlineData("stages.draft.with.missing", 8, 5)]
    [InlineData("stages.draft.stages.inner.uses", 6, 5)]
    [InlineData("recipes[1]", 12, 5)]
    [InlineData("input_schema.properties.a.b.type", 2, 49)]
    [InlineData("input_schema.properties.tier.default", 2, 71)]
    public void Place_OfAField_IsItsOwnOrThatOfTheNearestAround(string field, int line, int column)
    {
        EntryError placed = YamlPlaces.Place(new EntryError(field, "Wrong."), YamlPlaces.Read(Recipe));

        Assert.Equal((line, column), (placed.Line, placed.Column));
        Assert.Equal($"line {line}, column {column}: {field}: Wrong.", placed.ToString());
    }

    [Theory]
    [InlineData("---\ndescription: A\nvariables:\n  properties: 3\n---\nvariables: none", "variables.properties", "line 4, column 3")]
    [InlineData("{\n \"type\": \"x\",\n \"with\": {\"a\": 1}\n}", "with.a", "line 3, column 11")]
    [InlineData("Hello {{name}}", "messages[0]", "")]
    [InlineData("a: [", "a", "")]
    [InlineData("- 1\n- 2", "a", "")]
    [InlineData("---\nno: end", "no", "")]
    [InlineData("a: 1", "nowhere", "")]
    [InlineData("a: 1", "", "")]
    public void Place_InOtherTexts_IsKnownOrIsNot(string text, string field, string place)
    {
        Assert.Equal(place, YamlPlaces.Place(new EntryError(field, "Wrong."), YamlPlaces.Read(text)).Place);
    }
}
