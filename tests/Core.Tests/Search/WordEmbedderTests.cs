using System.Numerics.Tensors;

using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Words;

namespace PromptIntel.Core.Tests.Search;

public sealed class WordEmbedderTests
{
    private static readonly WordEmbedder Embedder = WordEmbedder.BesideNgrams();

    [Theory]
    [InlineData("salary", "wages", "volcano")]
    [InlineData("soccer practice", "football training", "tax return")]
    [InlineData("fix a crash of the program", "debug software errors", "plan a wedding")]
    [InlineData("ask for vacation", "request holiday leave", "network cable")]
    public void Texts_OfOneMeaning_AreNearer_ThoughTheyShareNoWord(string text, string same, string other) =>
        Assert.True(Similarity(text, same) > Similarity(text, other) + 0.1f);

    [Fact]
    public void ATypingError_StaysNearItsWord() => Assert.True(Similarity("percentge of uptime", "percentage of uptime") > 0.7f);

    [Theory]
    [InlineData("zzzqqq")]
    [InlineData("退休需要存多少钱")]
    [InlineData("42 1,000")]
    [InlineData("")]
    [InlineData("\u0301\uFFFF")]
    public void AText_OfNoKnownWord_HasTheOwnPartAlone(string text)
    {
        float[] vector = Embedder.Embed(text);

        Assert.Equal(WordEmbedder.DimensionsBeside(HashedNgramEmbedder.Dimensions), vector.Length);
        Assert.Equal(-1, vector.AsSpan(0, WordTable.Shipped.Dimensions).IndexOfAnyExcept(0f));
        Assert.Equal(
            HashedNgramEmbedder.Embed(text), vector[WordTable.Shipped.Dimensions..], (left, right) => Math.Abs(left - right) < 1e-6f);
    }

    [Fact]
    public void AVector_HasUnitLength() => Assert.Equal(1, TensorPrimitives.Norm<float>(Embedder.Embed("a letter to the landlord")), 1e-5f);

    [Fact]
    public void TheShippedTable_IsWholeAndSorted()
    {
        Assert.InRange(WordTable.Shipped.Count, 20_000, 40_000);
        Assert.All(
            new[] { "invoice", "meeting", "translate", "zurich", "ai" },
            word =>
            {
                float[] sum = new float[WordTable.Shipped.Dimensions];
                WordTable.Shipped.Add(word, sum);
                Assert.InRange(TensorPrimitives.Norm<float>(sum), 0.1f, 100);
            });
    }

    private static float Similarity(string left, string right) => TensorPrimitives.Dot<float>(Embedder.Embed(left), Embedder.Embed(right));
}
