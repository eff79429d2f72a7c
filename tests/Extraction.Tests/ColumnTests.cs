namespace PromptIntel.Extraction.Tests;

/// <summary>Texts set in columns, as they come out of a page.</summary>
public sealed class ColumnTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "income": { "type": ["number", "null"] }, "rooms": { "type": ["integer", "null"] }, "owner": { "type": ["string", "null"] } } }
        """;

    private const string Rules = """
        { "fields": { "income": { "aliases": ["income"] }, "rooms": { "counted": true, "units": ["rooms"], "aliases": ["rooms let"] },
            "owner": { "type": "company", "sole": true } } }
        """;

    [Theory]
    [InlineData("Item 6    Rooms let              12", "rooms", "12")]
    [InlineData("6    Rooms let              12", "rooms", "12")]
    [InlineData("6    Rooms with a view", "rooms", "null")]
    [InlineData("Guests    6\nRooms    no", "rooms", "null")]
    [InlineData("Income\n  2024            5.9 million\n  2025            6.35 million", "income", "6350000")]
    [InlineData("Harbour News     Acme Ltd", "owner", "\"Acme Ltd\"")]
    public void Extract_WhenTextHasColumns_KeepsThemApart(string text, string field, string value) =>
        Assert.Equal(value, Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());
}
