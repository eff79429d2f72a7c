namespace PromptIntel.Extraction.Tests;

/// <summary>Numbers in words that begin and are not understood as a whole have no value, and it is said what stood there.</summary>
public sealed class BegunNumberTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "income": { "type": ["number", "null"] }, "code": { "type": ["string", "null"] }, "guests": { "type": ["integer", "null"] },
            "share": { "type": ["number", "null"] }, "lease": { "type": ["integer", "null"] } } }
        """;

    private const string Rules = """
        { "fields": {
            "income": { "currency_field": "code", "cues": ["our income was {value}"] }, "code": { "type": "currency" },
            "guests": { "units": ["guests"], "cues": ["we had {value}"] }, "share": { "type": "percent", "cues": ["our share is {value}"] },
            "lease": { "scale": { "years": 12, "year": 12 }, "cues": ["lease of {value}"] } } }
        """;

    [Theory]
    [InlineData("We had half a million spectators of old.", "guests", "half a million")]
    [InlineData("We had half a lamp million guests.", "guests", "half a lamp million guests")]
    [InlineData("We had half lamp a million guests.", "guests", "half lamp a million guests")]
    [InlineData("We had a lamp million guests.", "guests", "a lamp million guests")]
    [InlineData("We had a dozen or so thousand.", "guests", "a dozen")]
    [InlineData("We had a dozen lamp thousand guests.", "guests", "a dozen")]
    [InlineData("We had a few hundred guests.", "guests", "a few hundred guests")]
    [InlineData("We had hundreds of guests.", "guests", "hundreds of guests")]
    [InlineData("Our income was half of EUR 5 million.", "income", "half of EUR 5 million")]
    [InlineData("Our income was a quarter of a lamp million.", "income", "a quarter of a lamp million")]
    [InlineData("Our income was a million and lamp euros.", "income", "a million")]
    [InlineData("Our share is half a lamp per cent.", "share", "half a lamp per cent.")]
    [InlineData("We want a lease of a year and a half.", "lease", "a year and a half")]
    [InlineData("Guests: half a million spectators of old", "guests", "half a million spectators of old")]
    [InlineData("Guests: a dozen or so thousand", "guests", "a dozen or so thousand")]
    public void Number_ThatBegins_IsNullAndSaidToBeUnread(string text, string field, string said)
    {
        ExtractionAnswer answer = Extracting.Run(Schema, Rules, text);

        Assert.Equal("null", answer.Value.GetProperty(field).GetRawText());
        UnreadSpan unread = Assert.Single(answer.Unread, item => item.Field == field);
        Assert.Equal(said, unread.Text);
        Assert.Equal(said, text.Substring(unread.Start, unread.Length));
        Assert.NotEmpty(unread.Reason);
    }

    [Theory]
    [InlineData("We had half a million guests.", "guests", "500000")]
    [InlineData("We had half a dozen guests.", "guests", "6")]
    [InlineData("Guests: half a dozen", "guests", "6")]
    [InlineData("We want a lease of one and a half years.", "lease", "18")]
    public void Number_ThatIsWhole_IsRead(string text, string field, string expected) =>
        Assert.Equal(expected, Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());

    /// <summary>What begins no number is no doubt about one.</summary>
    [Theory]
    [InlineData("We had a lovely time at the inn.", "guests")]
    [InlineData("Our income was a surprise.", "income")]
    [InlineData("We had many, a thousand thanks.", "guests")]
    public void Words_ThatBeginNoNumber_AreNotSaid(string text, string field) =>
        Assert.DoesNotContain(Extracting.Run(Schema, Rules, text).Unread, item => item.Field == field);
}
