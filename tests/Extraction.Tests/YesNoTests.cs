namespace PromptIntel.Extraction.Tests;

/// <summary>Yes and no only where an answer says them; a word that is not known may mean the opposite.</summary>
public sealed class YesNoTests
{
    private const string Flag = """{"type":["boolean","null"]}""";

    [Theory]
    [InlineData("uninsured")]
    [InlineData("refused")]
    [InlineData("declined")]
    [InlineData("0")]
    [InlineData("zero")]
    [InlineData("we were refused cover")]
    [InlineData("we need one")]
    [InlineData("looking for one")]
    [InlineData("too expensive")]
    [InlineData("ask our broker")]
    [InlineData("to follow")]
    [InlineData("only the federation has it")]
    [InlineData("missing")]
    [InlineData("unwritten")]
    [InlineData("lost")]
    [InlineData("void")]
    [InlineData("in Vorbereitung")]
    [InlineData("en cours de rédaction")]
    [InlineData("Allianz refused in 2023")]
    [InlineData("under negotiation with AXA")]
    [InlineData("applied for")]
    [InlineData("we apply for a policy")]
    [InlineData("being written")]
    [InlineData("applies next year")]
    [InlineData("out of force")]
    public void Stated_WhenAWordMayMeanTheOpposite_IsNotTrue(string answer) => Assert.NotEqual("true", Stated(answer));

    [Theory]
    [InlineData("EUR 5,000,000 per event")]
    [InlineData("in force since 2019")]
    [InlineData("taken out in 2019")]
    [InlineData("applied to every event")]
    [InlineData("FIBA value, 2024 edition")]
    [InlineData("Yes, with AXA")]
    public void Stated_WhenItIsThere_IsTrue(string answer) => Assert.Equal("true", Stated(answer));

    [Theory]
    [InlineData("follows the landlord's rules", "true")]
    [InlineData("according to the national landlord code", "true")]
    [InlineData("follows the tenant's rules", "null")]
    [InlineData("to follow the landlord's rules", "null")]
    [InlineData("up to the landlord's rules", "null")]
    public void Stated_ByWhoseRulesAreFollowed_IsTrueForThoseThatTheRuleNames(string answer, string expected) => Assert.Equal(
        expected, Extracting.One(Flag, """{"stated_means_yes":true,"rules_of":["Landlord"]}""", $"Value: {answer}"));

    [Theory]
    [InlineData("No objection")]
    [InlineData("No problem")]
    [InlineData("No restrictions")]
    [InlineData("No idea")]
    [InlineData("No comment")]
    [InlineData("No limit")]
    [InlineData("No. 3 below")]
    [InlineData("No doubt")]
    [InlineData("No hurry")]
    [InlineData("None of your business")]
    [InlineData("Never mind")]
    [InlineData("Not yet decided")]
    [InlineData("Not without conditions")]
    public void No_BeforeAnotherWord_IsNotFalse(string answer) => Assert.NotEqual("false", Extracting.One(Flag, "{}", $"Value: {answer}"));

    [Theory]
    [InlineData("No, our members voted against it.", "false")]
    [InlineData("No. We have none.", "false")]
    [InlineData("None so far", "false")]
    [InlineData("Absolutely not.", "false")]
    [InlineData("Nein", "false")]
    [InlineData("Sí", "true")]
    [InlineData("Oui, depuis 2020", "true")]
    [InlineData("Covered by the federation, yes.", "true")]
    [InlineData("Yes and no", "null")]
    [InlineData("Yes, but it was refused", "null")]
    public void Answer_IsReadAsSaid(string answer, string expected) =>
        Assert.Equal(expected, Extracting.One(Flag, "{}", $"Value: {answer}"));

    [Theory]
    [InlineData("It would be covered by insurance.", "null")]
    [InlineData("Our club would be covered by insurance.", "null")]
    [InlineData("Our club would need insurance.", "null")]
    [InlineData("Our club would want insurance.", "null")]
    [InlineData("We would be happy to accept insurance.", "true")]
    [InlineData("Our club is covered by insurance.", "true")]
    [InlineData("Our club would be the contracting party and is covered by insurance.", "true")]
    public void Sentence_WithWould_IsTrueOnlyAsAnOffer(string text, string expected) =>
        Assert.Equal(expected, Extracting.One(Flag, """{"aliases":["insurance"]}""", text));

    private static string Stated(string answer) => Extracting.One(Flag, """{"stated_means_yes":true}""", $"Value: {answer}");
}
