using PromptIntel.Extraction.Finding;
using PromptIntel.Extraction.Rules;
using PromptIntel.Extraction.Text;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class HostileTextTests
{
    private const int Length = 1_000_000;
    private const long MostWorkPerCharacter = 20;
    private const string Schema =
        """
        {"type":"object","properties":{
          "count":{"type":"integer"},"name":{"type":"string"},"mail":{"type":"string","format":"email"},
          "items":{"type":"array","items":{"type":"string"}}}}
        """;
    private const string Rules =
        """
        {"neutral":["a","b","c","d"],"fields":{
          "count":{"cues":["we ... have ... {value} units","{value} units"]},"name":{"type":"name","cues":["we are {value}"]},
          "mail":{"sole":true},"items":{"cues":["we sell {value}"]}}}
        """;

    [Theory]
    [InlineData("we ")]
    [InlineData("we have 1 ")]
    [InlineData("Count: 1\n")]
    [InlineData("Count?\n")]
    [InlineData("|Count")]
    [InlineData("1,")]
    [InlineData("a@")]
    [InlineData("A of ")]
    [InlineData("we sell a, ")]
    [InlineData("(")]
    [InlineData("\"")]
    [InlineData("- Items:\n- ")]
    [InlineData("9")]
    [InlineData("+1 ")]
    [InlineData("www.")]
    [InlineData("\r\n")]
    [InlineData("<b>Count</b>: ")]
    [InlineData("\ud83d")]
    [InlineData("1 units ")]
    [InlineData("Count: \n")]
    [InlineData("  Count\n")]
    [InlineData("1 March ")]
    [InlineData("If we have ")]
    [InlineData("Count a b c d: 1\n")]
    [InlineData("Items: a, ")]
    [InlineData("Value: ; ")]
    [InlineData("Items: ; ")]
    [InlineData("COUNT: a   ")]
    [InlineData("[x] Count ")]
    public void Find_WhenTextRepeats_WorksInProportionToItsLength(string unit) =>
        WorksInProportion(string.Concat(Enumerable.Repeat(unit, Length / unit.Length)));

    [Fact]
    public void Find_WhenEmptyEntriesStandOverBullets_WorksInProportionToItsLength() =>
        WorksInProportion(string.Concat(Enumerable.Repeat("Items: ; ", Length / 9)) + string.Concat(Enumerable.Repeat("\n- a b c", 110)));

    [Fact]
    public void Find_WhenManyBoxesStandUnderALongLine_WorksInProportionToItsLength() =>
        WorksInProportion(string.Concat(Enumerable.Repeat("word ", Length / 10)) + "\n"
            + string.Concat(Enumerable.Repeat("[x] Count ", Length / 20)));

    [Fact]
    public void Find_WhenInitialsRunOnIntoAnOpenName_WorksInProportionToItsLength() =>
        WorksInProportion(string.Concat(Enumerable.Repeat("A.", Length / 2)) + "A and Bob",
            """{"fields":{"name":{"type":"company","sole":true}}}""");

    [Fact]
    public void Find_WhenALineOfColonsStandsOverAnAddress_WorksInProportionToItsLength() =>
        WorksInProportion(string.Concat(Enumerable.Repeat("count: ", Length / 7)) + "\nann@fjord.example\n",
            """{"fields":{"name":{"type":"name","person":true,"beside":"mail"},"mail":{"sole":true}}}""");

    [Fact]
    public void Find_WhenALongSenderForwardsManyMessages_WorksInProportionToItsLength() =>
        WorksInProportion("From: ann@fjord.example " + new string('x', Length / 2) + "\nSubject: Fw: a\nOne.\nTwo.\nThree.\n"
            + string.Concat(Enumerable.Repeat("Bob wrote:\nFrom: bob@fjord.example\nTo: ann\n\n", Length / 100)));

    [Theory]
    [InlineData("")]
    [InlineData(" \r\n\t")]
    [InlineData("\0\u200b\ufeff")]
    public void Extract_WhenTextIsEmpty_GivesNulls(string text)
    {
        var answer = Extracting.Run(Schema, Rules, text);

        Assert.Equal("""{"count":null,"name":null,"mail":null,"items":null}""", answer.Value.GetRawText());
        Assert.Empty(answer.Spans);
    }

    private static void WorksInProportion(string text, string rules = Rules)
    {
        var document = new SourceDocument(text);
        var errors = new List<string>();
        var plan = ExtractionPlan.Build(Extracting.Json(Schema), Extracting.Json(rules), errors);

        _ = new FieldFinder(new CompiledPlan(plan), document).Find();

        // Work that grew with the square of the text would be a million times its length.
        Assert.Empty(errors);
        Assert.InRange(document.Work, 0, MostWorkPerCharacter * document.Text.Length);
    }
}
