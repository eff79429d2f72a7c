using System.Globalization;

using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>Amounts, addresses and answers that a hasty reader gets half: they are right or null, never else.</summary>
public sealed class HostileVariantTests
{
    private static readonly ShippedExtraction Shipped = ShippedExtraction.Load(SourceTree.Root);

    [Theory]
    [InlineData("INR 7 arab", 7_000_000_000)]
    [InlineData("EUR 3,1 Billionen", 3_100_000_000_000)]
    [InlineData("CHF 1,8 Milliarden", 1_800_000_000)]
    [InlineData("EUR 900 mila", 900_000)]
    [InlineData("EUR 5 dozen thousand", 60_000)]
    [InlineData("SEK 3 miljarder", 3_000_000_000)]
    [InlineData("PLN 6 tys.", 6_000)]
    [InlineData("RUB 15 млн", 15_000_000)]
    [InlineData("KRW 12억", 1_200_000_000)]
    [InlineData("GBP one and a quarter million", 1_250_000)]
    [InlineData("EUR 4 grand", 4_000)]
    [InlineData("IDR 5 juta", 5_000_000)]
    [InlineData("TRY 6 milyon 200 bin", 6_200_000)]
    [InlineData("RM 2.4 juta", 2_400_000)]
    public void Amount_WithAnyMagnitude_IsRightOrNull(string amount, double right)
    {
        string found = Read($"League name: Fjord Handball League\nAnnual revenue: {amount}\n", "annual_revenue");

        Assert.True(found == "null" || double.Parse(found, CultureInfo.InvariantCulture) == right, $"{amount}: {found}");
    }

    [Theory]
    [InlineData("fionn|x@fjord.example", false)]
    [InlineData("ann^lee@fjord.example", true)]
    [InlineData("ann=lee@fjord.example", false)]
    [InlineData("ann?lee@fjord.example", false)]
    [InlineData("ann*lee@fjord.example", true)]
    [InlineData("\"ann lee\"@fjord.example", false)]
    [InlineData("jörg.müller+liga@fjord.example", true)]
    [InlineData("ann@lee@fjord.example", false)]
    [InlineData("ann@fjord_north.example", false)]
    [InlineData("ann_lee-@fjord.example", true)]
    [InlineData("ann$lee@fjord.example", true)]
    public void Address_WithAnyMark_IsWholeOrNull(string mail, bool isReadable)
    {
        string expected = isReadable ? System.Text.Json.JsonSerializer.Serialize(mail) : "null";

        foreach (string text in new[] { "E-mail: {0}", "| E-mail | {0} |", "E-mail\n{0}" })
        {
            string line = text.Replace("{0}", mail, StringComparison.Ordinal);
            string found = Read($"League name: Fjord Handball League\n{line}", "contact_email");

            Assert.True(found == "null" || Unescaped(found) == mail, $"{text} {mail}: {found}");
        }

        Assert.Equal(Unescaped(expected), Unescaped(Read($"E-mail: {mail}", "contact_email")));
    }

    [Theory]
    [InlineData("lapsed in June")]
    [InlineData("quote requested")]
    [InlineData("renewal pending")]
    [InlineData("member clubs arrange their own")]
    [InlineData("cancelled in 2024")]
    [InlineData("expired 31 May 2026")]
    [InlineData("on the to-do list")]
    [InlineData("AXA quote of EUR 2 million")]
    [InlineData("not required")]
    [InlineData("waived")]
    [InlineData("EUR 0")]
    [InlineData("follows")]
    [InlineData("wait for the rules")]
    [InlineData("Declined by AXA in 2024")]
    [InlineData("up to the federation's rules")]
    public void Insurance_WhenAnythingElseIsSaid_IsNotTrue(string answer) =>
        Assert.NotEqual("true", Read($"League name: Fjord Handball League\nLiability insurance: {answer}\n", "has_liability_insurance"));

    [Theory]
    [InlineData("No strong view")]
    [InlineData("No preference")]
    [InlineData("No news")]
    [InlineData("No answer yet")]
    [InlineData("No rush")]
    [InlineData("No obstacle")]
    [InlineData("No way of telling")]
    [InlineData("No such luck with our board")]
    [InlineData("No decision")]
    [InlineData("No. 12 of the annex")]
    [InlineData("No later than May")]
    public void Betting_WhenNoIsPartOfAnotherAnswer_IsNotFalse(string answer) =>
        Assert.NotEqual("false", Read($"League name: Fjord Handball League\nInterested in betting: {answer}\n", "interested_in_betting"));

