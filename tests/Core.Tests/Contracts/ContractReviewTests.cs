using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Samples;

namespace PromptIntel.Core.Tests.Contracts;

/// <summary>The shipped workflow in the real engine, without a language model.</summary>
public sealed class ContractReviewTests(OfflineWorkflow workflow) : IClassFixture<OfflineWorkflow>
{
    private const string Review = "contract_review";

    private const string Short = """
        DATA LICENCE

        This agreement is made between Harbour Darts League Ltd, of 4 Quay Street, Galway
        ("Licensor") and Northgate Sports Data Ltd, of 3 Merchants Row, Dublin ("Licensee").

        1. Grant. The Licensor grants the Licensee the non-exclusive right to collect and
           distribute data of all its matches.
        2. Fee. EUR 8,000 a year, payable within sixty days of a correct invoice.
        3. Liability. Neither party's liability in a year exceeds 120 per cent of the fee.
        4. Other leagues. The Licensee shall not collect data for any other darts league.
        5. Law. The laws of Ireland govern.

        Signed for both parties
        """;

    [Fact]
    public async Task Review_OfAShortAgreement_ReadsItsClausesAndFigures()
    {
        JsonElement result = await SucceedAsync(new { contract_text = Short, tier = "basic" });

        Assert.Equal(
            ["1 grant_of_data_rights 6-7", "2 fees_and_revenue_share 8-8", "3 limitation_of_liability 9-9", "4 company_exclusivity 10-10",
            "5 governing_law 11-11"],
            result.GetProperty("clauses").EnumerateArray().Select(
                clause => $"{clause.GetProperty("number")} {clause.GetProperty("kind")} "
                    + $"{clause.GetProperty("first_line")}-{clause.GetProperty("last_line")}"));
        Assert.Equal(
            ["Harbour Darts League Ltd", "Northgate Sports Data Ltd"],
            result.GetProperty("document").GetProperty("parties").EnumerateArray().Select(party => party.GetString()));
        JsonElement terms = result.GetProperty("terms");
        Assert.Equal(
            ("8000", "EUR", "60", "120", "laws of Ireland"),
            (Raw(terms, "annual_fee"), terms.GetProperty("currency").GetString(), Raw(terms, "payment_days"),
                Raw(terms, "liability_cap_percent"), terms.GetProperty("governing_law").GetString()));
        Assert.Equal(JsonValueKind.Null, terms.GetProperty("insurance_cover").ValueKind);
    }

    [Fact]
    public async Task Review_GradesByTheRulesAndAsksAboutWhatIsAboveMinor()
    {
        JsonElement result = await SucceedAsync(new { contract_text = Short, tier = "basic" });

        Assert.Equal("unacceptable", Deviation(result, "company_exclusivity").GetProperty("grade").GetString());
        Assert.Equal("extra", Deviation(result, "company_exclusivity").GetProperty("comparison").GetString());
        Assert.Equal("minor", Deviation(result, "limitation_of_liability").GetProperty("grade").GetString());
        Assert.Contains("warranties unacceptable", Missing(result));
        Assert.Contains("taxes material", Missing(result));
        Assert.DoesNotContain(Missing(result), missing => missing.StartsWith("exclusivity", StringComparison.Ordinal));
        Assert.Equal(("critical", "no"), (result.GetProperty("rating").GetString(), result.GetProperty("signable").GetString()));
        HashSet<string?> asked = [.. result.GetProperty("questions").EnumerateArray().Select(
            question => question.GetProperty("about").GetString())];
        Assert.Superset(new HashSet<string?> { "company_exclusivity", "warranties", "taxes" }, asked);
        Assert.DoesNotContain("limitation_of_liability", asked);
    }

    [Fact]
    public async Task Review_OfOurOwnDraft_FindsNothing()
    {
        JsonElement result = await SucceedAsync(new
        {
            contract_text = await DraftAsync(),
            tier = "basic",
            agreed = new { region = "europe" },
        });

        Assert.Empty(result.GetProperty("deviations").EnumerateArray().Select(item => item.GetProperty("changes").GetRawText()));
        Assert.Empty(Missing(result));
        Assert.Equal(("low", "as_is"), (result.GetProperty("rating").GetString(), result.GetProperty("signable").GetString()));
    }

    [Fact]
    public async Task Review_OfOurDraftTurnedRound_FindsEachChange()
    {
        string draft = (await DraftAsync())
            .Replace("each party's total liability", "the League's total liability", StringComparison.Ordinal)
            .Replace("within 30 days of receipt", "within 10 days of receipt", StringComparison.Ordinal)
            .Replace(
                "The League shall give the Company's", "The League shall use reasonable endeavours to give the Company's",
                StringComparison.Ordinal);

        JsonElement result = await SucceedAsync(new { contract_text = draft, tier = "basic", agreed = new { region = "europe" } });

        Assert.Equal(
            [
                "limitation_of_liability unacceptable league", "grant_of_data_rights material league",
                "invoicing_and_payment material league",
            ],
            result.GetProperty("deviations").EnumerateArray().Select(
                item => $"{item.GetProperty("kind")} {item.GetProperty("grade")} {item.GetProperty("favours")}"));
    }

