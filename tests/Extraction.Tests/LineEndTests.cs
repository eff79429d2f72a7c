namespace PromptIntel.Extraction.Tests;

/// <summary>Whatever a program ends its lines with, the next line is another answer.</summary>
public sealed class LineEndTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "rooms": { "type": ["integer", "null"] }, "owner": { "type": ["string", "null"] },
            "parking": { "type": ["boolean", "null"] } } }
        """;

    private const string Rules =
        """{ "fields": { "rooms": { "units": ["rooms"] }, "owner": { "type": "name" }, "parking": { "aliases": ["parking"] } } }""";

    [Theory]
    [InlineData("\n")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    [InlineData("\v")]
    [InlineData("\f")]
    [InlineData("\u0085")]
    [InlineData("\u2028")]
    [InlineData("\u2029")]
    [InlineData("\v\r\n")]
    public void Form_WithAnyLineEnd_IsReadLineByLine(string end)
    {
        string text = string.Join(end, "Owner: Ann Lee", "Rooms: 12", "Parking: yes", "");

        ExtractionAnswer answer = Extracting.Run(Schema, Rules, text);

        Assert.Equal("""{"rooms":12,"owner":"Ann Lee","parking":true}""", answer.Value.GetRawText());
        Assert.All(answer.Spans, span => Assert.Equal(span.Text, text.Substring(span.Start, span.Length)));
    }
}
