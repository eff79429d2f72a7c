using PromptIntel.Core.Search;

namespace PromptIntel.Core.Tests.Search;

public sealed class RankFusionTests
{
    [Fact]
    public void Score_IsTheShareOfTheWordsAndTheWeightedCosine()
    {
        var fused = RankFusion.Fuse([("a", 0.5f), ("b", 0.25f)], [("b", 0.9f), ("c", 0.4f)], usedVectors: true);

        double most = 1 + RankFusion.VectorWeight;
        Assert.Equal(["a", "b", "c"], fused.OrderBy(match => match.Key).Select(match => match.Key));
        Assert.Equal(0.5 / most, fused.Single(match => match.Key == "a").Score, 1e-6);
        Assert.Equal((0.25 + (RankFusion.VectorWeight * 0.9f)) / most, fused.Single(match => match.Key == "b").Score, 1e-6);
        Assert.Equal(RankFusion.VectorWeight * 0.4f / most, fused.Single(match => match.Key == "c").Score, 1e-6);
        Assert.Equal((0.25f, 0.9f), (fused.Single(match => match.Key == "b").Words, fused.Single(match => match.Key == "b").Cosine));
        Assert.Null(fused.Single(match => match.Key == "a").Cosine);
    }

    [Fact]
    public void PoorWords_DoNotOutvoteTheVectors()
    {
        // The best by words has a small share of them only; dividing by the best would have made it 1.
        var fused = RankFusion.Fuse([("words", 0.1f), ("other", 0.05f)], [("meaning", 0.8f)], usedVectors: true);

        Assert.Equal("meaning", fused[0].Key);
    }

    [Fact]
    public void WithoutVectors_TheWordsAloneMakeTheScore()
    {
        var fused = RankFusion.Fuse([("a", 0.5f)], [], usedVectors: false);

        Assert.Equal(0.5, Assert.Single(fused).Score, 1e-6);
    }

    [Fact]
    public void EqualScores_AreInTheOrderOfTheKeys()
    {
        var fused = RankFusion.Fuse([("b", 0.5f), ("a", 0.5f), ("c", 0.5f)], [], usedVectors: false);

        Assert.Equal(["a", "b", "c"], fused.Select(match => match.Key));
    }

    [Fact]
    public void FarVectors_WithoutAWord_AreNoHits_AndNegativeOnesTakeNothingAway()
    {
        var fused = RankFusion.Fuse([("a", 0.5f)], [("a", -0.5f), ("far", (float)RankFusion.MinSimilarity - 0.01f)], usedVectors: true);

        Assert.Equal(0.5 / (1 + RankFusion.VectorWeight), Assert.Single(fused).Score, 1e-6);
    }

    [Fact]
    public void Scores_LieWithinOne()
    {
        var fused = RankFusion.Fuse([("a", 1f)], [("a", 1.0001f)], usedVectors: true);

        Assert.Equal(1, Assert.Single(fused).Score);
    }

    [Fact]
    public void WhatIsNamed_ComesFirstWithTheWholeScore_AndKeepsItsParts()
    {
        var fused = RankFusion.Fuse(
            [("best", 1f), ("named", 0.1f)], [("best", 1f), ("named", 0.3f)], usedVectors: true,
            new HashSet<string> { "named", "unranked" });

        Assert.Equal(["named", "unranked", "best"], fused.Select(match => match.Key));
        Assert.Equal([1, 1, 1], fused.Select(match => match.Score));
        Assert.Equal([true, true, false], fused.Select(match => match.IsNamed));
        Assert.Equal((0.1f, 0.3f), (fused[0].Words, fused[0].Cosine));
        Assert.Equal((0f, null), (fused[1].Words, fused[1].Cosine));
    }

    [Fact]
    public void Order_IsTotal_WhateverOrderTheMatchesCameIn()
    {
        Random random = new(21);
        (string, float)[] words = [.. Enumerable.Range(0, 300).Select(number => ($"k{number}", random.Next(5) / 5f))];
        (string, float)[] vectors = [.. Enumerable.Range(150, 300).Select(number => ($"k{number}", 0.2f + (random.Next(4) / 5f)))];
        var wanted = RankFusion.Fuse(words, vectors, usedVectors: true);

        for (int turn = 0; turn < 20; turn++)
        {
            random.Shuffle(words);
            random.Shuffle(vectors);
            Assert.Equal(wanted, RankFusion.Fuse(words, vectors, usedVectors: true));
        }
    }
}