    [Theory]
    [InlineData("Annual revenue: $2.4 million", "annual_revenue_currency", "null")]
    [InlineData("Annual revenue: $2.4 million\nSeat: Toronto, Canada", "annual_revenue_currency", "\"CAD\"")]
    [InlineData("Annual revenue: $2.4 million\nSeat: Austin, TX", "annual_revenue_currency", "\"USD\"")]
    [InlineData("Annual revenue: $2.4 million\nSeat: Santa Fe, New Mexico", "annual_revenue_currency", "\"USD\"")]
    [InlineData("Annual revenue: $2.4 million\nFee: US$ 5,000", "annual_revenue_currency", "\"USD\"")]
    [InlineData("Annual revenue: $2.4 million\nRounds in Canada and Australia", "annual_revenue_currency", "null")]
    [InlineData("Annual revenue: $2.4 million\nRounds in Canada and Australia", "annual_revenue", "2400000")]
    [InlineData("Annual revenue: R 2.4 million\nSeat: Cape Town", "annual_revenue", "2400000")]
    [InlineData("Annual revenue: R 2.4 million", "annual_revenue", "null")]
    public void Sign_OfSeveralCurrencies_IsSettledByTheTextOnly(string text, string field, string expected) =>
        Assert.Equal(expected, Read(text, field));

    [Fact]
    public void Sign_ThatNothingSettles_IsUnread()
    {
        var unread = Shipped.Extract("Annual revenue: $2.4 million").Unread;

        Assert.Contains(unread, item => item.Field == "annual_revenue_currency" && item.Text == "$");
    }

    [Theory]
    [InlineData("Our competitors have 40 teams.", "number_of_teams", "null")]
    [InlineData("Our competitors have 400 players.", "number_of_athletes", "null")]
    [InlineData("Our competitors have 400 licensed players.", "number_of_athletes", "null")]
    [InlineData("Registered since: 2009", "founded_year", "null")]
    [InlineData("Registered since 2009", "founded_year", "null")]
    [InlineData("Revenue: sponsorship EUR 20,000", "annual_revenue", "null")]
    [InlineData("Sponsorship EUR 20,000", "annual_revenue", "null")]
    [InlineData("Sponsorship revenue: EUR 20,000", "annual_revenue", "null")]
    [InlineData("Fee per event: EUR 2,500", "proposed_fee", "null")]
    [InlineData("Teams, planned for 2028: 12", "number_of_teams", "null")]
    [InlineData("Betting: Yes [ ] No [x]", "interested_in_betting", "false")]
    [InlineData("Betting:    Yes   [ ]    No   [x]", "interested_in_betting", "false")]
    [InlineData("Betting: Yes [x] No [x]", "interested_in_betting", "null")]
    [InlineData("Broadcasters: Acme TV (contract ended in June), Beta TV", "broadcast_partners", "null")]
    [InlineData("Teams: 12\nTeams last season: 14", "number_of_teams", "12")]
    [InlineData("Average crowd: 800\nBest crowd: 4,000", "average_attendance", "800")]
    [InlineData("8 Clubs: 12\n9 Players: 140\n10 Fixtures: 66", "number_of_athletes", "140")]
    [InlineData("8 Clubs: 12\n9 Players: not counted\n10 Fixtures: 66", "number_of_athletes", "null")]
    [InlineData("Annual revenue: NOK 9.1\n                million in 2025", "annual_revenue", "null")]
    [InlineData("Annual revenue: 4.1 (NOK m)", "annual_revenue", "null")]
    [InlineData("Contract term: 3 + 2 years", "requested_term_months", "null")]
    [InlineData("Matches: two rounds of 91 each", "events_per_season", "null")]
    [InlineData("We have 12 teams in the north and 10 in the south.", "number_of_teams", "null")]
    [InlineData("The juniors have 300 players of their own.", "number_of_athletes", "null")]
    [InlineData("Broadcasters: TV2, Viaplay,\nNRK and Eurosport", "broadcast_partners", "null")]
    [InlineData("Registered office: Long Street 4,\n5003 Bergen", "registered_address", "null")]
    [InlineData("Who is your contact?\nFor the contract Jonas Berg, for data Eva Lind.", "contact_name", "null")]
    [InlineData("Integrity policy is not in place", "has_integrity_policy", "false")]
    [InlineData("Contract term: Vertrag über zwei Jahre", "requested_term_months", "24")]
    [InlineData("The season starts on 10. Okt. 2026 and is long.", "season_start", "\"2026-10-10\"")]
    [InlineData("Season start: 4 févr. 2027", "season_start", "\"2027-02-04\"")]
    [InlineData("Season start: 4 dic. 2026", "season_start", "\"2026-12-04\"")]
    [InlineData("Season start: 4. Mär. 2027", "season_start", "\"2027-03-04\"")]
    public void Value_OfAnotherSubjectTimeOrScope_IsNotTaken(string text, string field, string expected) =>
        Assert.Equal(expected, Read(text, field));

    private static string Read(string text, string field) => Shipped.Extract(text).Value.GetProperty(field).GetRawText();

    private static string Unescaped(string json) =>
        json == "null" ? json : System.Text.Json.JsonDocument.Parse(json).RootElement.GetString()!;
}
