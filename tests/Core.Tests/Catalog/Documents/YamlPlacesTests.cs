using System.Collections.Immutable;

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
    [InlineData("a: 1\na.b: 2", "a.b", "line 2, column 1")]
    [InlineData("a: {b: 1}\nc.d: 2", "a.b", "line 1, column 5")]
    [InlineData("a: {b: 1}\nc[0]: 2", "c[0]", "line 2, column 1")]
    public void Place_OfANameThatHoldsADot_IsThatOfTheLongestName(string text, string field, string place) =>
        Assert.Equal(place, YamlPlaces.Place(new EntryError(field, "Wrong."), YamlPlaces.Read(text)).Place);

    [Fact]
    public async Task Errors_BeyondAHundred_AreCountedAndNotPlaced()
    {
        string text = string.Concat(Enumerable.Range(0, 30_000).Select(index => $"f{index}: 1\n"));
        ImmutableArray<EntryError> errors = [.. Enumerable.Range(0, 30_000).Select(index => new EntryError($"f{index}", "Wrong."))];
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        string tags = string.Concat(Enumerable.Range(0, 160).Select(
            number => (number % 20 == 0 ? $"{(number % 40 == 0 ? "user" : "assistant")}:\n" : "") + $"{{{{v{number}}}}}\n"));

        ImmutableArray<EntryError> placed = YamlPlaces.PlaceFirst(errors, YamlPlaces.Read(text));
        WriteResult written = await fixture.CreateAsync(
            new EntryKey("general", "many"), $"---\ndescription: One.\nvariables: {{}}\n---\n{tags}");

        Assert.Equal(101, placed.Length);
        Assert.Equal("line 100, column 1: f99: Wrong.", placed[99].ToString());
        Assert.Equal("29,900 more errors are not listed.", placed[^1].ToString());
        Assert.Equal("60 more errors are not listed.", Assert.IsType<WriteResult.Invalid>(written).Errors[^1].ToString());
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

    [Theory]
    [InlineData("---\ntype: text\n---\n\nHello\n {{#if}}", "messages[0]", " (line 2, column 2)", "line 6, column 2: messages[0]: Wrong.")]
    [InlineData(
        "---\ntype: chat\n---\nsystem:\nA\n\nuser:\n\nB {{c}}\n", "messages[1]", " (line 1, column 5)",
        "line 9, column 5: messages[1]: Wrong.")]
    [InlineData("---\na: b\n---\nHello {{c}}", "messages[0]", " (line 1, column 9)", "line 4, column 9: messages[0]: Wrong.")]
    [InlineData(
        "---\na: b\n---\nHello", "messages[0]", " (line 2, column 1 of s/b, included at line 1, column 3)",
        "line 4, column 3: messages[0]: Wrong. (line 2, column 1 of s/b, included at line 1, column 3)")]
    [InlineData("---\na: b\n---\nHello", "messages[1]", " (line 1, column 3)", "messages[1]: Wrong. (line 1, column 3)")]
    [InlineData("---\ntype: chat\n---\nuser:", "messages[0]", " (line 1, column 1)", "line 5, column 1: messages[0]: Wrong.")]
    [InlineData(
        "---\ntype: chat\nmessages: []\n---\n", "messages[0]", " (line 1, column 1)",
        "line 3, column 1: messages[0]: Wrong. (line 1, column 1)")]
    public void Place_InATemplate_IsThatInTheText(string text, string field, string place, string placed) =>
        Assert.Equal(placed, YamlPlaces.Place(new EntryError(field, $"Wrong.{place}"), YamlPlaces.Read(text)).ToString());
}
