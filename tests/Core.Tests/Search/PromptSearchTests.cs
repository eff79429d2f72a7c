using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

public sealed class PromptSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_AfterAnUpdate_FindsTheNewWordsAtOnceAndTheOldOnesNoMore()
    {
        SearchFixture fixture = new(SearchFixture.Entry("general/greeting", "Say hello", "Welcome the visitor."));

        fixture.Catalog.Apply(SearchFixture.Entry("general/greeting", "Say hello", "Salute the passenger.", version: 2));

        Assert.Equal(["greeting"], await fixture.NamesAsync("passengers", Cancel));
        Assert.Empty(await fixture.NamesAsync("visitor", Cancel));
    }

    [Fact]
    public async Task Search_WhenOnlyTheVectorsAreOld_NeverGivesASupersededVersion()
    {
        SearchFixture fixture = new(SearchFixture.Topics(30));
        await fixture.Library.RebuildAsync(Cancel);

        fixture.Catalog.Apply(SearchFixture.Entry("general/invoice-0", "Bake bread", "Flour and water.", version: 2));

        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = "supplier tax amount", Limit = 30 }, Cancel);
        Assert.DoesNotContain(answer.Hits, hit => hit.Version.Key.Name == "invoice-0");
        Assert.Equal(9, answer.Hits.Count(hit => hit.Version.Key.Name.StartsWith("invoice", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Search_WhenAnEntryIsArchived_LeavesItOut()
    {
        EntryState entry = SearchFixture.Entry("general/greeting", "Say hello");
        SearchFixture fixture = new(entry);
        await fixture.Library.RebuildAsync(Cancel);

        fixture.Catalog.Apply(entry with { IsArchived = true, Position = 2 });

        Assert.Empty(await fixture.NamesAsync("hello", Cancel));
    }

    [Fact]
    public async Task Search_WithFiltersAndLimit_GivesOnlyWhatPasses()
    {
        SearchFixture fixture = new(
            SearchFixture.Entry("legal/a", "Review a contract", tags: ["review", "contract"]),
            SearchFixture.Entry("legal/b", "Review a contract", tags: ["contract"]),
            SearchFixture.Entry("general/c", "Review a contract", tags: ["review", "contract"]));

        SearchAnswer tagged = await fixture.Search.SearchAsync(
            new SearchQuery { Text = "contract", Namespace = "legal", Tags = ["contract", "review"] }, Cancel);
        SearchAnswer limited = await fixture.Search.SearchAsync(new SearchQuery { Text = "contract", Limit = 1 }, Cancel);
        SearchAnswer ofKind = await fixture.Search.SearchAsync(new SearchQuery { Text = "contract", Kind = EntryKind.Schema }, Cancel);

        Assert.Equal("legal/a", Assert.Single(tagged.Hits).Version.Key.ToString());
        Assert.Single(limited.Hits);
        Assert.Equal(3, limited.Total);
        Assert.Empty(ofKind.Hits);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("general")]
    public async Task Search_AmongManyMatches_AllocatesAsAmongFew(string? space)
    {
        // One search is under way at a time and nothing is waited for, so all of it is on this thread.
        async Task<long> AllocatedAsync(int entries)
        {
            SearchFixture fixture = new(
                [.. Enumerable.Range(0, entries).Select(i => SearchFixture.Entry($"general/greeting-{i}", "Say hello", tags: ["polite"]))]);
            SearchQuery query = new() { Text = "hello", Namespace = space, Tags = space is null ? [] : ["polite"] };
            await fixture.Search.SearchAsync(query, Cancel);
            long before = GC.GetAllocatedBytesForCurrentThread();
            SearchAnswer answer = await fixture.Search.SearchAsync(query, Cancel);
            Assert.Equal(entries, answer.Total);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(await AllocatedAsync(4_000), 1, 1.1 * await AllocatedAsync(400));
    }

    [Theory]
    [InlineData("vertrage munchen", "german", "Prüft **Verträge** aus **München**.")]
    [InlineData("VERTRÄGE MÜNCHEN", "german", "Prüft **Verträge** aus **München**.")]
    [InlineData("отчета", "russian", "Подготовка **отчёта**.")]
    [InlineData("契約書の確認", "japanese", "**契約書**を**確認**する。")]
    [InlineData("審査", "chinese", "合同的**審査**。")]
    [InlineData("계약", "korean", "**계약** 검토.")]
    [InlineData("สัญญา", "thai", "ร่าง**สัญญา**ใหม่")]
    public async Task Search_InAnyScript_FindsIt_AndMarksItAsItIsWritten(string text, string name, string marked)
    {
        SearchFixture fixture = new(
            SearchFixture.Entry("general/german", "Prüft Verträge aus München."),
            SearchFixture.Entry("general/russian", "Подготовка отчёта."),
            SearchFixture.Entry("general/japanese", "契約書を確認する。"),
            SearchFixture.Entry("general/chinese", "合同的審査。"),
            SearchFixture.Entry("general/korean", "계약 검토."),
            SearchFixture.Entry("general/thai", "ร่างสัญญาใหม่"),
            SearchFixture.Entry("general/english", "Say hello."));

        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = text }, Cancel);

        SearchHit hit = Assert.Single(answer.Hits);
        Assert.Equal(name, hit.Version.Key.Name);
        Assert.Equal([marked], hit.Highlights);
    }

    [Fact]
    public async Task Search_MarksTheMatchedWordsWhateverTheirForm()
    {
        SearchFixture fixture = new(
            SearchFixture.Entry("general/greeting", "Greets visitors.", "First line.\nGreet every **visitor** by name.\nNothing here."));

        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = "greeting a visitor" }, Cancel);

        Assert.Equal(["**Greets** **visitors**.", "**Greet** every **visitor** by name."], Assert.Single(answer.Hits).Highlights);
    }

    [Fact]
    public async Task Search_AfterARebuild_UsesVectorsAndScoresWithinOne()
    {
        SearchFixture fixture = new(SearchFixture.Topics(30));
        await fixture.Library.RebuildAsync(Cancel);

        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = "bill", Limit = 40 }, Cancel);

        Assert.True(answer.UsedVectors);
        Assert.NotEmpty(answer.Hits);
        Assert.All(answer.Hits, hit => Assert.InRange(hit.Score, 0, 1));
    }

    [Theory]
    [InlineData("the of and")]
    [InlineData("🎉🎉")]
    [InlineData("!?;--")]
    [InlineData("zzzqqq")]
    public async Task Search_WithNothingToSearchFor_FindsNothing(string text)
    {
        SearchFixture fixture = new(SearchFixture.Topics(30));
        await fixture.Library.RebuildAsync(Cancel);

        Assert.Empty(await fixture.NamesAsync(text, Cancel));
    }

    [Fact]
    public async Task Search_WithABlankText_ListsByName()
    {
        SearchFixture fixture = new(SearchFixture.Entry("general/b", "Two"), SearchFixture.Entry("general/a", "One"));

        Assert.Equal(["a", "b"], await fixture.NamesAsync("  ", Cancel));
    }

    [Fact]
    public async Task Search_WithAMegabyte_ReadsItsBeginning()
    {
        SearchFixture fixture = new(SearchFixture.Entry("general/greeting", "Say hello"));

        string[] names = await fixture.NamesAsync("hello " + new string('x', 1_000_000), Cancel);

        Assert.Equal(["greeting"], names);
    }

    [Fact]
    public async Task Search_WhileGenerationsChange_AlwaysComparesWithinOne()
    {
        SearchFixture fixture = new(SearchFixture.Topics(30));
        await fixture.Library.RebuildAsync(Cancel);
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);

        // The dimensions differ from generation to generation: a mixed pair would throw.
        Task writer = Task.Run(
            async () =>
            {
                for (int i = 30; i < 60; i++)
                {
                    fixture.Catalog.Apply(
                        SearchFixture.Entry($"general/invoice-{i}", "Check an invoice", $"Compare the amount and the tax of bill {i}."));
                    await fixture.Library.RebuildAsync(Cancel);
                }

                await stop.CancelAsync();
            },
            Cancel);
        int searches = 0;
        while (!stop.IsCancellationRequested)
        {
            SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = "supplier tax" }, Cancel);
            Assert.StartsWith("invoice", answer.Hits[0].Version.Key.Name, StringComparison.Ordinal);
            searches++;
        }

        await writer;
        Assert.True(searches > 0);
    }
}
