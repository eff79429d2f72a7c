using System.Text.Json;

using PromptIntel.Core.Execution;
using PromptIntel.Core.Tests.Samples;

namespace PromptIntel.Core.Tests.Records;

/// <summary>Forms, letters and lists as documents lay them out, read without a language model.</summary>
public sealed class DocumentFormsTests(OfflineWorkflow offline) : IClassFixture<OfflineWorkflow>
{
    private const string Letter = """
        Dutch Ice Board
        Thialf, Heerenveen

        Heerenveen, 8 June 2026

        Dear Ms Terpstra,

        The licence depends on these conditions:
        - a doctor is present
          at every race
        - results reach us within 24 hours

        Yours sincerely,

        Bram de Jong
        Licensing Officer
        """;

    private const string Form = """
        Policyholder         Saaremaa Series OÜ
        Policy no.           BMM-77/2027
        2  Surname (block letters)   Lindqvist

        Invoice no.   KCH-20417                       Customer
        Date due      2 November 2026                 Yorkshire Futsal League

        Total EUR     99.50
        IBAN: IT60 X054 2811 1010 0000 0123 456

        Place  Name     Points
        1      Moreau   812
        2      Vidal    780
        """;

    [Fact]
    public async Task Letter_SaysWhoWritesWhenAndWhoSigns()
    {
        JsonElement record = await ReadAsync(Letter, "issuer", "letter_date:date", "signatory", "office");

        Assert.Equal(
            ["Dutch Ice Board", "2026-06-08", "Bram de Jong", "Licensing Officer"],
            record.EnumerateObject().Select(field => field.Value.ToString()));
    }

    [Fact]
    public async Task ListOfTexts_IsWhatStandsUnderTheLineThatNamesIt()
    {
        JsonElement record = await ReadAsync(Letter, "conditions:list", "duties:list");

        Assert.Equal(
            ["a doctor is present at every race", "results reach us within 24 hours"],
            record.GetProperty("conditions").EnumerateArray().Select(item => item.GetString()));
        Assert.Equal(JsonValueKind.Null, record.GetProperty("duties").ValueKind);
    }

    [Theory]
    [InlineData("policyholder", "Saaremaa Series OÜ")]
    [InlineData("surname", "Lindqvist")]
    [InlineData("customer", "Yorkshire Futsal League")]
    [InlineData("total:number", "99.5")]
    [InlineData("iban", "IT60X0542811101000000123456")]
    public async Task Name_WithItsValueBesideOrBelow_GivesIt(string field, string expected) =>
        Assert.Equal(expected, (await ReadAsync(Form, field)).EnumerateObject().Single().Value.ToString());

    [Fact]
    public async Task NameOfAColumn_IsNoValue() =>
        Assert.Equal(JsonValueKind.Null, (await ReadAsync(Form, "place", "results:items")).GetProperty("place").ValueKind);

    private async Task<JsonElement> ReadAsync(string text, params string[] fields)
    {
        var properties = fields.Select(field => field.Split(':')).ToDictionary(
            field => field[0],
            field => field.ElementAtOrDefault(1) switch
            {
                "date" => (object)new { type = new[] { "string", "null" }, format = "date" },
                "number" => new { type = new[] { "number", "null" } },
                "list" => new { type = new[] { "array", "null" }, items = new { type = "string" } },
                "items" => new
                {
                    type = "array",
                    items = new { type = "object", properties = new { place = new { type = "integer" }, name = new { type = "string" } } },
                },
                _ => new { type = new[] { "string", "null" } },
            });
        OfflineRun run = await offline.RunAsync(
            "pdf_extraction", new { document_text = text, schema = new { type = "object", properties } });

        Assert.True(run.Execution.Status == ExecutionStatus.Succeeded, $"{run.Execution.Error}");
        return run.Output.GetProperty("record");
    }
}
