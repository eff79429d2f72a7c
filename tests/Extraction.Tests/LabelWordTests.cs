namespace PromptIntel.Extraction.Tests;

/// <summary>Which field a label or question asks for.</summary>
public sealed class LabelWordTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "guests": { "type": ["integer", "null"] }, "rooms": { "type": ["integer", "null"] },
            "opened": { "type": ["integer", "null"] }, "owner": { "type": ["string", "null"] },
            "hotel": { "type": ["string", "null"] }, "parking": { "type": ["boolean", "null"] } } }
        """;

    private const string Rules = """
        { "synonyms": [["average", "mean", "usual"], ["guests", "lodgers"], ["owner", "proprietor"]],
          "neutral": ["house"],
          "fields": {
            "guests": { "aliases": ["average guests", "how many stay"], "units": ["guests", "lodgers"] },
            "rooms": { "aliases": ["rooms", "number of rooms"], "units": ["rooms"] },
            "opened": { "type": "year", "aliases": ["opened", "house opened"] },
            "owner": { "type": "name", "aliases": ["owner", "owned"] },
            "hotel": { "type": "name", "ends_in": ["hotel", "inn"] },
            "parking": { "aliases": ["parking"] } } }
        """;

    [Theory]
    [InlineData("Mean lodgers: 14", "guests", "14")]
    [InlineData("Usual guests of the house: 14", "guests", "14")]
    [InlineData("Proprietor: Ann Lee", "owner", "\"Ann Lee\"")]
    [InlineData("When was the house opened? 1987", "opened", "1987")]
    [InlineData("Q1. Tell us the proprietor, please.\nA1. Ann Lee", "owner", "\"Ann Lee\"")]
    [InlineData("You asked: owner\nWe answer: Ann Lee\nYou asked: rooms\nWe answer: 12\nYou asked: parking\nWe answer: yes", "rooms", "12")]
    [InlineData("Rooms: 12 / Parking: yes", "parking", "true")]
    [InlineData("We run the Old Harbour Inn. The Old Harbour Inn has 12 rooms.", "hotel", "\"Old Harbour Inn\"")]
    [InlineData("Introducing the Old Harbour Inn", "hotel", "\"Old Harbour Inn\"")]
    [InlineData("Parking - yes.", "parking", "true")]
    [InlineData("Yes to parking.", "parking", "true")]
    [InlineData("No parking.", "parking", "false")]
    public void Extract_WhenLabelHasOtherWords_FindsItsField(string text, string field, string value) =>
        Assert.Equal(value, Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());

    [Theory]
    [InlineData("Who opened the house? 1987", "opened")]
    [InlineData("When do guests come? 14", "guests")]
    [InlineData("Where are the rooms? 12", "rooms")]
    [InlineData("Owner: 1 July 2027", "owner")]
    [InlineData("Owner: 12", "owner")]
    [InlineData("The Old Harbour Inn is near the Grand Hotel.", "hotel")]
    [InlineData("If the Old Harbour Inn opens, we may come.", "hotel")]
    [InlineData("Guests in the house, 12 rooms", "guests")]
    [InlineData("There is no parking charge yes or no.", "parking")]
    public void Extract_WhenAnswerIsOfAnotherKind_FindsNothing(string text, string field) =>
        Assert.Equal("null", Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());

    [Theory]
    [InlineData("Owner: ; Rooms: many\nAnn Lee", "owner")]
    [InlineData("Rooms: ; Parking: yes\nTwelve nice ones", "rooms")]
    public void Extract_WhenAnotherEntryFollowsAnEmptyOne_DoesNotReadTheLineBelow(string text, string field) =>
        Assert.Equal("null", Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());
}
