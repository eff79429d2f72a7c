using PromptIntel.Bench.Search;
using PromptIntel.Core.Search.Lexical;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Search over the prompts that ship, by the project's labelled queries.</summary>
public sealed class ShippedContentTests
{
    private static readonly LabelledQuery[] Queries = LabelledQuery.Read(ContentPrompts.FindFolder("bench/Search/queries.jsonl"));

    [Theory]
    [InlineData(LabelledQuery.TitleHalf)]
    [InlineData(LabelledQuery.ParaphraseHalf)]
    public async Task Hybrid_OnEitherHalf_IsBetterThanWordsAlone(string half)
    {
        var entries = ContentPrompts.Read(ContentPrompts.FindFolder("content/prompts"));
        LabelledQuery[] queries = [.. Queries.Where(query => query.Half == half)];

        Quality hybrid = await SearchQuality.HybridAsync(entries, queries, TestContext.Current.CancellationToken);

        Assert.True(queries.Length >= 30);
        Assert.True(hybrid.MeanReciprocalRank > SearchQuality.Stemmed(entries, queries).MeanReciprocalRank);
        Assert.True(hybrid.MeanReciprocalRank > SearchQuality.Textbook(entries, queries).MeanReciprocalRank);
    }

    [Fact]
    public void Paraphrases_HaveNoWordOfTheTitle()
    {
        var repeated = Queries.Where(query => query.Half == LabelledQuery.ParaphraseHalf)
            .Where(query => QueryTerms.Of(query.Query).Stems.Overlaps(query.Expected.SelectMany(key => QueryTerms.Of(key.Split('/')[1]).Stems)));

        Assert.Empty(repeated.Select(query => query.Query));
    }
}
