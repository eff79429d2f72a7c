using PromptIntel.Core.Contracts;
using PromptIntel.Core.Contracts.Structure;
using PromptIntel.Core.Tests.Leagues;

namespace PromptIntel.Core.Tests.Contracts;

/// <summary>Contracts in other habits than the template's, and texts that speak of contracts and are none.</summary>
public sealed class OtherPaperTests
{
    private static readonly ContractReviewRules Rules = ShippedContent.Config<ContractReviewRules>("contract_review");

    [Fact]
    public void Clauses_BeginWhereTheCountDoes_AndNotAtAHouseNumber()
    {
        const string text = """
            between A Ltd, whose office is at
                4 Rink Road, Perth; and B Ltd
            1  DEFINITIONS
            1.1 "Data" means scores.
            2  LICENCE
            2.1 A grants a licence.
            3  CHARGES
            3.1 B shall pay.
            """;

        Assert.Equal(["1 3-4", "2 5-6", "3 7-8"], Cut(text));
    }

    [Fact]
    public void Clauses_OfAnExcerpt_BeginAtAnyNumber() =>
        Assert.Equal(["9 1-1", "10 2-2", "11 3-3"], Cut("9. Secrecy. x\n10. Warranty. y\n11. Assignment. z"));

    /// <summary>Read once for each word or place it would take hours.</summary>
    [Theory]
    [InlineData("a")]
    [InlineData("re-\nad ")]
    [InlineData("x  ")]
    [InlineData("4 ")]
    [InlineData("Term\n\n")]
    [InlineData("Page 1\f\n")]
    [InlineData("1. A  1. B\n")]
    public void Clauses_OfAHostileText_AreCutAtOnce(string part)
    {
        string text = string.Concat(Enumerable.Repeat(part, 400_000 / part.Length));

        Assert.InRange(Cut(text).Count() + UnnumberedClauses.Cut(ContractLines.Of(text), Rules).Count, 0, 2 * ClauseCutter.MostClauses);
    }

