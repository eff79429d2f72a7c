using System.Text.Json;

using PromptIntel.Core.Catalog;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Tests.Leagues;
using PromptIntel.Core.Tests.Samples;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Records;

/// <summary>The shipped recipe from text and schema to the record, without a language model.</summary>
[Trait(Fuzzing.Trait, Fuzzing.Long)]
public sealed class PdfExtractionTests(OfflineWorkflow offline) : IClassFixture<OfflineWorkflow>
{
    private const string Workflow = "pdf_extraction";

    private static readonly string ExamplesFile =
        Path.Combine(SourceTree.Root, "content", "examples", "few_shot", "document_extraction.jsonl");

    [Theory]
    [InlineData("donau_rechnung")]
    [InlineData("tyne_certificate")]
    [InlineData("regional_budget")]
    public async Task Samples_GiveAResultOfTheSchema(string sample)
    {
        JsonElement input = ReadSample(sample);
        string schemaOf = input.TryGetProperty("schema", out JsonElement given)
            ? $$"""{"schema":{{given}}}"""
            : $$"""{"schema_name":"{{input.GetProperty("schema_name")}}"}""";

        JsonElement output = await CompleteAsync(Sample(sample), schemaOf);

        JsonElement schema = offline.Catalog.Find(new EntryKey("components", "pdf_extraction_result"))!.Current.Body;
        Assert.Equal([], offline.Validator.Validate(schema, output).Select(violation => violation.ToString()));
    }

    public static TheoryData<string> Examples() => [.. File.ReadLines(ExamplesFile).Select(line => JsonElement.Parse(line)
        .GetProperty("id").GetString()!)];

    /// <summary>The labelled examples that ship for whoever writes or judges a prompt of this kind.</summary>
    [Theory]
    [MemberData(nameof(Examples))]
    public async Task Example_IsReadAsItIsLabelled(string id)
    {
        JsonElement example = File.ReadLines(ExamplesFile).Select(line => JsonElement.Parse(line))
            .Single(line => line.GetProperty("id").ValueEquals(id));

        JsonElement output = await CompleteAsync(
            example.GetProperty("document_text").GetString()!, $$"""{"schema":{{example.GetProperty("schema")}}}""");

        JsonElement record = output.GetProperty("record");
        Assert.True(JsonElement.DeepEquals(example.GetProperty("record"), record), record.GetRawText());
    }

    [Fact]
    public async Task Invoice_OverTwoPages_IsReadWithPages()
    {
        JsonElement output = await CompleteAsync(Sample("donau_rechnung"), """{"schema_name":"components/invoice"}""");
        JsonElement record = output.GetProperty("record");

        Assert.Equal("R-2026/0341", record.GetProperty("invoice_number").GetString());
        Assert.Equal("AT611904300234573201", record.GetProperty("iban").GetString());
        Assert.Equal(5751.6m, record.GetProperty("gross_total").GetDecimal());
        Assert.Equal(
            [2960m, 1293m, 540m],
            record.GetProperty("lines").EnumerateArray().Select(line => line.GetProperty("amount").GetDecimal()));
        Assert.Equal(2, PageOf(output, "/lines/2/amount"));
        Assert.Equal(1, PageOf(output, "/lines/1/amount"));
        Assert.Equal(
            [false, true],
            output.GetProperty("tables").EnumerateArray().Select(table => table.GetProperty("continues_previous").GetBoolean()));
        Assert.Equal("2026-02-12", output.GetProperty("document").GetProperty("date").GetString());
        Assert.Equal(["/customer_name"], Texts(output.GetProperty("missing")));
    }

    [Fact]
    public async Task Budget_InThousands_TakesTheNewestYearWhole()
    {
        JsonElement record = (await CompleteAsync(
            Sample("regional_budget"),
            """
            {"schema":{"type":"object","properties":{
            "total_income":{"type":"number","title":"Total income"},"surplus":{"type":["number","null"],"title":"Surplus"},
            "sponsor":{"type":"string","title":"Main sponsor"}}}}
            """)).GetProperty("record");

        Assert.Equal(585000, record.GetProperty("total_income").GetInt32());
        Assert.Equal(70000, record.GetProperty("surplus").GetInt32());

        // Its type takes no null: what is not stated is left out.
        Assert.False(record.TryGetProperty("sponsor", out _));
    }

