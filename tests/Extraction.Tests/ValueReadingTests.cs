namespace PromptIntel.Extraction.Tests;

public sealed class ValueReadingTests
{
    private const string Integer = """{"type":["integer","null"]}""";
    private const string Number = """{"type":["number","null"]}""";
    private const string Text = """{"type":["string","null"]}""";
    private const string Date = """{"type":["string","null"],"format":"date"}""";
    private const string Flag = """{"type":["boolean","null"]}""";

    [Theory]
    [InlineData("14", "14")]
    [InlineData("Fourteen", "14")]
    [InlineData("twenty-two", "22")]
    [InlineData("two hundred and forty", "240")]
    [InlineData("two hundred", "200")]
    [InlineData("fourteen (14)", "14")]
    [InlineData("95k", "95000")]
    [InlineData("1.2M", "1200000")]
    [InlineData("1,200", "1200")]
    [InlineData("1 200 000", "1200000")]
    [InlineData("1'200'000", "1200000")]
    [InlineData("half a million", "500000")]
    [InlineData("14 (16 planned for next year)", "14")]
    [InlineData("12-14", "null")]
    [InlineData("12 to 14", "null")]
    [InlineData("about 14", "null")]
    [InlineData("more than 14", "null")]
    [InlineData("1.200", "1200")]
    [InlineData("14 %", "null")]
    [InlineData("TBC", "null")]
    [InlineData("14?", "null")]
    [InlineData("14 and 16", "null")]
    [InlineData("perhaps 14", "null")]
    [InlineData("see section 4", "null")]
    public void Integer_WhenLabelled_IsReadOrNull(string answer, string expected) =>
        Assert.Equal(expected, Extracting.One(Integer, "{}", $"Value: {answer}"));

    [Theory]
    [InlineData("EUR 640,000", "640000")]
    [InlineData("$1.8 million", "1800000")]
    [InlineData("1.200.000,50 €", "1200000.5")]
    [InlineData("CHF 1'250'000.00", "1250000")]
    public void Money_WhenLabelled_IsRead(string answer, string expected) =>
        Assert.Equal(expected, Extracting.Run(
            """{"type":"object","properties":{"value":{"type":"number"},"code":{"type":"string"}}}""",
            """{"fields":{"value":{"currency_field":"code"}}}""",
            $"Value: {answer}").Value.GetProperty("value").GetRawText());

    [Fact]
    public void Money_WhenMarkMeansSeveralCurrencies_LeavesCurrencyNull()
    {
        var answer = Extracting.Run(
            """{"type":"object","properties":{"value":{"type":"number"},"code":{"type":"string"}}}""",
            """{"fields":{"value":{"currency_field":"code"}}}""",
            "Value: 200 kr");

        Assert.Equal("200", answer.Value.GetProperty("value").GetRawText());
        Assert.Equal("null", answer.Value.GetProperty("code").GetRawText());
    }

    [Theory]
    [InlineData("1.200.000,50", "1.200", "1200")]
    [InlineData("3,400,000.50", "1,200", "1200")]
    public void Notation_WhenAnotherNumberShowsIt_DecidesAmbiguousNumber(string witness, string answer, string expected) =>
        Assert.Equal(expected, Extracting.One(Number, "{}", $"Other: {witness}\nValue: {answer}"));

    [Theory]
    [InlineData("14 March 2026", "2026-03-14")]
    [InlineData("14th of March, 2026", "2026-03-14")]
    [InlineData("March 14, 2026", "2026-03-14")]
    [InlineData("2026-03-14", "2026-03-14")]
    [InlineData("14.03.2026", "2026-03-14")]
    [InlineData("14/03/2026", "2026-03-14")]
    [InlineData("03/14/2026", "2026-03-14")]
    public void Date_WhenComplete_IsIso(string answer, string expected) =>
        Assert.Equal($"\"{expected}\"", Extracting.One(Date, "{}", $"Value: {answer}"));

