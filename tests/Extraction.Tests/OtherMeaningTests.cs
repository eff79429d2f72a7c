namespace PromptIntel.Extraction.Tests;

/// <summary>A number, a day or a name that stands beside the right words and means something else is no value.</summary>
public sealed class OtherMeaningTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "average_guests": { "type": ["integer", "null"] }, "rooms": { "type": ["integer", "null"] },
            "opened": { "type": ["integer", "null"] }, "share": { "type": ["number", "null"] },
            "owner": { "type": ["string", "null"] }, "house_id": { "type": ["string", "null"] },
            "hotel": { "type": ["string", "null"] }, "parking": { "type": ["boolean", "null"] },
            "season_opens": { "type": ["string", "null"], "format": "date" },
            "season_closes": { "type": ["string", "null"], "format": "date" },
            "lease_from": { "type": ["string", "null"], "format": "date" },
            "lease_months": { "type": ["integer", "null"] },
            "contact": { "type": ["string", "null"] }, "mail": { "type": ["string", "null"], "format": "email" },
            "country": { "type": ["string", "null"] }, "place": { "type": ["string", "null"] } } }
        """;

    private const string Rules = """
        { "neutral": ["house", "year"], "synonyms": [["open", "opens"]],
          "fields": {
            "average_guests": { "aliases": ["average guests", "guests", "guests per night"], "units": ["guests"] },
            "rooms": { "aliases": ["rooms", "number of rooms"], "units": ["rooms"], "counted": true },
            "opened": { "type": "year", "aliases": ["opened", "house opened"], "cues": ["set up in {value}"] },
            "share": { "type": "percent", "aliases": ["share", "our share"] },
            "owner": { "type": "company", "aliases": ["owner"], "cues": ["run by {value}"] },
            "house_id": { "type": "code", "aliases": ["house id"] },
            "hotel": { "type": "name", "ends_in": ["hotel", "inn"], "aliases": ["hotel"] },
            "parking": { "aliases": ["parking"], "asserts": ["we have parking"], "stated_means_yes": true },
            "season_opens": { "aliases": ["opening day", "start", "first day of the summer"], "range": "lower",
              "next_to": ["season_closes"],
              "cues": ["open from {value}"] },
            "season_closes": { "aliases": ["closing day"], "range": "upper", "cues": ["open from ... to {value}"] },
            "lease_from": { "aliases": ["lease from", "start"], "next_to": ["lease_months"] },
            "lease_months": { "aliases": ["lease"], "scale": { "months": 1, "years": 12 },
              "cues": ["sign for {value}", "lease of {value}"] },
            "contact": { "type": "name", "person": true, "beside": "mail" }, "mail": { "sole": true },
            "country": { "type": "name", "known_by": "country", "behind": "owner", "values": { "malta": "Malta" } },
            "place": { "behind": "owner", "digits": "none" } } }
        """;

    [Theory]
    [InlineData("[ ] We have parking\n[x] We have a garden", "parking")]
    [InlineData("Parking, N. Building", "parking")]
    [InlineData("Parking N/A", "parking")]
    [InlineData("Largest share: 45 %", "share")]
    [InlineData("Each floor has 12 rooms.", "rooms")]
    [InlineData("Hall 12 rooms are let.", "rooms")]
    [InlineData("Rooms per floor: 9", "rooms")]
    [InlineData("We have two floors of nine rooms, so eighteen.", "rooms")]
    [InlineData("Rooms: Twenty in the annexe. Ninety over the whole site.", "rooms")]
    [InlineData("Average guests: 600 at heated rooms", "average_guests")]
    [InlineData("It was set up in 2019, although the house goes back to 2011.", "opened")]
    [InlineData("Opened: Eight winters, the club in 1973", "opened")]
    [InlineData("When was the first day of the summer? On 11 May 2018", "season_opens")]
    [InlineData("Start: 1 May 2027", "season_opens")]
    [InlineData("Start: 1 May 2027", "lease_from")]
    [InlineData("Ann Lee or Bo Day, office@acme.example", "contact")]
    [InlineData("Owner: Acme Ltd, Malta", "place")]
    public void Extract_WhenItMeansSomethingElse_GivesNull(string text, string field) =>
        Assert.Equal("null", Value(text, field));

    [Theory]
    [InlineData("[x] We have parking\n[ ] We have a garden", "parking", "true")]
    [InlineData("Parking we have.", "parking", "true")]
    [InlineData("Parking we don't have.", "parking", "false")]
    [InlineData("Parking: in place (Acme)", "parking", "true")]
    [InlineData("Parking: yes. Rooms: 12", "rooms", "12")]
    [InlineData("Every year we let 12 rooms.", "rooms", "12")]
    [InlineData("Rooms: nine single and three double, so twelve", "rooms", "12")]
    [InlineData("Average guests: 600 at all rooms", "average_guests", "600")]
    [InlineData("Guests: 98", "average_guests", "98")]
    [InlineData("It was set up in 2019.", "opened", "2019")]
    [InlineData("When is the first day of the summer? On 11 May 2027", "season_opens", "\"2027-05-11\"")]
    [InlineData("Lease: 24 months\nStart: 1 May 2027", "lease_from", "\"2027-05-01\"")]
    [InlineData("Lease: 24 months\nStart: 1 May 2027", "season_opens", "null")]
    [InlineData("Start: 1 May 2027\nClosing day: 30 September 2027", "season_opens", "\"2027-05-01\"")]
    [InlineData("We are open from the 8th of January to the 27th of March 2027.", "season_opens", "\"2027-01-08\"")]
    [InlineData("We could sign for two years.", "lease_months", "24")]
    [InlineData("We propose a lease of 5 (five) years.", "lease_months", "60")]
    [InlineData("Ann Lee, office@acme.example", "contact", "\"Ann Lee\"")]
    [InlineData("The house (house id N118842) is old.", "house_id", "\"N118842\"")]
    [InlineData("House id: PO-881 of 2 October 2026", "house_id", "\"PO-881\"")]
    [InlineData("Ms Lee of the Old Harbour Inn wrote.", "hotel", "\"Old Harbour Inn\"")]
    [InlineData("Hotel: the Old Harbour Inn", "hotel", "\"Old Harbour Inn\"")]
    [InlineData("Owner: Acme Ltd, Malta", "country", "\"Malta\"")]
    [InlineData("It is run by Acme Pte. Ltd. (since May).", "owner", "\"Acme Pte. Ltd.\"")]
    [InlineData("Owner: Acme Sdn. Bhd.", "owner", "\"Acme Sdn. Bhd.\"")]
    [InlineData("It is run by Acme sp. z o.o., in the old town.", "owner", "\"Acme sp. z o.o.\"")]
    public void Extract_WhenItIsSaidPlainly_GivesTheValue(string text, string field, string value) =>
        Assert.Equal(value, Value(text, field));

    [Fact]
    public void Extract_WhenTheAddresseeSignsBelow_TakesNothingOfHim() => Assert.Equal("null", Value(
        """
        From: Ann Lee <ann@acme.example>
        To: Bo Day
        Subject: Rooms

        Dear Bo, there are 12 rooms.
        Ann

        -----
        Bo Day | Sales | Beta Pte. Ltd. | Main Street 4
        """,
        "owner"));

    private static string Value(string text, string field) =>
        Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText();
}
