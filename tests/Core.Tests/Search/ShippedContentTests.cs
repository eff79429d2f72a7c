using PromptIntel.Bench.Search;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Search over the prompts that ship, by the project's labelled queries.</summary>
public sealed class ShippedContentTests
{
    private static readonly LabelledQuery[] Queries = LabelledQuery.ReadOlder();

    [Theory]
    [InlineData(LabelledQuery.Title)]
    [InlineData(LabelledQuery.Paraphrase)]
    public async Task Hybrid_OfEitherKind_IsBetterThanEachYardstick(string kind)
    {
        var entries = LabelledQuery.ReadCorpus("shipped");
        LabelledQuery[] queries = [.. Queries.Where(query => query.Kind == kind)];

        Quality hybrid = await SearchQuality.HybridAsync(entries, queries, remote: null, TestContext.Current.CancellationToken);

        Assert.True(queries.Length >= 30);
        Assert.True(hybrid.GainOver(SearchQuality.Words(entries, queries)).Mean > 0);
        Assert.True(hybrid.GainOver(SearchQuality.Textbook(entries, queries)).Mean > 0);
        Assert.True(hybrid.GainOver(SearchQuality.Earlier(entries, queries)).Mean >= 0);
    }

    [Fact]
    public void Paraphrases_HaveNoWordOfTheTitle()
    {
        var repeated = Queries.Where(query => query.Kind == LabelledQuery.Paraphrase)
            .Where(query => QueryTerms.Of(query.Query).Stems
                .Overlaps(query.Expected.SelectMany(key => QueryTerms.Of(key.Split('/')[1]).Stems)));

        Assert.Empty(repeated.Select(query => query.Query));
    }
}
