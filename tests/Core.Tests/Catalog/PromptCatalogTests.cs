using PromptIntel.Core.Catalog;
using PromptIntel.Core.Catalog.Storage;
using PromptIntel.Core.Catalog.Transfer;
using PromptIntel.Core.Catalog.Writing;

namespace PromptIntel.Core.Tests.Catalog;

public sealed class PromptCatalogTests
{
    private static readonly EntryKey Key = new("general", "greeting");

    [Fact]
    public async Task Update_WhenItReturns_IsServedHereAndAfterCatchingUpThere()
    {
        CatalogFixture here = await CatalogFixture.CreateAsync();
        await here.CreateAsync(Key, "one");
        CatalogFixture there = await CatalogFixture.CreateAsync(here.Store);

        var written = Assert.IsType<WriteResult.Written>(await here.UpdateAsync(Key, "two"));
        Task<bool> waiting = there.Catalog.WaitForAsync(written.Position, TimeSpan.FromSeconds(30), Token);

        Assert.Equal(2, here.Catalog.FindDocument(Key, default)!.Version.Number);
        Assert.Equal(1, there.Catalog.FindDocument(Key, default)!.Version.Number);
        Assert.False(waiting.IsCompleted);
        await there.Catalog.CatchUpAsync(Token);
        Assert.True(await waiting);
        Assert.Equal(2, there.Catalog.FindDocument(Key, default)!.Version.Number);
    }

    [Fact]
    public async Task OwnWrite_AheadOfTheLog_DoesNotMoveTheWatermarkOverAGap()
    {
        CatalogFixture here = await CatalogFixture.CreateAsync();
        await here.CreateAsync(Key, "one");
        CatalogFixture there = await CatalogFixture.CreateAsync(here.Store);
        await there.CreateAsync(new EntryKey("general", "other"), "x");

        await here.Writer.SuggestAsync(Key, ["shorter"], null, Token);

        Assert.Equal(1, here.Catalog.Position);
        Assert.Equal(1, here.Catalog.Find(Key)!.SuggestionsCount);
        await here.Catalog.CatchUpAsync(Token);
        Assert.Equal(3, here.Catalog.Position);
    }

