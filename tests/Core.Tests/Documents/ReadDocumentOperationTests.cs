using System.Text.Json;

using Microsoft.Extensions.Options;

using PromptIntel.Core.Documents;
using PromptIntel.Core.Schemas;
using PromptIntel.Core.Tests.Workflows.Operations;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Core.Tests.Documents;

public sealed class ReadDocumentOperationTests
{
    private readonly InMemoryDocumentStore _store = new();
    private readonly string _id = DocumentIds.Of("bytes"u8);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Document_OfTheUser_IsGivenWithPlacesAndTables()
    {
        await PutAsync("ada");

        JsonElement output = Assert.IsType<OperationOutcome.Completed>(await RunAsync(new { document_id = _id }, "ada")).Output;

        Assert.Equal("Fees\n\nEight\t640.00\n\t90.00", output.GetProperty("text").GetString());
        Assert.Equal(
            [(1, 0, 4), (1, 6, 5), (1, 12, 6), (1, 20, 5)],
            output.GetProperty("lines").EnumerateArray().Select(line => (
                line.GetProperty("page").GetInt32(), line.GetProperty("start").GetInt32(), line.GetProperty("length").GetInt32())));
        Assert.Equal("[1,2,3,4]", output.GetProperty("lines")[1].GetProperty("box").GetRawText());
        Assert.Equal(
            """[["Eight","640.00"],[null,"90.00"]]""", Assert.Single(output.GetProperty("tables").EnumerateArray())
                .GetProperty("rows")
                .GetRawText());
        AssertFits(output);
    }

    [Fact]
    public async Task Text_IsTakenApartAsADocumentIs()
    {
        JsonElement output = Assert.IsType<OperationOutcome.Completed>(
            await RunAsync(new { document_id = (string?)null, document_text = "One\n\nTwo\fThree" }, "ada")).Output;

        Assert.Equal(
            [(1, 0, 3), (1, 5, 3), (2, 9, 5)],
            output.GetProperty("lines").EnumerateArray().Select(line => (
                line.GetProperty("page").GetInt32(), line.GetProperty("start").GetInt32(), line.GetProperty("length").GetInt32())));
        AssertFits(output);
    }

    [Fact]
    public async Task Document_OfAnother_IsNotFound()
    {
        await PutAsync("ada");

        foreach (string? user in (string?[])["bob", null, ""])
        {
            Assert.Equal(
                ErrorCodes.DocumentNotFound,
                Assert.IsType<OperationOutcome.Failed>(await RunAsync(new { document_id = _id }, user)).Code);
        }

        Assert.Equal(
            ErrorCodes.DocumentNotFound,
            Assert.IsType<OperationOutcome.Failed>(await RunAsync(new { document_id = "../../etc" }, "ada")).Code);
    }

    [Fact]
    public async Task Input_WhenItNamesNeitherOrBothOrNothingToRead_IsInvalid()
    {
        foreach (object input in (object[])[
            new { }, new { document_id = _id, document_text = "a" }, new { document_text = " \n" }, new { document_text = 5 }
        ])
        {
            Assert.Equal(ErrorCodes.InvalidInput, Assert.IsType<OperationOutcome.Failed>(await RunAsync(input, "ada")).Code);
        }
    }

    private static void AssertFits(JsonElement output)
    {
        JsonElement schema = JsonElement.Parse(File.ReadAllText(Path.Combine(SourceTree.Root, "content/schemas/document_text.json")));

        Assert.Empty(new JsonSchemaValidator().Validate(schema, output));
    }

    private Task<OperationOutcome> RunAsync(object input, string? user) =>
        new ReadDocumentOperation(_store, Options.Create(new DocumentOptions())).ExecuteAsync(
            new TestOperationContext("{}", JsonSerializer.Serialize(input)) { UserId = user }, Cancel);

    private async Task PutAsync(string user)
    {
        const string Text = "Fees\n\nEight\t640.00\n\t90.00";
        var box = new Box(1, 2, 3, 4);
        TextLine Line(int start, int length) => new(start, length, box, JoinsNext: false, []);
        TableCell Cell(int column, int start, int length) => new(column, 1, box, [Line(start, length)]);
        var page = new DocumentPage(
            1,
            595,
            842,
            [
                new TextBlock(BlockKinds.Paragraph, box, [Line(0, 4)], []),
                new TextBlock(BlockKinds.Table, box, [], [new TableRow([Cell(0, 6, 5), Cell(1, 12, 6)]), new TableRow([Cell(1, 20, 5)])]),
            ]);
        var reading = new DocumentReading(DocumentReading.CurrentFormat, Text, [page], [new ReadingNote(NoteCodes.NoText, 1, "x")]);
        var facts = new DocumentFacts
        {
            Id = _id,
            MediaType = "application/pdf",
            Length = 5,
            Pages = 1,
            Characters = Text.Length,
            Notes = reading.Notes,
        };
        var upload = new DocumentUpload(Guid.CreateVersion7(DateTimeOffset.UnixEpoch), user, null, DateTimeOffset.UnixEpoch);
        await _store.PutAsync(new NewDocument(facts, "bytes"u8.ToArray(), reading), upload, Cancel);
    }
}
