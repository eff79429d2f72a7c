using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>Questions, labels and sentences as leagues word them, by the shipped prompt's rules.</summary>
public sealed class AskedInOtherWordsTests
{
    private static readonly ShippedExtraction Shipped = ShippedExtraction.Load(SourceTree.Root);

    private const string Whom = "Q: Who should we talk to?\nA: Ann Lee, Commercial Director, ann.lee@fjord.example, +47 22 33 44 55\n";

    [Theory]
    [InlineData("Q: Which legal entity would sign an agreement?\nA: Fjord Handball AS", "legal_entity", "\"Fjord Handball AS\"")]
    [InlineData(Whom, "contact_name", "\"Ann Lee\"")]
    [InlineData(Whom, "contact_role", "\"Commercial Director\"")]
    [InlineData(Whom, "contact_email", "\"ann.lee@fjord.example\"")]
    [InlineData(Whom, "phone", "\"\\u002B47 22 33 44 55\"")]
    [InlineData("Q: How many events do you hold in a season?\nA: Eleven, in seven countries", "events_per_season", "11")]
    [InlineData("Country / territory of operation: Sweden, Norway, Denmark and Finland", "countries",
        "[\"Sweden\",\"Norway\",\"Denmark\",\"Finland\"]")]
    [InlineData("Integrity policy in place: Yes, signed by all clubs in 2023", "has_integrity_policy", "true")]
    [InlineData("Public liability: EUR 5,000,000", "has_liability_insurance", "true")]
    [InlineData("Public liability EUR 5,000,000", "has_liability_insurance", "true")]
    [InlineData("League name: Fjord Handball League\nPublic liability EUR 5,000,000\n", "has_liability_insurance", "true")]
    [InlineData("We are quoted for Fjord Handball League\nPublic liability EUR 5,000,000\n", "has_liability_insurance", "null")]
    [InlineData("Fjord Handball AS\n\nPublic liability EUR 5,000,000.\nTeams: 12", "has_liability_insurance", "true")]
    [InlineData("Liability cover GBP 2m", "has_liability_insurance", "true")]
    [InlineData("Public liability EUR 0", "has_liability_insurance", "null")]
    [InlineData("Public liability EUR 5,000,000 is being quoted", "has_liability_insurance", "null")]
    [InlineData("Public liability EUR 5,000,000, not taken out yet", "has_liability_insurance", "null")]
    [InlineData("Public liability 5", "has_liability_insurance", "null")]
    [InlineData("Interest in betting markets: Yes - winner, podium", "interested_in_betting", "true")]
    [InlineData("Historical results: 6 seasons", "data_history_years", "6")]
    [InlineData("Our tour has sixteen stops in 2027.", "events_per_season", "16")]
    [InlineData("Last year we averaged 1,900 people a day.", "average_attendance", "1900")]
    [InlineData("We could sign for two years from 1 February 2027.", "requested_term_months", "24")]
    [InlineData("We could sign for two years from 1 February 2027.", "requested_start_date", "\"2027-02-01\"")]
    public void Value_HoweverItIsAskedFor_IsRead(string text, string field, string expected) =>
        Assert.Equal(expected, Shipped.Extract(text).Value.GetProperty(field).GetRawText());
}
