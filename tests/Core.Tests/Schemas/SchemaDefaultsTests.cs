using System.Text.Json;

using PromptIntel.Core.Schemas;

namespace PromptIntel.Core.Tests.Schemas;

public sealed class SchemaDefaultsTests
{
    private const string Tier = """{"type":"object","properties":{"tier":{"type":"string","default":"basic"}}}""";

    private const string Nested =
        """
        {"type":"object","properties":{"to":{"type":"object",
           "properties":{"name":{"type":"string"},"copy":{"type":"boolean","default":false}}}}}
        """;

    private const string Referred =
        """
        {"$ref":"#/definitions/a~1b","definitions":{"a/b":{"type":"object",
           "properties":{"n":{"$ref":"#/definitions/n","default":3}}},"n":{"type":"integer"}}}
        """;

    [Theory]
    [InlineData(Tier, "{}", """{"tier":"basic"}""")]
    [InlineData(Tier, """{"tier":null,"x":"é"}""", """{"x":"é","tier":"basic"}""")]
    [InlineData(Tier, """{"tier":"gold"}""", """{"tier":"gold"}""")]
    [InlineData(Tier, "[1]", "[1]")]
    [InlineData("""{"properties":{"tier":{"type":["string","null"],"default":"basic"}}}""", """{"tier":null}""", """{"tier":null}""")]
    [InlineData(Nested, """{"to":{"name":"Ada"}}""", """{"to":{"name":"Ada","copy":false}}""")]
    [InlineData(Nested, "{}", "{}")]
    [InlineData(Referred, "{}", """{"n":3}""")]
    [InlineData(
        """{"properties":{"l":{"items":{"properties":{"n":{"default":1}}}}}}""", """{"l":[{},{"n":2},7]}""",
        """{"l":[{"n":1},{"n":2},7]}""")]
    [InlineData(
        """{"properties":{"l":{"prefixItems":[{}],"items":{"properties":{"n":{"default":1}}}}}}""", """{"l":[{},{}]}""",
        """{"l":[{},{"n":1}]}""")]
    [InlineData("""{"properties":{"o":{"default":{},"properties":{"n":{"default":1}}}}}""", "{}", """{"o":{"n":1}}""")]
    public void Fill_GivesWhatIsMissing_AndNothingElse(string schema, string value, string filled)
    {
        Assert.Equal(filled, SchemaDefaults.Of(JsonElement.Parse(schema))!.Fill(JsonElement.Parse(value)).GetRawText());
    }

    [Fact]
    public void Of_ASchemaWithoutDefaults_IsNothing()
    {
        Assert.Null(SchemaDefaults.Of(JsonElement.Parse("""{"type":"object"}""")));
        Assert.Null(SchemaDefaults.Of(null));
    }

    [Fact]
    public void Default_ThatHasItselfWithinIt_EndsAndIsRefusedWhenItIsWritten()
    {
        JsonElement schema = JsonElement.Parse(
            """{"$ref":"#/$defs/n","$defs":{"n":{"type":"object","properties":{"child":{"$ref":"#/$defs/n","default":{}}}}}}""");
        SchemaDefaults defaults = SchemaDefaults.Of(schema)!;

        Assert.Equal("{}", defaults.Fill(JsonElement.Parse("{}")).GetRawText());
        (string path, string problem) = Assert.Single(defaults.Check(new JsonSchemaValidator()));
        Assert.Equal("$defs.n.properties.child", path);
        Assert.Contains("no end", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Defaults_OfManyItems_StayBounded()
    {
        JsonElement schema = JsonElement.Parse(
            """{"properties":{"l":{"items":{"properties":{"t":{"default":"?"}}}}}}"""
                .Replace("?", new string('x', 10_000), StringComparison.Ordinal));
        string few = $$"""{"l":[{{string.Join(',', Enumerable.Repeat("{}", 100))}}]}""";
        string many = $$"""{"l":[{{string.Join(',', Enumerable.Repeat("{}", 200))}}]}""";
        SchemaDefaults defaults = SchemaDefaults.Of(schema)!;

        Assert.InRange(defaults.Fill(JsonElement.Parse(few)).GetRawText().Length, 1_000_000, 1_010_000);
        Assert.Equal(many, defaults.Fill(JsonElement.Parse(many)).GetRawText());
    }

    [Fact]
    public void Fill_OfASchemaThatRefersToItself_Ends()
    {
        JsonElement schema = JsonElement.Parse(
            """{"$ref":"#/definitions/a","definitions":{"a":{"$ref":"#/definitions/a","properties":{"n":{"default":1}}}}}""");

        Assert.Equal("""{"n":1}""", SchemaDefaults.Of(schema)!.Fill(JsonElement.Parse("{}")).GetRawText());
    }

    [Theory]
    [InlineData(Tier, null)]
    [InlineData(Referred, null)]
    [InlineData("""{"properties":{"n":{"type":"integer","default":"one"}}}""", "properties.n")]
    [InlineData("""{"properties":{"a":{"properties":{"n":{"enum":[1],"default":2}}}}}""", "properties.a.properties.n")]
    [InlineData("""{"properties":{"n":{"$ref":"#/definitions/n","default":"x"}},"definitions":{"n":{"type":"integer"}}}""", "properties.n")]
    public void Check_NamesTheDefaultThatIsNoneOfItsKind(string schema, string? path)
    {
        var wrong = SchemaDefaults.Of(JsonElement.Parse(schema))!.Check(new JsonSchemaValidator());

        Assert.Equal(path is null ? [] : [path], wrong.Select(one => one.Path));
    }
}