    [Fact]
    public async Task Values_StatedInTwoWays_AreTold()
    {
        JsonElement output = await CompleteAsync(
            """
            Budget of the regional cup

            Officials:             12,400
            Travel:                 8,300
            Total expenditure:     EUR 20,700

            As the treasurer explained, total expenditure is EUR 21,700 this year.
            """,
            """
            {"schema":{"type":"object","properties":{
            "total_expenditure":{"type":["number","null"],"title":"Total expenditure","description":"Whole expenditure."},
            "currency":{"type":["string","null"],"title":"Currency","description":"ISO code.","pattern":"^[A-Z]{3}$"}}}}
            """);

        Assert.Equal(20700, output.GetProperty("record").GetProperty("total_expenditure").GetInt32());
        JsonElement conflict = Assert.Single(output.GetProperty("conflicts").EnumerateArray());
        Assert.Equal(21700, conflict.GetProperty("other").GetInt32());
        Assert.Equal(
            "As the treasurer explained, total expenditure is EUR 21,700 this year.", conflict.GetProperty("quote").GetString());
    }

    [Fact]
    public async Task Rules_ThatAValueBreaks_AreTold()
    {
        JsonElement output = await CompleteAsync(
            "Reference: AB 12\n", """{"schema":{"type":"object","properties":{"reference":{"type":"string","pattern":"^[0-9]+$"}}}}""");

        Assert.Equal("AB 12", output.GetProperty("record").GetProperty("reference").GetString());
        Assert.Equal("/reference", Assert.Single(output.GetProperty("violations").EnumerateArray()).GetProperty("path").GetString());
    }

    [Fact]
    public async Task Tables_ThatHoldNoItems_GiveNoValueBesideALabel()
    {
        JsonElement output = await CompleteAsync(
            "Rank   Name          Club     Time\n1      Berg, Ane     Voss     1:14:09\n2      Dahl, Ida     Moss     1:15:00\n",
            """{"schema":{"type":"object","properties":{"name":{"type":["string","null"]},"club":{"type":["string","null"]}}}}""");

        Assert.All(output.GetProperty("record").EnumerateObject(), field => Assert.Equal(JsonValueKind.Null, field.Value.ValueKind));
        Assert.Equal(["Rank", "Name", "Club", "Time"], Texts(output.GetProperty("tables")[0].GetProperty("columns")));
    }

