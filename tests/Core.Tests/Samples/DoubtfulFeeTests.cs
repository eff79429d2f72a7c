using System.Text.Json;
using System.Text.RegularExpressions;

using PromptIntel.Core.Leagues.Drafting;

namespace PromptIntel.Core.Tests.Samples;

/// <summary>While a fact that a fee is made from stands in the questionnaire and is not understood, no document states a fee.</summary>
public sealed partial class DoubtfulFeeTests(OfflineWorkflow workflow) : IClassFixture<OfflineWorkflow>
{
    private const string Questionnaire = """
        League name: Fjord Handball League
        Legal entity: Fjord Handball AS
        Country of registration: Norway
        Sport: Handball
        Founded: 2009
        Contact: Ann Lee
        E-mail: ann.lee@fjord.example
        Number of teams: 14
        Matches per season: 182
        Average attendance: 1,900
        Official rules: Yes
        Liability insurance: Yes
        Interested in betting: No

        """;

    [Theory]
    [InlineData("Annual revenue: INR 24 zorp", "annual_revenue", "INR 24 zorp")]
    [InlineData("Annual revenue: EUR 2.4 lamp million", "annual_revenue", "EUR 2.4 lamp million")]
    [InlineData("Annual revenue: EUR 2 to 3 million", "annual_revenue", "EUR 2 to 3 million")]
    [InlineData("Annual revenue: EUR 5,000 a month", "annual_revenue", "EUR 5,000 a month")]
    [InlineData("Annual revenue: -EUR 5,000", "annual_revenue", "-EUR 5,000")]
    [InlineData("Annual revenue: $2.4 million", "annual_revenue_currency", "$")]
    [InlineData("Annual revenue: EUR 2 million\nAnnual revenue: EUR 3 million", "annual_revenue", "EUR 2 million")]
    public async Task Contract_WhenTheRevenueIsNotUnderstood_StatesNoFee(string line, string field, string stated)
    {
        OfflineRun run = await workflow.RunAsync(Questionnaire + line + "\n");

        JsonElement draft = run.StageOutput("draft"), pricing = run.StageOutput("score").GetProperty("pricing");
        string cover = Wording.Money(pricing.GetProperty("insurance_cover").GetDecimal(), pricing.GetProperty("currency").GetString()!);
        Assert.False(pricing.GetProperty("is_quoted").GetBoolean());
        Assert.All(
            new[] { draft.GetProperty("contract").GetString()!, draft.GetProperty("term_sheet").GetString()!, run.Page },
            document => Assert.Equal([], Amount().Matches(document).Select(match => match.Value).Distinct().Except([cover])));
        Assert.Contains(
            draft.GetProperty("to_be_completed").EnumerateArray(), item => item.GetProperty("field").GetString() == "annual_fee");
        Assert.Contains(run.StageOutput("review").GetProperty("flags").EnumerateArray(), flag =>
            flag.GetProperty("code").GetString() == "fact_doubtful" && flag.GetProperty("field").GetString() == field
            && flag.GetProperty("detail").GetString()!.Contains(stated, StringComparison.Ordinal));
        Assert.Contains(pricing.GetProperty("notes").EnumerateArray(), note =>
            note.GetString()!.StartsWith($"no fee is quoted: of {field} ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Annual revenue: EUR 780,000")]
    public async Task Contract_WhenItIsUnderstoodOrNotStated_StatesTheFeeOfThePriceList(string line)
    {
        OfflineRun run = await workflow.RunAsync(Questionnaire + line + "\n");

        JsonElement pricing = run.StageOutput("score").GetProperty("pricing");
        string fee = Wording.Money(pricing.GetProperty("annual_fee").GetDecimal(), pricing.GetProperty("currency").GetString()!);
        Assert.True(pricing.GetProperty("is_quoted").GetBoolean());
        Assert.True(pricing.GetProperty("annual_fee").GetDecimal() > 0);
        Assert.Contains(fee, run.StageOutput("draft").GetProperty("contract").GetString(), StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\b[A-Z]{3} \d[\d,.]*\d")]
    private static partial Regex Amount();
}
