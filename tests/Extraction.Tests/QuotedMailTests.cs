namespace PromptIntel.Extraction.Tests;

/// <summary>What an answer quotes without any mark is the addressee's, and nothing of it is the author's.</summary>
public sealed class QuotedMailTests
{
    private const string Schema = """
        { "type": "object", "properties": {
            "rooms": { "type": ["integer", "null"] }, "mail": { "type": ["string", "null"], "format": "email" },
            "phone": { "type": ["string", "null"] }, "owner": { "type": ["string", "null"] }, "parking": { "type": ["boolean", "null"] } } }
        """;

    private const string Rules = """
        { "fields": {
            "rooms": { "units": ["rooms"], "counted": true, "cues": ["we have {value} rooms"] }, "mail": { "sole": true },
            "phone": { "type": "phone", "sole": true }, "owner": { "type": "company", "sole": true },
            "parking": { "asserts": ["we have parking"] } } }
        """;

    private const string Answer = """
        Dear Bo,

        we have 12 rooms, and the house belongs to Acme Rooms Ltd.

        Kind regards
        Ann Lee
        ann@acme.example


        """;

    private const string Quoted = """

        Dear Ann,

        thank you for your letter. We have 40 rooms of our own, and we have parking.

        Bo Day
        Beta Hotels GmbH
        bo@beta.example, +49 221 555 0190
        """;

    public static TheoryData<string> Openings =>
    [
        "-----Original Message-----\nFrom: Bo Day <bo@beta.example>\nSent: Sunday, 3 May 2026 10:00\nTo: Ann Lee\nSubject: Rooms\n",
        "From: Bo Day <bo@beta.example>\nSent: Sunday, 3 May 2026 10:00\nTo: Ann Lee <ann@acme.example>\nSubject: Rooms\n",
        "From: Bo Day <bo@beta.example>\nDate: Sun, 3 May 2026 10:00:00 +0200\nTo: ann@acme.example\nSubject: Rooms\n",
        "________________________________\nFrom: Bo Day\nSent: 03 May 2026 10:00\nTo: Ann Lee\nSubject: Rooms\n",
        "On 3 May 2026 at 10:00, Bo Day <bo@beta.example> wrote:\n",
        "On Sun, May 3, 2026 at 10:00 AM Bo Day <bo@beta.example> wrote:\n",
        "Am 3. Mai 2026 um 10:00 schrieb Bo Day <bo@beta.example>:\n",
        "Le 3 mai 2026 à 10:00, Bo Day <bo@beta.example> a écrit :\n",
        "El 3 may 2026, a las 10:00, Bo Day <bo@beta.example> escribió:\n",
        "Von: Bo Day <bo@beta.example>\nGesendet: Sonntag, 3. Mai 2026 10:00\nAn: Ann Lee\nBetreff: Zimmer\n",
    ];

    [Theory]
    [MemberData(nameof(Openings))]
    public void Mail_ThatIsQuotedWithoutAMark_GivesNothing(string opening) => Assert.Equal(
        """{"rooms":12,"mail":"ann@acme.example","phone":null,"owner":"Acme Rooms Ltd","parking":null}""",
        Extracting.Run(Schema, Rules, Answer + opening + Quoted).Value.GetRawText());

    /// <summary>Else the test above would hold for a reader that reads nothing.</summary>
    [Fact]
    public void TheSameWords_OfTheAuthors_AreRead() => Assert.Equal(
        """{"rooms":40,"mail":"bo@beta.example","phone":"\u002B49 221 555 0190","owner":"Beta Hotels GmbH","parking":true}""",
        Extracting.Run(Schema, Rules, Quoted).Value.GetRawText());
}