    [Theory]
    [InlineData("""{"schema_name":"components/nothing"}""", "schema_name: there is no schema")]
    [InlineData("""{"schema_name":"components/invoice@production"}""", "schema_name: a label may move")]
    [InlineData("""{"schema_name":"components/league_scores"}""", "schema_name: there is no schema")]
    [InlineData("""{"schema_name":"not a name"}""", "schema_name: there is no schema")]
    [InlineData("""{"schema":{"type":"string"}}""", "schema: it must be of an object")]
    [InlineData("""{"schema":{"type":"object","properties":{}}}""", "schema: it asks for no value")]
    [InlineData("""{"schema":{"type":"object","properties":{"a":{"$ref":"https://example.org/a"}}}}""", "schema: may refer to nothing")]
    [InlineData("""{"schema":{"type":"object","properties":{"a":{"$ref":"components/invoice"}}}}""", "schema: may refer to nothing")]
    [InlineData("""{"schema":{"type":"object","properties":{"a":{"type":"string","pattern":"(?=a)"}}}}""", "schema: ")]
    [InlineData(
        """{"schema":{"type":"object","properties":{"a":{"type":"string"},"a":{"type":"string"}}}}""",
        "schema: properties.a stands here twice")]
    [InlineData("""{"schema":{"type":"object","properties":{"*":{"type":"string"}}}}""", "schema: the property name '*' must be")]
    [InlineData("""{"schema":{"type":"object","properties":{"a.b":{"type":"string"}}}}""", "schema: the property name 'a.b' must be")]
    [InlineData(
        """{"schema":{"type":"object","properties":{"a":{"type":"object","properties":{"net/gross":{"type":"string"}}}}}}""",
        "schema: the property name 'net/gross' must be")]
    public async Task Schemas_ThatCannotBeUsed_AreRefusedByName(string input, string detail)
    {
        OfflineRun run = await RunAsync("Invoice no. 7", input);

        Assert.Equal("invalid_input", run.Execution.Error?.Code);
        Assert.StartsWith(detail, run.Execution.Error!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Schemas_NamedWithAVersion_NeedNoTag()
    {
        JsonElement record = (await CompleteAsync(
            "League name: Fenland Darts League\n", """{"schema_name":"components/league_questionnaire@1"}""")).GetProperty("record");

        Assert.Equal("Fenland Darts League", record.GetProperty("league_name").GetString());
    }

    [Fact]
    public async Task Schemas_WithALoop_AreReadToABoundedDepth() =>
        await CompleteAsync(
            "Name: one\n",
            """
            {"schema":{"type":"object","properties":{"name":{"type":["string","null"]},"next":{"$ref":"#/$defs/node"}},
            "$defs":{"node":{"type":["object","null"],"properties":{"name":{"type":["string","null"]},"next":{"$ref":"#/$defs/node"}}}}}}
            """);

    [Fact]
    public async Task Schemas_ThatUnfoldWithoutEnd_AreRefused()
    {
        string properties = string.Join(',', Enumerable.Range(0, 100).Select(i => $$"""
            "p{{i}}":{"$ref":"#"}
            """));

        OfflineRun run = await RunAsync(
            "Invoice no. 7",
            $$"""
            {"schema":{"type":"object","properties":{ {{properties}} } } }
            """);

        Assert.Equal("schema: it has more than 2000 parts", run.Execution.Error?.Detail);
    }

    [Fact]
    public async Task Schemas_ThatAreTrue_TakeText()
    {
        JsonElement record = (await CompleteAsync(
            "Town: Moss\nCity: Voss\n",
            """{"schema":{"type":"object","properties":{"town":{"anyOf":[true]},"city":true,"tags":{"type":"array","items":true}}}}"""))
            .GetProperty("record");

        Assert.Equal(("Moss", "Voss"), (record.GetProperty("town").GetString(), record.GetProperty("city").GetString()));
    }

    [Fact]
    public async Task Properties_CalledAsTheReadersOwn_AreRead()
    {
        JsonElement record = (await CompleteAsync(
            "Currency of amounts: EUR\n",
            """{"schema":{"type":"object","properties":{"currency_of_amounts":{"type":"string"}}}}""")).GetProperty("record");

        Assert.Equal("EUR", record.GetProperty("currency_of_amounts").GetString());
    }

    [Theory]
    [InlineData("A\tB\tC\n", 20_000)]
    [InlineData("Rank  Name\n1     Ann\n2     Eva\n\n", 5_000)]
    [InlineData("Total  1  2\n", 20_000)]
    [InlineData("| | | | ", 50_000)]
    [InlineData("\f", 400)]
    public async Task HostileTexts_TakeBoundedTime(string part, int times) =>
        await CompleteAsync(
            "Total: 5\n" + string.Concat(Enumerable.Repeat(part, times)), """{"schema_name":"components/invoice"}""");

    private static string Sample(string name) => ReadSample(name).GetProperty("document_text").GetString()!;

    private static JsonElement ReadSample(string name) =>
        JsonElement.Parse(File.ReadAllText(Path.Combine(ShippedContent.Root, "samples", Workflow, $"{name}.json")));

    private static int PageOf(JsonElement output, string path) => output.GetProperty("fields").EnumerateArray()
        .Single(field => field.GetProperty("path").GetString() == path)
        .GetProperty("page")
        .GetInt32();

    private static IEnumerable<string?> Texts(JsonElement list) => list.EnumerateArray().Select(item => item.GetString());

    private Task<OfflineRun> RunAsync(string text, string input)
    {
        Dictionary<string, JsonElement> members = JsonElement.Parse(input).EnumerateObject().ToDictionary(
            member => member.Name, member => member.Value);
        members["document_text"] = JsonSerializer.SerializeToElement(text);
        return offline.RunAsync(Workflow, members);
    }

    private async Task<JsonElement> CompleteAsync(string text, string input)
    {
        OfflineRun run = await RunAsync(text, input);
        Assert.Equal((ExecutionStatus.Succeeded, null), (run.Execution.Status, run.Execution.Error?.Detail));
        return run.Output;
    }
}
