using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Queries that are the name of an entry.</summary>
public sealed class NamedSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("reply")]
    [InlineData(" Reply ")]
    [InlineData("mail/reply")]
    public async Task Search_ForAName_GivesWhatIsCalledSoFirst(string text)
    {
        SearchFixture fixture = new(
            SearchFixture.Entry("general/reply-to-reply", "Reply to a reply", "Reply, reply, mail and reply."),
            SearchFixture.Entry("mail/reply", "Answer a message", "Say what was decided."),
            SearchFixture.Entry("mail/no-reply", "Reply to mail", "Reply by mail."));

        SearchAnswer answer = await fixture.Search.SearchAsync(new SearchQuery { Text = text, Explain = true }, Cancel);

        Assert.Equal("mail/reply", answer.Hits[0].Version.Key.ToString());
        Assert.Equal([true, false, false], answer.Hits.Select(hit => hit.Explanation!.IsNamed));
        Assert.Equal(1, answer.Hits[0].Score);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Search_ForAName_GivesItFirst_ThoughHundredsHaveMoreOfItsWords(bool hasVectors)
    {
        SearchFixture fixture = new(
        [
            .. Enumerable.Range(0, 300).Select(
                number => SearchFixture.Entry($"general/reply_reply_{number}", "Reply, reply", "Reply to the reply by reply.")),
            SearchFixture.Entry("mail/reply", "", "Say in eleven long sentences what the committee decided about it."),
        ]);

        if (hasVectors)
        {
            await fixture.Library.RebuildAsync(Cancel);
        }

        SearchAnswer answer = await fixture.Search.SearchAsync(
            new SearchQuery { Text = "reply", Limit = 1, Explain = true }, Cancel);

        SearchHit hit = Assert.Single(answer.Hits);
        Assert.Equal("mail/reply", hit.Version.Key.ToString());
        Assert.Equal(301, answer.Total);
        Assert.True(hit.Explanation!.Words > 0);
        Assert.Equal(hit.Explanation.Words, hit.Explanation.Terms.Sum(term => term.Weight * term.Impact), 1e-6);
    }

    [Fact]
    public async Task Search_ForANameWithoutAWordToSearchFor_FindsIt()
    {
        SearchFixture fixture = new(SearchFixture.Entry("general/what", "Explain"), SearchFixture.Entry("general/other", "What it is"));

        Assert.Equal(["what"], await fixture.NamesAsync("What", Cancel));
    }

    [Theory]
    [InlineData("reply", null, "chat/Reply mail/reply")]
    [InlineData("reply", "mail", "mail/reply")]
    [InlineData("mail/reply", null, "mail/reply")]
    [InlineData("MAIL/REPLY", null, "mail/reply")]
    [InlineData("Send a reply now", null, "general/send_a-reply.now")]
    [InlineData("general/send a reply_now", null, "general/send_a-reply.now")]
    [InlineData("a reply now", null, "")]
    [InlineData("mail/reply", "chat", "")]
    [InlineData("gone/reply", null, "")]
    [InlineData("ail/reply", null, "")]
    [InlineData("rep", null, "")]
    [InlineData("/", null, "")]
    [InlineData("/reply", null, "")]
    [InlineData("mail/", null, "")]
    [InlineData("mail/reply/more", null, "")]
    public async Task Search_ForAName_NamesWhatIsThereAndPassesTheFilter(string text, string? space, string named)
    {
        EntryState gone = SearchFixture.Entry("gone/reply", "Answer a message");
        SearchFixture fixture = new(
            gone,
            SearchFixture.Entry("mail/reply", "Answer a message"),
            SearchFixture.Entry("chat/Reply", "Answer a message"),
            SearchFixture.Entry("general/send_a-reply.now", "Answer a message"),
            SearchFixture.Entry("general/answer", "Answer a message by reply"));
        await fixture.Library.RebuildAsync(Cancel);
        await fixture.Search.PrepareAsync(Cancel);
        fixture.Catalog.Apply(gone with { IsArchived = true, Position = 2 });
        fixture.Catalog.Apply(SearchFixture.Entry("mail/reply", "Answer a message soon", version: 2));

        SearchAnswer answer = await fixture.Search.SearchAsync(
            new SearchQuery { Text = text, Namespace = space, Explain = true }, Cancel);

        string[] first = [.. answer.Hits.TakeWhile(hit => hit.Explanation!.IsNamed).Select(hit => hit.Version.Key.ToString())];
        Assert.Equal(named, string.Join(' ', first.Order(StringComparer.Ordinal)));
        Assert.Equal(first.Length, answer.Hits.Count(hit => hit.Explanation!.IsNamed));
        Assert.Distinct(answer.Hits.Select(hit => hit.Version.Key));
        Assert.All(answer.Hits, hit => Assert.NotEqual("gone", hit.Version.Key.Namespace));
        Assert.All(answer.Hits, hit => Assert.Equal(space ?? hit.Version.Key.Namespace, hit.Version.Key.Namespace));
    }

    [Fact]
    public async Task Search_ForANameOfALaterEntry_FindsItAtOnce_AndNoMoreOnceItIsArchived()
    {
        SearchFixture fixture = new(SearchFixture.Entry("general/other", "Something else"));
        await fixture.Search.PrepareAsync(Cancel);
        EntryState entry = SearchFixture.Entry("general/not", "Say no");

        fixture.Catalog.Apply(entry);
        string[] found = await fixture.NamesAsync("not", Cancel);
        fixture.Catalog.Apply(entry with { IsArchived = true, Position = 2 });

        Assert.Equal(["not"], found);
        Assert.Empty(await fixture.NamesAsync("not", Cancel));
    }
}
