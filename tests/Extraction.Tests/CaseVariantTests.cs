using System.Text.Json;

using PromptIntel.Bench.Extraction;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>
/// Answers that are easily read in part, by the shipped prompt's rules: magnitudes in many languages, addresses with unusual marks, and
/// what is neither yes nor no. Each is read whole, or is null and said to be unread.
/// </summary>
public sealed class CaseVariantTests
{
    private const string League = "League name: Fjord Handball League\n";
    private static readonly ShippedExtraction Shipped = ShippedExtraction.Load(SourceTree.Root);

    [Theory]
    [InlineData("INR 2.4 crores", 24_000_000)]
    [InlineData("Rs 1,20,00,000", 12_000_000)]
    [InlineData("INR 3 crore 45 lakh", 34_500_000)]
    [InlineData("EUR 1,2 Mrd", 1_200_000_000)]
    [InlineData("12,5 Mio. EUR", 12_500_000)]
    [InlineData("CHF 850'000.--", 850_000)]
    [InlineData("SEK 3,4 miljoner", 3_400_000)]
    [InlineData("DKK 7 mio.", 7_000_000)]
    [InlineData("PLN 2,5 mln", 2_500_000)]
    [InlineData("2,5 млн руб.", 2_500_000)]
    [InlineData("MXN 4 mdp", 4_000_000)]
    [InlineData("COP 900 millones", 900_000_000)]
    [InlineData("BRL 1,35 milhão", 1_350_000)]
    [InlineData("TL 4 bin", 4_000)]
    [InlineData("JPY 3億5000万", 350_000_000)]
    [InlineData("KRW 12억", 1_200_000_000)]
    [InlineData("USD 1.5 MM", 1_500_000)]
    [InlineData("USD 750 M$", 750_000_000)]
    [InlineData("EUR 3 grand", 3_000)]
    [InlineData("EUR three quarters of a million", 750_000)]
    [InlineData("EUR one and a half million", 1_500_000)]
    [InlineData("GBP 2 mil", 2_000_000)]
    [InlineData("EUR 4 bln", 4_000_000_000)]
    [InlineData("USD 2 hundred thousand", 200_000)]
    [InlineData("EUR 2.4 zillion", -1)]
    public void Amount_OfAnyMagnitude_IsWholeOrUnread(string amount, double expected) =>
        AssertWhole($"{League}Annual revenue: {amount}\n", "annual_revenue", value => value.GetDouble() == expected);

    [Theory]
    [InlineData("o'brien.fionn@fjord.example")]
    [InlineData("fionn_o'sample@fjord.example")]
    [InlineData("müller@fjord.example")]
    [InlineData("josé.maría@fjord.example")]
    [InlineData("r.d&co@fjord.example")]
    [InlineData("office/north@fjord.example")]
    [InlineData("~fionn@fjord.example")]
    [InlineData("fionn!@fjord.example")]
    [InlineData("a+b+c@fjord.example")]
    [InlineData("fionn*north@fjord.example")]
    [InlineData("#1fan@fjord.example")]
    [InlineData("$ales@fjord.example")]
    [InlineData("100%sport@fjord.example")]
    [InlineData("fionn^x@fjord.example")]
    [InlineData("{fionn}@fjord.example")]
    [InlineData("fionn'x'@fjord.example")]
    [InlineData("fionn=x@fjord.example")]
    [InlineData("fionn`s@fjord.example")]
    [InlineData("fionn@münchen-sport.example")]
    [InlineData("fionn@sub.fjord-handball.example")]
    [InlineData("fionn.@fjord.example")]
    [InlineData("fionn..x@fjord.example")]
    [InlineData("info (at) fjord.example")]
    [InlineData("fionn @ fjord.example")]
    public void Email_WithUnusualMarks_IsWholeOrUnread(string mail) =>
        AssertWhole($"{League}E-mail: {mail}\n", "contact_email", value => value.GetString() == mail);

    [Theory]
    [InlineData("lapsed in May")]
    [InlineData("expired")]
    [InlineData("cancelled")]
    [InlineData("not renewed")]
    [InlineData("quote received")]
    [InlineData("in negotiation with AXA")]
    [InlineData("we had one until 2024")]
    [InlineData("clubs insure themselves")]
    [InlineData("every club for itself")]
    [InlineData("waiting for the broker")]
    [InlineData("on our list")]
    [InlineData("not required by law")]
    [InlineData("optional")]
    [InlineData("partly")]
    [InlineData("up to the organiser")]
    [InlineData("under consideration")]
    [InlineData("should be")]
    [InlineData("planned for 2027")]
    [InlineData("was refused by Allianz in 2024")]
    [InlineData("will be taken out")]
    [InlineData("EUR 0")]
    [InlineData("keine Ahnung")]
    [InlineData("en trámite")]
    [InlineData("pas encore")]
    public void Insurance_ThatIsNotInForce_IsNeverTrue(string answer) =>
        AssertWhole($"{League}Liability insurance: {answer}\n", "has_liability_insurance", value => value.ValueKind == JsonValueKind.False);

    [Theory]
    [InlineData("No worries")]
    [InlineData("No reason why not")]
    [InlineData("No strong feelings")]
    [InlineData("No less than the others")]
    [InlineData("No doubt about it")]
    [InlineData("Not opposed")]
    [InlineData("Not only interested but keen")]
    [InlineData("None of us objects")]
    [InlineData("Nothing against it")]
    [InlineData("Never say never")]
    [InlineData("No. 7 of the annex")]
    [InlineData("no, wait, yes")]
    public void Betting_WithANoThatRefusesNothing_IsNeverFalse(string answer) =>
        AssertWhole($"{League}Interested in betting: {answer}\n", "interested_in_betting", value => value.ValueKind == JsonValueKind.True);

    private static void AssertWhole(string text, string field, Func<JsonElement, bool> isRight)
    {
        var answer = Shipped.Extract(text);
        var value = answer.Value.GetProperty(field);

        if (value.ValueKind == JsonValueKind.Null)
        {
            Assert.Contains(answer.Unread, unread => unread.Field == field && unread.Length > 0 && unread.Reason.Length > 0);
        }
        else
        {
            Assert.True(isRight(value), $"{text}{value.GetRawText()}");
        }
    }
}
