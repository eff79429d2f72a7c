namespace PromptIntel.Extraction.Tests;

/// <summary>Lists of names and things: the subject of a sentence, several labels, and items that are none.</summary>
public sealed class NamedListTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "channels": { "type": ["array", "null"], "items": { "type": "string" } },
            "services": { "type": ["array", "null"], "items": { "type": "string" } },
            "inn": { "type": ["string", "null"] } } }
        """;

    private const string Rules = """
        { "fields": {
            "channels": { "type": "name", "aliases": ["channels", "tv", "internet"],
              "cues": ["{value} shows|show our|the plays", "shown on {value}"] },
            "services": { "aliases": ["services"], "cues": ["wants {value}"] },
            "inn": { "type": "name", "ends_in": ["inn"] } } }
        """;

    [Theory]
    [InlineData("Acme TV shows our plays.", """["Acme TV"]""")]
    [InlineData("Acme TV and BBQ show the plays.", """["Acme TV","BBQ"]""")]
    [InlineData("TV: Acme TV\nInternet: Beta Play", """["Acme TV","Beta Play"]""")]
    [InlineData("Channels: Acme TV live on Mondays, Beta Play", """["Acme TV","Beta Play"]""")]
    [InlineData("Since May the plays are shown on Acme TV.", """["Acme TV"]""")]
    public void Extract_WhenNamesAreListed_ReadsThem(string text, string value) => Assert.Equal(value, Value(text, "channels"));

    [Theory]
    [InlineData("Parents show our plays.", "channels")]
    [InlineData("Nobody shows our plays.", "channels")]
    [InlineData("Acme Inn shows our plays.", "channels")]
    [InlineData("Acme Ltd shows our plays.", "channels")]
    [InlineData("Acme TV shows our plays, plus Beta.", "channels")]
    [InlineData("In 2024 the plays were shown on Acme TV.", "channels")]
    [InlineData("TV: Acme TV, Beta\nInternet: Beta", "channels")]
    [InlineData("Channels: Acme TV, live", "channels")]
    [InlineData("Services: towels, exclusive", "services")]
    [InlineData("Services: towels, working on robes", "services")]
    [InlineData("She wants to stay", "services")]
    public void Extract_WhenTheListIsNotUnderstood_GivesNull(string text, string field) => Assert.Equal("null", Value(text, field));

    [Theory]
    [InlineData("Services: (a) towels (b) robes", """["towels","robes"]""")]
    [InlineData("Services: 1) towels 2) robes, washed", """["towels","robes, washed"]""")]
    public void Extract_WhenItemsAreCounted_PartsThemThere(string text, string value) => Assert.Equal(value, Value(text, "services"));

    private static string Value(string text, string field) => Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText();
}
