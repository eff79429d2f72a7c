namespace PromptIntel.Extraction.Tests;

/// <summary>Names, texts and lists are read whole or not at all, whatever stands around them.</summary>
public sealed class WholeValueTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "owner": { "type": ["string", "null"] }, "register": { "type": ["string", "null"] }, "person": { "type": ["string", "null"] },
            "post": { "type": ["string", "null"] }, "street": { "type": ["string", "null"] }, "town": { "type": ["string", "null"] },
            "state": { "type": ["string", "null"] }, "states": { "type": ["array", "null"], "items": { "type": "string" } },
            "rooms": { "type": ["integer", "null"] }, "beds": { "type": ["integer", "null"] }, "income": { "type": ["number", "null"] },
            "code": { "type": ["string", "null"] }, "parking": { "type": ["boolean", "null"] }, "built": { "type": ["integer", "null"] },
            "wishes": { "type": ["array", "null"], "items": { "type": "string" } }, "name": { "type": ["string", "null"] } } }
        """;

    private const string Rules = """
        { "fields": {
            "owner": { "type": "company", "sole": true, "aliases": ["owner", "operating company"] },
            "register": { "type": "code", "aliases": ["register number"], "behind": "owner" },
            "person": { "type": "name", "person": true, "aliases": ["contact"] },
            "post": { "aliases": ["post", "title"], "digits": "none", "below": { "field": "person", "words": ["manager", "treasurer"] } },
            "street": { "aliases": ["seat", "address"], "digits": "some", "spans_commas": true },
            "town": { "aliases": ["seat", "town"], "digits": "none", "spans_commas": true, "behind": "owner" },
            "state": { "type": "name", "aliases": ["state"], "known_by": "state", "behind": "owner",
                "values": { "Malta": "Malta", "Sweden": "Sweden", "Norway": "Norway" } },
            "states": { "type": "name", "aliases": ["states"], "known_by": "state" },
            "rooms": { "counted": true, "units": ["rooms"], "aliases": ["rooms"] },
            "beds": { "counted": true, "units": ["beds"], "aliases": ["beds"] },
            "income": { "aliases": ["income"], "currency_field": "code" }, "code": { "type": "currency" },
            "parking": { "aliases": ["parking"], "stated_means_yes": true },
            "built": { "type": "year", "aliases": ["built"], "cues": ["since {value}"] },
            "wishes": { "aliases": ["wishes"], "cues": ["we want {value}", "we need {value}"] },
            "name": { "type": "name", "aliases": ["hotel", "title"], "ends_in": ["palace"] } } }
        """;

    [Theory]
    [InlineData("Owner: Acme Rooms AB\nRooms: 12", "owner", "\"Acme Rooms AB\"")]
    [InlineData("The owner\n\nAcme Rooms Limited lets rooms.", "owner", "\"Acme Rooms Limited\"")]
    [InlineData("It belongs to Acme Hand-\nball Rooms Ltd and nobody else.", "owner", "\"Acme Handball Rooms Ltd\"")]
    [InlineData("Owner: Acme Rooms Ltd (HRB 118842), Malta", "register", "\"HRB 118842\"")]
    [InlineData("Owner: Acme Rooms Ltd (+49 221 555 0190)", "register", "null")]
    [InlineData("Owner: Acme Rooms Ltd, Malta", "state", "\"Malta\"")]
    [InlineData("Owner: Acme Rooms Ltd of Valletta", "town", "\"Valletta\"")]
    [InlineData("State: Valletta", "state", "null")]
    [InlineData("States: Sweden (4), Norway (2)", "states", "[\"Sweden\",\"Norway\"]")]
    [InlineData("States: Sweden and the north", "states", "null")]
    [InlineData("Seat: Harbour Road 4, Valletta", "street", "\"Harbour Road 4, Valletta\"")]
    [InlineData("Seat: Harbour Road 4, Valletta", "town", "null")]
    [InlineData("Seat: Valletta", "town", "\"Valletta\"")]
    [InlineData("Title: Night Manager", "post", "\"Night Manager\"")]
    [InlineData("Title: Night Manager", "name", "null")]
    [InlineData("Title: Grand Palace", "name", "\"Grand Palace\"")]
    [InlineData("What is the hotel? It's called the Grand Palace.", "name", "\"Grand Palace\"")]
    [InlineData("What is the hotel? Grand Palace it was.", "name", "null")]
    [InlineData("Contact: Acme Rooms Ltd", "person", "null")]
    [InlineData("Contact: Grand Palace", "person", "null")]
    [InlineData("Contact: Barr. Ann Lee, lawyer", "person", "\"Barr. Ann Lee\"")]
    [InlineData("Rooms / Chambres: 12", "rooms", "12")]
    [InlineData("Rooms is 12", "rooms", "12")]
    [InlineData("38 rooms... no wait, 83", "rooms", "null")]
    [InlineData("3 beds per room, 120 in all", "rooms", "null")]
    [InlineData("Rooms   12      twin only", "rooms", "12")]
    [InlineData("                2024      2025\nIncome (EUR)    900,000   1,100,000", "income", "1100000")]
    [InlineData("Ref 0688.442.017\nIncome: EUR 412,500", "income", "412500")]
    [InlineData("Income: EUR 1.450 millones", "income", "null")]
    [InlineData("Income: EUR 1,\n   250", "income", "null")]
    [InlineData("Is there parking? Yes, since 2019.", "built", "null")]
    [InlineData("Parking: Yes / Oui", "parking", "true")]
    [InlineData("[x] parking [ ] rooms", "parking", "true")]
    [InlineData("Wishes: [x] towels [ ] soap [x] robes", "wishes", "[\"towels\",\"robes\"]")]
    [InlineData("We want a partner for towels and robes.", "wishes", "[\"towels\",\"robes\"]")]
    [InlineData("We want an oven for bread + a cook.", "wishes", "null")]
    [InlineData("Wishes: towels, soap is on the way", "wishes", "null")]
    [InlineData("Wishes: towels, robes (X), soap", "wishes", "[\"towels\",\"robes (X)\",\"soap\"]")]
    [InlineData("States: Sweden (x), Norway, Malta", "states", "[\"Sweden\",\"Norway\",\"Malta\"]")]
    [InlineData("Wishes: towels [x] soap [ ]", "wishes", "null")]
    [InlineData("Wishes: towels (x) soap ( ) robes (x)", "wishes", "null")]
    [InlineData("Wishes: towels ☑ soap ☐", "wishes", "null")]
    [InlineData("Hotel: Palace (X) North", "name", "\"Palace\"")]
    [InlineData("Parking: Yes [x] No [ ]", "parking", "true")]
    [InlineData("Parking: Yes [x] No [ ] ask", "parking", "null")]
    [InlineData("(optional) Parking: [x] Yes [ ] No", "parking", "true")]
    [InlineData("(optional) Parking: [ ] Yes [x] No", "parking", "false")]
    [InlineData("[x] parking\n[ ] rooms", "parking", "true")]
    [InlineData("Contact: Will Barnes", "person", "\"Will Barnes\"")]
    [InlineData("Contact: will call", "person", "null")]
    [InlineData("Hotel: Next Gen Palace", "name", "\"Next Gen Palace\"")]
    [InlineData("Hotel: Until Later", "name", "null")]
    [InlineData("Hotel: Later", "name", "null")]
    [InlineData("Hotel: Grand Palace Now", "name", "null")]
    [InlineData("Hotel: Next Gen Palace will open", "name", "null")]
    [InlineData("Title: IT Manager", "post", "\"IT Manager\"")]
    [InlineData("Title: Manager It changes", "post", "null")]
    [InlineData("Wishes: Now TV, Next Radio and Will Robes", "wishes", "[\"Now TV\",\"Next Radio\",\"Will Robes\"]")]
    [InlineData("Wishes: towels, Soon", "wishes", "null")]
    [InlineData("Post / town? N/A", "post", "null")]
    [InlineData("Post / town? N/A", "town", "null")]
    [InlineData("Post / town? Manager / Valletta", "town", "\"Valletta\"")]
    [InlineData("Owner: Acme Rooms Ltd from Valletta", "town", "\"Valletta\"")]
    [InlineData("Owner: Acme Rooms Ltd from January", "town", "null")]
    [InlineData("Owner: Acme Rooms Ltd in January", "town", "null")]
    [InlineData("Owner: Acme Rooms Ltd in English", "town", "null")]
    [InlineData("Owner: Acme Rooms Ltd at Wembley", "town", "null")]
    [InlineData("Guests    1200    1500\nRooms    14    12", "rooms", "null")]
    [InlineData("Guests    2024    2025\nRooms    14    12", "rooms", "12")]
    [InlineData("Guests\t1200\t1500\nRooms\t14\t12", "rooms", "14")]
    [InlineData("Guests\t2024\t2025\nRooms\t14\t12", "rooms", "12")]
    [InlineData("Income: EUR 80 (4000), EUR 120 (5000)", "income", "null")]
    [InlineData("Income: EUR 80 (2024), EUR 120 (2025)", "income", "120")]
    public void Value_WhenRead_IsWhole(string text, string field, string expected) =>
        Assert.Equal(expected, Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());

    [Theory]
    [InlineData("Hotel;Grand Palace\nRooms;12\nBeds;30\nParking;YES", "beds", "30")]
    [InlineData("| Item | Unit | Figure |\n|---|---|---|\n| Rooms | number | 12 |\n| Income | EUR | 1,200 |", "income", "1200")]
    [InlineData("| Part | Question | Answer |\n|---|---|---|\n| A | Rooms | 12 |\n| A | Beds | 30 |\n| B | Hotel | Inn |", "beds", "30")]
    [InlineData("| Seat | Harbour Road 4, |\n|   | Valletta |\n| Rooms | 12 |", "street", "null")]
    [InlineData("A1  Hotel ........ Grand Palace\nA2  Rooms ........ 12", "rooms", "12")]
    [InlineData("Q1 Which hotel?\nA1 Grand Palace\nQ2 How many rooms?\nA2 12 rooms", "name", "\"Grand Palace\"")]
    public void Layout_WhenKnown_IsRead(string text, string field, string expected) =>
        Assert.Equal(expected, Extracting.Run(Schema, Rules, text).Value.GetProperty(field).GetRawText());
}
