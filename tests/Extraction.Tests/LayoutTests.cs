namespace PromptIntel.Extraction.Tests;

/// <summary>What a page's layout says of which value belongs to which label.</summary>
public sealed class LayoutTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "rooms": { "type": ["integer", "null"] }, "beds": { "type": ["integer", "null"] },
            "town": { "type": ["string", "null"] }, "weight_kg": { "type": ["number", "null"], "title": "Weight (kg)" },
            "income": { "type": ["number", "null"] }, "code": { "type": ["string", "null"] } } }
        """;

    private const string Rules = """
        { "fields": { "rooms": { "aliases": ["rooms"] }, "beds": { "aliases": ["beds"] }, "town": { "aliases": ["town"] },
            "income": { "currency_field": "code", "aliases": ["income"] }, "code": { "type": "currency" } } }
        """;

    [Theory]
    [InlineData("Rooms       12      |  Beds        18\nTown        Ulm     |  Lifts       2", "beds", "18")]
    [InlineData("Rooms       12      |  Beds        18\nTown        Ulm     |  Lifts       2", "town", "\"Ulm\"")]
    [InlineData("Rooms       12      |  Beds        18\nTown        Ulm     |  Lifts       2", "rooms", "12")]
    [InlineData("            2024/25     2025/26\nRooms            12          14", "rooms", "14")]
    [InlineData("            2024/27     2025/29\nRooms            12          14", "rooms", "null")]
    [InlineData("Rooms                Price of one\n 12                   7.500 EUR", "rooms", "12")]
    [InlineData("Beds in all                    \n 640                 120", "beds", "null")]
    [InlineData("Beds\n640                 120", "beds", "640")]
    [InlineData("Weight (kg): 61.5", "weight_kg", "61.5")]
    [InlineData("Weight (lb): 61.5", "weight_kg", "null")]
    [InlineData("Income: BBD 640,000", "code", "\"BBD\"")]
    public void Extract_WhenThePageIsLaidOut_TakesWhatBelongsToTheLabel(string text, string field, string value) =>
        Assert.Equal(value, Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());
}