    [Fact]
    public async Task Review_OfSomethingElse_SaysThatItIsNoContract()
    {
        JsonElement result = await SucceedAsync(new
        {
            contract_text =
                "Minutes of the board\n\n1. Welcome\nThe chair welcomed everybody.\n2. Fees\nThe fees were agreed.\n3. Close\nThanks.",
        });

        Assert.False(result.GetProperty("is_contract").GetBoolean());
        Assert.Empty(result.GetProperty("clauses").EnumerateArray());
        Assert.Equal(JsonValueKind.Null, result.GetProperty("rating").ValueKind);
    }

    [Theory]
    [InlineData("1. Grant. The Licensor grants the Licensee data.\n")]
    [InlineData("## 1. A\n")]
    [InlineData("between A ( and ")]
    [InlineData("annual fee of EUR 1 ")]
    [InlineData("\n\n\n")]
    [InlineData("shall not ")]
    public async Task Review_OfAHostileText_Ends(string piece)
    {
        string text = "x " + string.Concat(Enumerable.Repeat(piece, 150_000 / piece.Length));

        OfflineRun run = await workflow.RunAsync(Review, new { contract_text = text });

        Assert.True(run.Execution.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed, $"{run.Execution.Status}");
        Assert.NotEqual("operation_failed", run.Execution.Error?.Code);
        Assert.NotEqual("timeout", run.Execution.Error?.Code);
    }

    [Fact]
    public async Task Review_OfMoreClausesThanAContractHas_ReadsTheMost()
    {
        string text = Short[..Short.IndexOf("1. Grant", StringComparison.Ordinal)]
            + string.Concat(Enumerable.Repeat("# 1. Liability\n\nx\n\n", 2_000)) + "# 2. Law\n\nThe laws of Ireland govern.\n";

        JsonElement result = await SucceedAsync(new { contract_text = text });

        Assert.Equal(2_000, result.GetProperty("clauses").GetArrayLength());
    }

    [Fact]
    public async Task Review_OfFiguresThatNoContractMeans_LeavesThemOut()
    {
        string text = Short.Replace("sixty days", "99999999999 days", StringComparison.Ordinal)
            .Replace(
                "5. Law", "5. Term. This agreement continues for 79228162514264337593543950335 years.\n6. Law", StringComparison.Ordinal);

        JsonElement result = await SucceedAsync(new { contract_text = text, agreed = new { annual_fee = 1e-28m } });

        JsonElement terms = result.GetProperty("terms");
        Assert.Equal(("null", "null", "8000"), (Raw(terms, "payment_days"), Raw(terms, "term_months"), Raw(terms, "annual_fee")));
    }

    [Fact]
    public async Task Review_AgainstAnUnknownRegion_IsRefusedByName()
    {
        OfflineRun run = await workflow.RunAsync(Review, new { contract_text = Short, agreed = new { region = "atlantis" } });

        Assert.Equal("invalid_input", run.Execution.Error?.Code);
        Assert.StartsWith("agreed.region:", run.Execution.Error?.Detail, StringComparison.Ordinal);
    }

    private async Task<string> DraftAsync()
    {
        OfflineRun run = await workflow.RunAsync("""
            League name: Harbour City Futsal League
            Legal entity: Harbour City Futsal Ltd
            Registered address: 12 Quay Street, Galway, Ireland
            Country of registration: Ireland
            Sport: Futsal
            Contact: Aoife Brennan
            E-mail: aoife@harbourfutsal.example
            Number of teams: 6
            Interested in betting: No
            Exclusive rights: No
            """);
        return run.Contract;
    }

    private async Task<JsonElement> SucceedAsync(object input)
    {
        OfflineRun run = await workflow.RunAsync(Review, input);
        Assert.True(run.Execution.Status == ExecutionStatus.Succeeded, $"{run.Execution.Error}");
        JsonElement schema = workflow.Catalog.Find(new EntryKey("components", "contract_review_report"))!.Current.Body;
        Assert.Empty(new JsonSchemaValidator().Validate(schema, run.Output));
        return run.Output;
    }

    private static string Raw(JsonElement element, string name) => element.GetProperty(name).GetRawText();

    private static JsonElement Deviation(JsonElement result, string kind) =>
        result.GetProperty("deviations").EnumerateArray().Single(item => item.GetProperty("kind").GetString() == kind);

    private static string[] Missing(JsonElement result) =>
        [.. result.GetProperty("missing").EnumerateArray().Select(item => $"{item.GetProperty("kind")} {item.GetProperty("grade")}")];
}
