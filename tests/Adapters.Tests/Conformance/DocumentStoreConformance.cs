using System.Text;

using PromptIntel.Core.Documents;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IDocumentStore"/> guarantees.</summary>
public abstract class DocumentStoreConformance : IAsyncLifetime
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DocumentReach Ada = DocumentReach.Of("ada");
    private static readonly DocumentReach Bob = DocumentReach.Of("bob");
    private static readonly DocumentReach Nobodys = DocumentReach.Of(null);

    private int _made;

    protected IDocumentStore Store { get; private set; } = null!;

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task Put_KeepsEverythingAsItWasGiven()
    {
        NewDocument document = Document("Zürich „24“ 😀\r\nline");
        DocumentUpload upload = Upload("ada") with { FileName = "o'neill \"x\" 💬.txt" };

        UploadRecorded kept = await Store.PutAsync(document, upload, Token);

        StoredDocument? found = await Store.FindAsync(document.Facts.Id, Ada, Token);
        Assert.True(kept.IsFirst);
        Assert.Equal(upload, found!.Upload);
        Assert.Equal(document.Facts with { Notes = [] }, found.Facts with { Notes = [] });
        Assert.Equal(document.Facts.Notes, found.Facts.Notes);
        Assert.Equal(document.Content.ToArray(), await Store.FindContentAsync(document.Facts.Id, Ada, Token));
        DocumentReading? reading = await Store.ReadAsync(document.Facts.Id, Ada, Token);
        Assert.Equal(Json(document.Reading), Json(reading!));
    }

    [Fact]
    public async Task Put_OfTheSameBytes_KeepsTheFirstReadingAndTheLastUpload()
    {
        NewDocument document = Document("once");
        NewDocument again = document with { Reading = document.Reading with { Text = "read anew" } };
        DocumentUpload last = Upload("ada") with { FileName = "second.txt" };
        await Store.PutAsync(document, Upload("ada") with { FileName = "first.txt" }, Token);

        UploadRecorded second = await Store.PutAsync(again, last, Token);
        UploadRecorded? third = await Store.AddUploadAsync(document.Facts.Id, Upload("bob"), Token);

        Assert.False(second.IsFirst);
        Assert.True(third!.IsFirst);
        Assert.Equal("once", (await Store.ReadAsync(document.Facts.Id, Ada, Token))!.Text);
        Assert.Equal(last, Assert.Single((await Store.ListAsync(Ada, null, 10, Token)).Items).Upload);
    }

    [Fact]
    public async Task AddUpload_OfWhatIsNotKept_IsNullAndRecordsNothing()
    {
        Assert.Null(await Store.AddUploadAsync(Document("x").Facts.Id, Upload("ada"), Token));
        Assert.Empty((await Store.ListAsync(DocumentReach.Everybodys, null, 10, Token)).Items);
    }

    [Fact]
    public async Task WhatLiesOutsideTheReach_IsMissing()
    {
        string id = await PutAsync("of ada", "ada");
        string nobodys = await PutAsync("of nobody", null);

        foreach (DocumentReach reach in (DocumentReach[])[
            Bob, Nobodys, DocumentReach.Of("ADA"), DocumentReach.Of("ad%"), DocumentReach.Of("")
        ])
        {
            Assert.Null(await Store.FindAsync(id, reach, Token));
            Assert.Null(await Store.ReadAsync(id, reach, Token));
            Assert.Null(await Store.FindContentAsync(id, reach, Token));
            Assert.False(await Store.DeleteAsync(id, reach, Token));
        }

        Assert.Null(await Store.FindAsync(nobodys, Ada, Token));
        Assert.NotNull(await Store.FindAsync(nobodys, Nobodys, Token));
        Assert.NotNull(await Store.FindAsync(id, DocumentReach.Everybodys, Token));
    }

    [Fact]
    public async Task List_IsNewestFirstInPagesOfTheReachOnly()
    {
        string[] own = [await PutAsync("1", "ada"), await PutAsync("2", "ada"), await PutAsync("3", "ada")];
        await PutAsync("4", "bob");
        await PutAsync("1", "ada");

        DocumentListPage first = await Store.ListAsync(Ada, null, 2, Token);
        DocumentListPage second = await Store.ListAsync(Ada, first.Next, 2, Token);

        Assert.Equal([own[0], own[2]], first.Items.Select(item => item.Facts.Id));
        Assert.Equal([own[1]], second.Items.Select(item => item.Facts.Id));
        Assert.Null(second.Next);
        Assert.Equal((3, 3), (first.Total, second.Total));
        Assert.Equal(4, (await Store.ListAsync(DocumentReach.Everybodys, null, 10, Token)).Total);
    }

    [Fact]
    public async Task Delete_TakesTheDocumentWithItsLastUpload()
    {
        string id = await PutAsync("shared", "ada");
        await PutAsync("shared", "bob");

        Assert.True(await Store.DeleteAsync(id, Ada, Token));
        Assert.Null(await Store.FindAsync(id, Ada, Token));
        Assert.NotNull(await Store.ReadAsync(id, Bob, Token));

        Assert.True(await Store.DeleteAsync(id, DocumentReach.Everybodys, Token));
        Assert.Null(await Store.ReadAsync(id, Bob, Token));
        Assert.Null(await Store.AddUploadAsync(id, Upload("bob"), Token));
        Assert.False(await Store.DeleteAsync(id, DocumentReach.Everybodys, Token));
    }

    [Fact]
    public async Task Prune_RemovesUploadsFromBeforeInPortions()
    {
        string old = await PutAsync("old", "ada");
        string renewed = await PutAsync("renewed", "ada");
        await PutAsync("older", "ada");
        DateTimeOffset between = Noon + TimeSpan.FromMilliseconds(_made);
        await PutAsync("renewed", "ada");
        await PutAsync("old", "bob");

        Assert.Equal(1, await Store.PruneAsync(between, 1, Token));
        Assert.Equal(1, await Store.PruneAsync(between, 5, Token));
        Assert.Equal(0, await Store.PruneAsync(between, 5, Token));

        Assert.Equal([renewed], (await Store.ListAsync(Ada, null, 10, Token)).Items.Select(item => item.Facts.Id));
        Assert.NotNull(await Store.ReadAsync(old, Bob, Token));
    }

    [Fact]
    public async Task Uploads_WhenManyRaceWithDeletions_LeaveADocumentToEveryUploadThatStands()
    {
        for (int round = 0; round < 5; round++)
        {
            NewDocument document = Document($"raced {round}");
            Task[] all = [.. Enumerable.Range(0, 12).Select(async n =>
            {
                await Store.PutAsync(document, Upload($"user{n % 4}"), Token);
                await Store.DeleteAsync(document.Facts.Id, DocumentReach.Of($"user{(n + 1) % 4}"), Token);
            })];

            await Task.WhenAll(all);

            foreach (StoredDocument listed in (await Store.ListAsync(DocumentReach.Everybodys, null, 100, Token)).Items)
            {
                Assert.NotNull(await Store.ReadAsync(listed.Facts.Id, DocumentReach.Of(listed.Upload.UserId), Token));
            }
        }
    }

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IDocumentStore> CreateAsync();

    protected async Task<string> PutAsync(string text, string? user) =>
        (await Store.PutAsync(Document(text), Upload(user), Token)).Document.Facts.Id;

    private static string Json(DocumentReading reading) =>
        Encoding.UTF8.GetString(System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(reading, DocumentJsonContext.Own.DocumentReading));

    private static NewDocument Document(string text)
    {
        byte[] content = Encoding.UTF8.GetBytes(text);
        var box = new Box(1.5, 2, 3.5, 4);
        var line = new TextLine(0, 4, box, JoinsNext: true, [new TextWord("é\"😀", box)]);
        var page = new DocumentPage(
            1,
            595.3,
            842,
            [
                new TextBlock(BlockKinds.Paragraph, box, [line, line with { Start = null, Box = null, Words = [] }], []),
                new TextBlock(BlockKinds.Table, box, [], [new TableRow([new TableCell(1, 2, box, [line])])]),
            ]);
        var reading = new DocumentReading(DocumentReading.CurrentFormat, text, [page], [new ReadingNote(NoteCodes.NoText, 1, "none")]);
        var facts = new DocumentFacts
        {
            Id = DocumentIds.Of(content),
            MediaType = "text/plain",
            Encoding = "utf-8",
            Length = content.Length,
            Pages = 1,
            Characters = text.Length,
            Notes = reading.Notes,
        };
        return new NewDocument(facts, content, reading);
    }

    private DocumentUpload Upload(string? user)
    {
        DateTimeOffset at = Noon + TimeSpan.FromMilliseconds(Interlocked.Increment(ref _made) - 1);
        return new DocumentUpload(Guid.CreateVersion7(at), user, null, at);
    }
}
