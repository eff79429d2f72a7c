using System.Collections.Immutable;

using PromptIntel.Bench.Search;
using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

/// <summary>Search over the league examples that ship.</summary>
public sealed class ExampleSearchTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Search_ByOtherWords_IsBetterThanWordsAsInATextbook()
    {
        ExampleQuality examples = await ExampleQuality.ReadAsync(Cancel);

        Quality served = await examples.ServedAsync(Cancel);
        Estimate gain = served.GainOver(examples.Textbook());

        Assert.Equal(40, examples.Queries.Length);
        Assert.True(gain.Mean > 2 * gain.StandardError, $"{gain}");
        Assert.True(served.MeanReciprocalRank.Mean > 0.7, $"{served.MeanReciprocalRank}");
    }

    [Fact]
    public async Task Search_OfTheSameExamples_GivesTheSameHitsAndScores_WhateverTheirOrder()
    {
        ExampleQuality examples = await ExampleQuality.ReadAsync(Cancel);
        ExampleDocument[] shuffled = [.. examples.Documents];
        new Random(7).Shuffle(shuffled);
        using ExampleSearch one = new([new FixedExamples(examples.Documents)]);
        using ExampleSearch other = new([new FixedExamples(shuffled)]);

        foreach (ExampleQuery query in examples.Queries)
        {
            Assert.Equal(await FindAsync(one, query.Query), await FindAsync(other, query.Query));
        }
    }

    private static async Task<(string, double)[]> FindAsync(ExampleSearch search, string text)
    {
        var filter = ImmutableDictionary<string, string>.Empty;
        IExamples examples = (await search.OpenAsync(FixedExamples.Name, Cancel))!;
        return [.. examples.Search(text, filter, 100).Select(hit => (hit.Document.Id, hit.Score))];
    }
}
