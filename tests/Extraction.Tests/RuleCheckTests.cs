namespace PromptIntel.Extraction.Tests;

public sealed class RuleCheckTests
{
    [Theory]
    [InlineData("""{"feilds":{}}""", "unknown key 'feilds'")]
    [InlineData("""{"fields":{"value":{"alias":["a"]}}}""", "unknown key 'alias'")]
    [InlineData("""{"fields":{"value":{"aliases":"a"}}}""", "'aliases' must be a list of texts")]
    [InlineData("""{"fields":{"other":{}}}""", "not a field of the schema")]
    [InlineData("""{"fields":{"value":{"cues":["no place"]}}}""", "must hold {value} once")]
    [InlineData("""{"fields":{"value":{"asserts":["has {value}"]}}}""", "without {value}")]
    [InlineData("""{"fields":{"value":{"pattern":"(a"}}}""", "'pattern' is not usable")]
    [InlineData("""{"fields":{"value":{"pattern":"(a)\\1"}}}""", "'pattern' is not usable")]
    [InlineData("""{"fields":{"value":{"type":"colour"}}}""", "'type' must be one of")]
    [InlineData("""{"fields":{"value":{"currency_field":"gone"}}}""", "'gone' is not a field of the schema")]
    [InlineData("""{"fields":{"value":{"below":{"field":"value"}}}}""", "'below' must hold 'field' and 'words'")]
    [InlineData("""{"fields":{"value":{"below":{"field":"gone","words":["a"]}}}}""", "'gone' is not a field of the schema")]
    [InlineData("""{"fields":{"value":{"sole":"yes"}}}""", "'sole' must be true or false")]
    [InlineData("""{"synonyms":[["one"]]}""", "'synonyms' has the wrong type")]
    [InlineData("""{"synonyms":[["one","two words"]]}""", "'synonyms' has the wrong type")]
    [InlineData("""{"synonyms":[["one","two"],["three","two"]]}""", "'synonyms' has 'two' in more than one group")]
    [InlineData("""{"synonyms":[["one","two"],["one","three"]]}""", "'synonyms' has 'one' in more than one group")]
    [InlineData("""{"synonyms":[["guest","visitor"],["guests","fan"]]}""", "'synonyms' has 'guest' in more than one group")]
    [InlineData("""{"fields":{"value":{"ends_in":"inn"}}}""", "'ends_in' must be a list of texts")]
    [InlineData("""{"fields":{"value":{"rules_of":"landlord"}}}""", "'rules_of' must be a list of texts")]
    public void Check_WhenRuleIsWrong_NamesIt(string rules, string problem)
    {
        var schema = Extracting.Json("""{"type":"object","properties":{"value":{"type":"string"}}}""");

        var errors = Extractor.Check(schema, Extracting.Json(rules));

        Assert.Contains(problem, string.Join('\n', errors), StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_WhenSchemaIsNoObject_Throws() =>
        Assert.Throws<ExtractionRuleException>(() => Extracting.Run("""{"type":"string"}""", "{}", "text"));

    [Fact]
    public void Pattern_WhenDeclared_ReadsItsGroup() =>
        Assert.Equal(
            "\"AB-12\"",
            Extracting.One("""{"type":"string"}""", """{"pattern":"ref\\s+(?<value>[A-Z]+-\\d+)"}""", "your ref AB-12 of today"));

    [Fact]
    public void Extract_WhenRulesChange_DoesNotAnswerByTheOldOnes()
    {
        const string schema = """{"type":"object","properties":{"value":{"type":"string"}}}""";

        var before = Extracting.Run(schema, """{"fields":{"value":{}}}""", "Colour: red");
        var after = Extracting.Run(schema, """{"fields":{"value":{"aliases":["colour"]}}}""", "Colour: red");

        Assert.Equal("""{"value":null}""", before.Value.GetRawText());
        Assert.Equal("""{"value":"red"}""", after.Value.GetRawText());
    }
}
