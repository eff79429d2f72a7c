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
