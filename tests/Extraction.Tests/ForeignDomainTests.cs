using System.Text.RegularExpressions;

using PromptIntel.Tests.Shared;

namespace PromptIntel.Extraction.Tests;

/// <summary>The extractor knows no domain: it reads others as well, and its code names none.</summary>
public sealed class ForeignDomainTests
{
    private const string InvoiceSchema = """
        {"type":"object","properties":{
          "invoice_number":{"type":["string","null"]},
          "issued":{"type":["string","null"],"format":"date"},
          "seller":{"type":["object","null"],"properties":{
            "name":{"type":["string","null"]},"email":{"type":["string","null"],"format":"email"}}},
          "total":{"type":["number","null"]},
          "currency":{"type":["string","null"]},
          "paid":{"type":["boolean","null"]},
          "lines":{"type":"array","items":{"type":"object","properties":{
            "article":{"type":["string","null"]},"quantity":{"type":["integer","null"]},"price":{"type":["number","null"]}}}}}}
        """;

    private const string InvoiceRules = """
        {"source":"document","fields":{
          "invoice_number":{"aliases":["invoice no","number"]},
          "issued":{"aliases":["invoice date","date"]},
          "seller/name":{"aliases":["supplier","seller"]},
          "seller/email":{"sole":true},
          "total":{"aliases":["amount due"],"currency_field":"currency"},
          "lines/*/quantity":{"aliases":["qty"]}}}
        """;

    private const string Invoice = """
        Supplier: Holm Timber AB
        accounts@holm.example
        Invoice no: 2026-0417
        Invoice date: 3 February 2026

        | Article | Qty | Price |
        |---|---|---|
        | Oak board | 12 | 18.50 |
        | Screws | 400 | 0.05 |

        Amount due: EUR 242.00
        Paid: no
        """;

    [Fact]
    public void Extract_WhenGivenInvoice_ReadsInvoice()
    {
        var answer = Extracting.Run(InvoiceSchema, InvoiceRules, Invoice);

        Assert.Equal(
            """{"invoice_number":"2026-0417","issued":"2026-02-03","seller":{"name":"Holm Timber AB","email":"accounts@holm.example"}""" +
            ""","total":242,"currency":"EUR","paid":false""" +
            ""","lines":[{"article":"Oak board","quantity":12,"price":18.5},{"article":"Screws","quantity":400,"price":0.05}]}""",
            answer.Value.GetRawText());
        Assert.All(answer.Spans, span => Assert.Equal(span.Text, Invoice.Substring(span.Start, span.Length)));
        Assert.Contains(answer.Spans, span => span is { Field: "lines/1/quantity", Text: "400" });
    }

    [Fact]
    public void Extract_WhenGivenCurriculumVitae_ReadsIt()
    {
        var answer = Extracting.Run(
            """
            {"type":"object","properties":{
              "name":{"type":"string"},"born":{"type":"string","format":"date"},"languages":{"type":"array","items":{"type":"string"}},
              "employer":{"type":"string"},"driving_licence":{"type":"boolean"}}}
            """,
            """
            {"fields":{
              "name":{"aliases":["full name"]},"born":{"aliases":["date of birth"]},
              "employer":{"type":"name","cues":["i work for {value}"]},"driving_licence":{"asserts":["i hold a driving licence"]}}}
            """,
            "Full name: Ada Nowak\nDate of birth: 2 May 1990\nLanguages: Polish, English and Czech\n\n" +
            "Since 2019 I work for Meridian Optics. I hold a driving licence.");

        Assert.Equal(
            """{"name":"Ada Nowak","born":"1990-05-02","languages":["Polish","English","Czech"]""" +
            ""","employer":"Meridian Optics","driving_licence":true}""",
            answer.Value.GetRawText());
    }

    [Fact]
    public void Extract_WhenAliasIsAdded_FindsMore()
    {
        const string schema = """{"type":"integer"}""";

        Assert.Equal("null", Extracting.One(schema, """{"aliases":["headcount"]}""", "Workforce: 41"));
        Assert.Equal("41", Extracting.One(schema, """{"aliases":["headcount","workforce"]}""", "Workforce: 41"));
    }

    [Fact]
    public void Code_OfTheExtractor_NamesNoDomain()
    {
        var folder = Path.Combine(SourceTree.Root, "Extraction");
        var files = Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories).ToList();
        var named = files.Where(file => Regex.IsMatch(
            File.ReadAllText(file),
            @"\b(league|sport|team|club|athlete|player|betting|season|attendance|questionnaire|contract|invoice|tournament|" +
            @"match(es)? per|fixture|integrity|territory|federation|championship|doping|wada|spectator|stadium|referee|" +
            @"bookmaker|sponsor)('?s)?\b",
            RegexOptions.IgnoreCase)).ToList();

        Assert.NotEmpty(files);
        Assert.Empty(named);
    }
}