    [Fact]
    public void Clauses_OverPages_AreReadWithoutWhatThePagesCarry()
    {
        const string text = "1. Fees\nThe fee is 25 per cent of net rev-\n\nA / B: Agreement    Page 1 of 2\n\f"
            + "Confidential\nenue and non-\nexclusive.\n\n"
            + "2. Law\nIrish law.\n\nA / B: Agreement    Page 2 of 2\n\fConfidential\n3. Audit\nOnce.";

        List<ContractClause> clauses = ClauseCutter.Cut(ContractLines.Of(text));

        Assert.Equal(["1 1-7", "2 9-10", "3 14-15"], clauses.Select(Show));
        Assert.Equal(
            "1. Fees\nThe fee is 25 per cent of net revenue and non-exclusive.",
            clauses[0].Reading.Replace("\n\n", "", StringComparison.Ordinal));
        Assert.Contains("Page 1 of 2", clauses[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Clauses_InTwoLanguages_AreReadOneAfterTheOther()
    {
        string[] rows =
        [
            "§ 1 Vergütung", "§ 1 Remuneration", "Es werden jährlich", "The annual fee is", "25.000 EUR gezahlt", "EUR 25,000.",
            "§ 2 Laufzeit", "§ 2 Term", "Zwei Jahre ab", "Two years from", "Januar.", "January.",
            "§ 3 Recht", "§ 3 Law", "Es gilt deutsches", "German law", "Recht.", "governs.",
        ];
        string text = string.Join('\n', rows.Chunk(2).Select(pair => pair[0].PadRight(30) + pair[1]));

        List<ContractClause> clauses = ClauseCutter.Cut(ContractLines.Of(text));

        Assert.Equal(["§ 1 1-3", "§ 2 4-6", "§ 3 7-9"], clauses.Select(Show));
        Assert.Equal("Vergütung / Remuneration", clauses[0].Heading);
        Assert.EndsWith("The annual fee is\nEUR 25,000.", clauses[0].Reading, StringComparison.Ordinal);
    }

    [Fact]
    public void Clauses_OfATable_AreItsRows() => Assert.Equal(
        ["1 3-3", "2 4-4", "3 5-5"],
        Cut("| No. | Subject | Text |\n|---|---|---|\n| 1 | Fee | EUR 1 |\n| 2 | Law | Irish law |\n| 3 | Term | a year |"));

    [Fact]
    public void Clauses_WithoutNumbers_BeginAtHeadingsElseAtParagraphs()
    {
        const string headed = "CONTRACT\n\nCONFIDENTIALITY\n\nx\n\nTERMINATION\n\ny\n\nGOVERNING LAW\n\nz\n\n"
            + "SIGNED for A          SIGNED for B";
        const string plain = "made between A and B, who agree:\n\nA grants to B the exclusive right to collect.\n\n"
            + "B shall pay a fee of EUR 1.\n\n"
            + "The laws of Ireland govern this letter.\n\nYours sincerely,\nA";

        Assert.Equal(["- 3-5", "- 7-9", "- 11-13"], UnnumberedClauses.Cut(ContractLines.Of(headed), Rules).Select(Show));
        Assert.Equal(["- 3-3", "- 5-5", "- 7-7"], UnnumberedClauses.Cut(ContractLines.Of(plain), Rules).Select(Show));
    }

    [Theory]
    [InlineData(
        "between Prairie Rodeo Association, Inc., a Kansas corporation, and Bluestem LLC, a company",
        "Prairie Rodeo Association, Inc.|Bluestem LLC")]
    [InlineData("BETWEEN: Ulster Union, Armagh\nAND: Slieve Ltd, Newry", "Ulster Union|Slieve Ltd")]
    [InlineData("zwischen dem Boßelverband e. V., Norden - \"V\" - und der Küsten GmbH, Emden", "Boßelverband e. V.|Küsten GmbH")]
    [InlineData("Buyer:   A Sport GmbH, Goslar\nSupplier: B Timing UG, Burg", "A Sport GmbH|B Timing UG")]
    [InlineData("Northgate Ltd\n3 Row\n\nWight League\nRyde\n\nDear Mr Hale,\n\nthis binds us.", "Northgate Ltd|Wight League")]
    [InlineData("Northgate Ltd\n3 Row\n\nTo: Wight League, Ryde\n\nDear Sirs", "Northgate Ltd|Wight League")]
    [InlineData("Northgate Ltd\n\nnews of the month", "")]
    public void Parties_AreReadInManyForms(string preamble, string expected) =>
        Assert.Equal(expected, string.Join('|', PartyReader.Read(preamble)));

    [Theory]
    [InlineData(true, "Licence agreement\nA and B agree as follows:\n")]
    [InlineData(true, "Sirs\nwe confirm that the following terms apply.\nPlease confirm your agreement.\n")]
    [InlineData(false, "THE TOUCHLINE\nnews of the league\n")]
    [InlineData(false, "Minutes of the council\n")]
    [InlineData(false, "STATUTES of the federation\n")]
    [InlineData(false, "From: a@b.example\nSubject: your agreement\nwe agree as follows\n")]
    [InlineData(false, "PRESS RELEASE\nA and B signed an agreement. In witness, the parties agree.\n")]
    public void AText_IsAContract_WhereItBindsByItself(bool isContract, string head)
    {
        var lines = ContractLines.Of(head + "1. Data. B shall pay.\n2. Other. Either party may terminate it.\n3. More. Irish law.\n");

        Assert.Equal(isContract, ContractSigns.AreIn(lines, ClauseCutter.Cut(lines), namesParties: false, Rules));
    }

    private static IEnumerable<string> Cut(string text) => ClauseCutter.Cut(ContractLines.Of(text)).Select(Show);

    private static string Show(ContractClause clause) => $"{clause.Number ?? "-"} {clause.FirstLine}-{clause.LastLine}";
}
