namespace PromptIntel.Extraction.Tests;

/// <summary>An address is read whole or not at all: a part of one reaches somebody else.</summary>
public sealed class AddressTests
{
    private const string Email = """{"type":["string","null"],"format":"email"}""";
    private const string Url = """{"type":["string","null"],"format":"uri"}""";

    [Theory]
    [InlineData("fionn.o'sample@fjord.example")]
    [InlineData("büro@fjord.example")]
    [InlineData("r&d@fjord.example")]
    [InlineData("info/desk@fjord.example")]
    [InlineData("first~last@fjord.example")]
    [InlineData("a!b@fjord.example")]
    [InlineData("info+x@fjord.example")]
    [InlineData("o`neil@fjord.example")]
    [InlineData("{x}@fjord.example")]
    [InlineData("a#b$c%d@fjord.example")]
    [InlineData("имя@fjord.example")]
    [InlineData("x@sub.fjord-north.example")]
    public void Email_IsReadWhole(string mail) => Assert.Equal(mail, Read(Email, mail));

    [Theory]
    [InlineData(".info@fjord.example")]
    [InlineData("a..b@fjord.example")]
    [InlineData("a=b@fjord.example")]
    [InlineData("a@b@fjord.example")]
    [InlineData("info@fjord.example_x")]
    [InlineData("info@fjord..example")]
    [InlineData("-info@fjord.example")]
    [InlineData("info@fjord")]
    [InlineData("\"ann lee\"@fjord.example")]
    [InlineData("info@my_site.example")]
    public void Email_WhenItsEndsAreUncertain_IsNull(string mail) => Assert.Null(Read(Email, mail));

    [Theory]
    [InlineData("<ann@fjord.example>", "ann@fjord.example")]
    [InlineData("**ann@fjord.example**", "ann@fjord.example")]
    [InlineData("'ann@fjord.example'", "ann@fjord.example")]
    [InlineData("ann@fjord.example.", "ann@fjord.example")]
    [InlineData("mailto:ann@fjord.example", "ann@fjord.example")]
    public void Email_WithoutTheMarksAroundIt(string text, string mail) => Assert.Equal(mail, Read(Email, text));

    [Theory]
    [InlineData("https://fjord.example/a(b)c,d;e", "https://fjord.example/a(b)c,d;e")]
    [InlineData("https://fjord.example/a).", "https://fjord.example/a")]
    [InlineData("www.fjord.example, mostly", "www.fjord.example")]
    public void Url_IsReadWhole(string text, string url) => Assert.Equal(url, Read(Url, text));

    [Theory]
    [InlineData("+47 22 33 44 55 ext. 12", "+47 22 33 44 55 ext. 12")]
    [InlineData("+47 22 33 44 55 (mobile)", "+47 22 33 44 55")]
    [InlineData("+1 800 555 SHOP", null)]
    [InlineData("+47 22 33 44 55 66 77 88 99 00 11 22", null)]
    public void Phone_IsReadWholeOrNull(string text, string? phone) =>
        Assert.Equal(phone, Read("""{"type":["string","null"]}""", text, """{"type":"phone"}"""));

    private static string? Read(string schema, string text, string rule = "{}") =>
        Extracting.Run($$"""{"type":"object","properties":{ "value": {{schema}} } }""", $$"""{"fields":{ "value": {{rule}} } }""",
        $"Value: {text}\n")
            .Value.GetProperty("value").GetString();
}