    [Theory]
    [InlineData("03/04/2026")]
    [InlineData("early May")]
    [InlineData("March 2026")]
    [InlineData("31 February 2026")]
    [InlineData("probably 14 March 2026")]
    [InlineData("14 March 2026 or 15 March 2026")]
    public void Date_WhenUncertain_IsNull(string answer) => Assert.Equal("null", Extracting.One(Date, "{}", $"Value: {answer}"));

    [Fact]
    public void Date_WhenRuleSaysDayFirst_ReadsSlashes()
    {
        var answer = Extracting.Run(
            """{"type":"object","properties":{"value":{"type":"string","format":"date"}}}""",
            """{"day_first":true}""",
            "Value: 03/04/2026");

        Assert.Equal("2026-04-03", answer.Value.GetProperty("value").GetString());
    }

    [Theory]
    [InlineData("Yes", "true")]
    [InlineData("Yes, since 2019.", "true")]
    [InlineData("Yes, all of them.", "true")]
    [InlineData("Yes, they do.", "null")]
    [InlineData("absolutely", "true")]
    [InlineData("No", "false")]
    [InlineData("Not at the moment.", "false")]
    [InlineData("[x] Yes [ ] No", "true")]
    [InlineData("☐ Yes ☑ No", "false")]
    [InlineData("[ ] Yes [ ] No", "null")]
    [InlineData("Yes / No", "null")]
    [InlineData("pending", "null")]
    [InlineData("Yes, if the board agrees", "null")]
    [InlineData("maybe", "null")]
    public void Boolean_WhenLabelled_IsReadOrNull(string answer, string expected) =>
        Assert.Equal(expected, Extracting.One(Flag, "{}", $"Value: {answer}"));

    [Theory]
    [InlineData("Value: blue", "\"blue\"")]
    [InlineData("Value - blue", "\"blue\"")]
    [InlineData("3. Value: blue", "\"blue\"")]
    [InlineData("3.2 Value: blue", "\"blue\"")]
    [InlineData("**Value:** blue", "\"blue\"")]
    [InlineData("| Value | blue |", "\"blue\"")]
    [InlineData("Value\tblue", "\"blue\"")]
    [InlineData("Value      blue", "\"blue\"")]
    [InlineData("Value:\r\nblue\r\n", "\"blue\"")]
    [InlineData("- Value: blue", "\"blue\"")]
    [InlineData("Q: What is the value?\nA: blue", "\"blue\"")]
    [InlineData("Value? blue", "\"blue\"")]
    [InlineData("Value: open from 1 May 2026 to members", "\"open from 1 May 2026 to members\"")]
    [InlineData("Value: 1 May 2026", "null")]
    [InlineData("Value: Odense, 6 November 2026", "null")]
    [InlineData("Value: 14", "null")]
    [InlineData("Value:\nOther: blue", "null")]
    [InlineData("Value: ____", "null")]
    [InlineData("Value: blue\nValue: red", "null")]
    [InlineData("> Value: blue", "null")]
    [InlineData("Example value: blue", "null")]
    public void Text_InEveryLayout_IsReadOrNull(string text, string expected) => Assert.Equal(expected, Extracting.One(Text, "{}", text));

    [Theory]
    [InlineData("a, b and c")]
    [InlineData("a; b; c")]
    [InlineData("\n- a\n- b\n- c")]
    [InlineData("\n- a\n- b\n- c\n- Other: d")]
    public void List_InEveryLayout_IsRead(string answer) =>
        Assert.Equal("""["a","b","c"]""", Extracting.One("""{"type":"array","items":{"type":"string"}}""", "{}", $"Value: {answer}"));

    [Fact]
    public void Choice_WhenSynonymIsDeclared_IsItsValue() =>
        Assert.Equal(
            "\"red\"", Extracting.One("""{"enum":["red","green",null]}""", """{"values":{"crimson":"red"}}""", "Value: a crimson one"));
}
