using System.Net;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;

using PromptIntel.Api.Tests.Errors;

namespace PromptIntel.Api.Tests.Documents;

/// <summary>PDF files from the upload to what an execution is given of them.</summary>
public class PdfUploadTests(ApiHost host)
{
    private readonly HttpClient _client = host.CreateClient();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pdf_IsReadOnceAndGivenToAnExecution()
    {
        using HttpResponseMessage uploaded = await UploadAsync("groff-table.pdf");
        string id = (await ApiHost.ReadAsync(uploaded)).GetProperty("id").GetString()!;

        using HttpResponseMessage text = await _client.GetAsync($"/api/documents/{id}/text", Cancel);
        using HttpResponseMessage run = await _client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "read_document", input_data = new { document_id = id } }, Cancel);

        JsonElement[] blocks = [.. (await ApiHost.ReadAsync(text)).GetProperty("pages")[0].GetProperty("blocks").EnumerateArray()];
        JsonElement table = Assert.Single(blocks, block => block.GetProperty("kind").GetString() == "table");
        Assert.Equal(
            ["Junior quad", "90.00"],
            table.GetProperty("rows")[4].GetProperty("cells").EnumerateArray().Select(cell => cell.GetProperty("text").GetString()));
        JsonElement answer = await ApiHost.ReadAsync(run);
        Assert.Equal("success", answer.GetProperty("status").GetString());
        Assert.Equal(
            """["Junior quad",null,"90.00"]""", answer.GetProperty("output").GetProperty("tables")[0].GetProperty("rows")[4].GetRawText());
    }

    [Fact]
    public async Task FilledForm_IsAQuestionnaire()
    {
        using HttpResponseMessage uploaded = await UploadAsync("libreoffice-form.pdf");
        string id = (await ApiHost.ReadAsync(uploaded)).GetProperty("id").GetString()!;

        using HttpResponseMessage run = await _client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "questionnaire_to_contract", input_data = new { document_id = id } }, Cancel);

        JsonElement answer = await ApiHost.ReadAsync(run);
        JsonElement output = answer.GetProperty("output");
        JsonElement facts = output.GetProperty("facts");
        Assert.Equal("success", answer.GetProperty("status").GetString());
        Assert.Equal(
            "Skerry Coastal Rowing League|Skerry Rowing CLG|Ireland|Rowing|1998|18|640|96|1200|910000|EUR|"
            + "True|True|False|Orla Skerry|office@skerryrowing.example",
            string.Join('|', new[]
            {
                "league_name", "legal_entity", "country", "sport", "founded_year", "number_of_teams", "number_of_athletes",
                "events_per_season", "average_attendance", "annual_revenue", "annual_revenue_currency", "has_official_rules",
                "has_liability_insurance", "interested_in_betting", "contact_name", "contact_email",
            }.Select(field => facts.GetProperty(field).ToString())));

        // A box that nobody ticked is no answer.
        Assert.Equal(JsonValueKind.Null, facts.GetProperty("has_integrity_policy").ValueKind);
        JsonElement span = output.GetProperty("source_spans").EnumerateArray()
            .Single(one => one.GetProperty("field").GetString() == "number_of_teams");
        Assert.Contains("18", output.GetProperty("source_text").GetString()!.AsSpan(
            span.GetProperty("start").GetInt32(), span.GetProperty("length").GetInt32()).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilledForm_GivesEachValueTheBoxOfItsLine()
    {
        using HttpResponseMessage uploaded = await UploadAsync("libreoffice-form.pdf");
        string id = (await ApiHost.ReadAsync(uploaded)).GetProperty("id").GetString()!;
        object schema = new { type = "object", properties = new { league_name = new { type = "string", description = "League name" } } };

        using HttpResponseMessage run = await _client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "pdf_extraction", input_data = new { document_id = id, schema } }, Cancel);

        JsonElement field = Assert.Single((await ApiHost.ReadAsync(run)).GetProperty("output").GetProperty("fields").EnumerateArray());
        double[] box = [.. field.GetProperty("box").EnumerateArray().Select(side => side.GetDouble())];
        Assert.Equal("/league_name", field.GetProperty("path").GetString());
        Assert.True(box is [> 50, > 60, < 400, < 90], string.Join(' ', box));
    }

    [Theory]
    [InlineData("qpdf-encrypted.pdf", "document_encrypted")]
    [InlineData("cairo-scan.pdf", "document_has_no_text")]
    [InlineData("chromium-without-characters.pdf", "document_text_unreadable")]
    public async Task Pdf_ThatCannotBeRead_IsRefusedAndNotKept(string file, string code)
    {
        using HttpResponseMessage refused = await UploadAsync(file);

        await ProblemAssert.IsAsync(refused, HttpStatusCode.UnprocessableEntity, code);
        using HttpResponseMessage list = await _client.GetAsync("/api/documents?limit=500", Cancel);
        Assert.DoesNotContain(
            (await ApiHost.ReadAsync(list))
                .GetProperty("items")
                .EnumerateArray(), item => item.GetProperty("file_name").GetString() == file);
    }

    [Fact]
    public async Task Execution_OfADocumentThatIsNot_FailsByItsCode()
    {
        using HttpResponseMessage run = await _client.PostAsJsonAsync(
            "/api/prompts/execute", new { workflow = "read_document", input_data = new { document_id = new string('0', 64) } }, Cancel);

        Assert.Equal("document_not_found", (await ApiHost.ReadAsync(run)).GetProperty("error").GetProperty("code").GetString());
    }

    private Task<HttpResponseMessage> UploadAsync(string file) => _client.PostAsync(
        "/api/documents", DocumentForm.Of(File.ReadAllBytes(Path.Combine(Folder(), file)), file, "application/pdf"), Cancel);

    private static string Folder([CallerFilePath] string source = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(source)!, "../../DocumentReader.Tests/files"));
}