    [Fact]
    public async Task Read_ByLabelVersionAndOfArchived_FindsWhatIsMeant()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "one");
        await fixture.UpdateAsync(Key, "two");
        await fixture.UpdateAsync(Key, "three");
        await fixture.Writer.SetLabelAsync(Key, "production", 2, LabelCondition.None, null, Token);

        Assert.Equal(2, (await fixture.Catalog.GetAsync(Key, default, Token))!.Number);
        Assert.Equal(3, (await fixture.Catalog.GetAsync(Key, VersionSelector.ForLabel("latest"), Token))!.Number);
        Assert.Equal(1, (await fixture.Catalog.GetAsync(Key, VersionSelector.ForVersion(1), Token))!.Number);
        Assert.Null(await fixture.Catalog.GetAsync(Key, VersionSelector.ForLabel("1"), Token));
        await fixture.Writer.ArchiveAsync(Key, null, Token);
        Assert.Null(await fixture.Catalog.GetAsync(Key, default, Token));
        Assert.Equal(1, (await fixture.Catalog.GetAsync(Key, VersionSelector.ForVersion(1), Token))!.Number);
        Assert.Empty(fixture.Catalog.Entries);
    }

    [Fact]
    public async Task Read_OfALabelledVersion_AllocatesNothingAndSerialisesOnce()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "one");
        CatalogDocument first = fixture.Catalog.FindDocument(Key, VersionSelector.ForLabel("production"))!;
        ReadOnlyMemory<byte> bytes = first.Json;

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isSame = true;
        for (int index = 0; index < 1_000; index++)
        {
            isSame &= fixture.Catalog.FindDocument(Key, VersionSelector.ForLabel("production"))!.Json.Equals(bytes);
        }

        Assert.True(isSame);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public async Task Update_ByWhoMayNotPublish_BecomesTheCandidate()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "one");
        var request = new UpdateEntryRequest { Key = Key, Content = CatalogFixture.Text("two"), MayPublish = false };

        await fixture.Writer.UpdateAsync(request, Token);
        WriteResult refused = await fixture.Writer.UpdateAsync(request with { Labels = ["production"] }, Token);

        EntryState state = fixture.Catalog.Find(Key)!;
        Assert.Equal((1, 2), (state.Current.Number, state.Labels["candidate"]));
        Assert.Equal("production", Assert.IsType<WriteResult.PublishForbidden>(refused).Label);
    }

    [Fact]
    public async Task Update_WhenTheTemplateIsWrong_WritesNothing()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "Hello {{declared}}");

        WriteResult result = await fixture.UpdateAsync(Key, "Hello {{undeclared}}");

        Assert.IsType<WriteResult.Invalid>(result);
        Assert.Equal(1, fixture.Catalog.Position);
    }

    [Fact]
    public async Task Diff_ShowsTheChangedLinesAndFields()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        await fixture.CreateAsync(Key, "same\nold");
        await fixture.UpdateAsync(Key, "same\nnew");

        VersionDiff diff = (await fixture.History.DiffAsync(Key, VersionSelector.ForVersion(1), VersionSelector.ForVersion(2), Token))!;

        Assert.Equal(["messages"], diff.ChangedFields);
        Assert.Equal(
            [(DiffChange.Removed, "old"), (DiffChange.Added, "new")],
            diff.Lines.Where(line => line.Change != DiffChange.Unchanged).Select(line => (line.Change, line.Text)));
    }

    [Fact]
    public async Task Export_ImportedElsewhere_ExportsTheSame_AndTwiceChangesNothing()
    {
        CatalogFixture source = await CatalogFixture.CreateAsync();
        await source.CreateAsync(Key, "one");
        await source.UpdateAsync(Key, "two");
        await source.Writer.SuggestAsync(Key, ["shorter"], "ann", Token);
        await source.Writer.SetLabelAsync(Key, "staging", 1, LabelCondition.None, null, Token);
        await source.CreateAsync(new EntryKey("general", "old"), "x");
        await source.Writer.ArchiveAsync(new EntryKey("general", "old"), null, Token);
        byte[] exported = await ExportAsync(source);
        CatalogFixture target = await CatalogFixture.CreateAsync();

        List<ImportLineResult> first = await ImportAsync(target, exported);
        List<ImportLineResult> second = await ImportAsync(target, exported);

        Assert.All(first, line => Assert.Equal(ImportStatus.Created, line.Status));
        Assert.All(second, line => Assert.Equal(ImportStatus.Unchanged, line.Status));
        Assert.Equal(exported, await ExportAsync(target));
    }

    [Fact]
    public async Task Import_WhenALineIsWrong_TakesTheOthers()
    {
        CatalogFixture fixture = await CatalogFixture.CreateAsync();
        byte[] lines = """
            {"namespace":"general","name":"a","content":"x"}
            not json
            {"namespace":"general","name":"b","content":"x","colour":1}

            {"namespace":"general","name":"c","content":{"type":"text","messages":[{"role":"user","content":"y"}],"description":"C."}}
            """u8.ToArray();

        List<ImportLineResult> results = await ImportAsync(fixture, lines);

        Assert.Equal(
            [(1, ImportStatus.Created), (2, ImportStatus.Refused), (3, ImportStatus.Refused), (5, ImportStatus.Created)],
            results.Select(result => (result.Line, result.Status)));
        Assert.Equal("C.", fixture.Catalog.Find(new EntryKey("general", "c"))!.Current.Description);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<byte[]> ExportAsync(CatalogFixture fixture)
    {
        using var bytes = new MemoryStream();
        await foreach (ReadOnlyMemory<byte> line in fixture.Transfer.ExportAsync(Token))
        {
            await bytes.WriteAsync(line, Token);
            bytes.WriteByte((byte)'\n');
        }

        return bytes.ToArray();
    }

    private static async Task<List<ImportLineResult>> ImportAsync(CatalogFixture fixture, byte[] lines)
    {
        using var stream = new MemoryStream(lines);
        var results = new List<ImportLineResult>();
        await foreach (ImportLineResult result in fixture.Transfer.ImportAsync(stream, null, mayPublish: true, Token))
        {
            results.Add(result);
        }

        return results;
    }
}
