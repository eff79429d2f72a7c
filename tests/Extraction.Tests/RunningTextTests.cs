namespace PromptIntel.Extraction.Tests;

public sealed class RunningTextTests
{
    private const string Integer = """{"type":["integer","null"]}""";
    private const string Rule = """{"cues":["we have {value} boats","{value} boats"],"units":["boats"]}""";

    [Theory]
    [InlineData("Since last spring we have 14 boats in the water.", "14")]
    [InlineData("We have fourteen boats, and hope for more.", "14")]
    [InlineData("We have 14 boats and hope to add two.", "14")]
    [InlineData("Our competitor has 20 boats.", "null")]
    [InlineData("If all goes well we have 14 boats.", "null")]
    [InlineData("We do not have 14 boats.", "null")]
    [InlineData("We have about 14 boats.", "null")]
    [InlineData("They said \"we have 14 boats\".", "null")]
    [InlineData("Do we have 14 boats?", "null")]
    [InlineData("We have 14 boats. On Sunday we have 15 boats.", "null")]
    [InlineData("Crews\t15\nBoats\t14", "null")]
    [InlineData("Crews   15\nBoats   14", "null")]
    [InlineData("On the water we have 14\nboats in all.", "14")]
    [InlineData("> We have 14 boats.", "null")]
    [InlineData("# Example\nWe have 14 boats.", "null")]
    public void Cue_OnlyWhenAsserted_GivesValue(string text, string expected) =>
        Assert.Equal(expected, Extracting.One(Integer, Rule, text));

    [Theory]
    [InlineData("We carry full insurance.", "true")]
    [InlineData("We do not carry any insurance.", "false")]
    [InlineData("We may have insurance; we carry hopes.", "null")]
    public void Assertion_WhenNegated_IsFalse(string text, string expected) =>
        Assert.Equal(expected, Extracting.One("""{"type":["boolean","null"]}""", """{"asserts":["we ... carry ... insurance"]}""", text));

    [Fact]
    public void Sole_WhenTwoAddressesStandInText_IsNull()
    {
        const string schema = """{"type":"string","format":"email"}""";

        Assert.Equal("\"a@x.example\"", Extracting.One(schema, """{"sole":true}""", "Write to a@x.example."));
        Assert.Equal("null", Extracting.One(schema, """{"sole":true}""", "Write to a@x.example or b@x.example."));
    }

    [Theory]
    [InlineData("Best writes,\nAnn Lee\nHead of Sales\nAcme", "\"Head of Sales\"")]
    [InlineData("Name: Ann Lee\n\nAnn Lee\nHead of Sales, Acme Ltd", "\"Head of Sales\"")]
    [InlineData("Best writes,\nAnn Lee\nAcme Headwear Ltd", "null")]
    [InlineData("Best writes,\nAnn Lee\nhead over heels", "null")]
    [InlineData("Best writes,\nAnn Lee\nHead: none yet", "null")]
    [InlineData("Best writes,\nAnn Lee\nPlanned Head of Sales", "null")]
    [InlineData("Name: Ann Lee\nAnn Lee and Bob Ray\nHead of Sales", "null")]
    [InlineData("Name: Ann Lee\nAnn Lee\nHead of Sales\n\nAnn Lee\nHead of Legal", "null")]
    [InlineData("Name: Ann Lee\nRole: to be confirmed\n\nAnn Lee\nHead of Sales", "null")]
    public void Below_WhenLineUnderTheOtherValueHoldsADeclaredWord_IsRead(string text, string expected)
    {
        const string schema = """{"type":"object","properties":{"name":{"type":"string"},"role":{"type":"string"}}}""";
        const string rules =
            """{"fields":{"name":{"type":"name","aliases":["best writes"]},"role":{"below":{"field":"name","words":["head"]}}}}""";

        Assert.Equal(expected, Extracting.Run(schema, rules, text).Value.GetProperty("role").GetRawText());
    }
}
