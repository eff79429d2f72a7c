using System.Collections.Immutable;
using System.Numerics.Tensors;

using PromptIntel.Core.Search;
using PromptIntel.Core.Search.Embeddings;
using PromptIntel.Core.Search.Vectors;

namespace PromptIntel.Core.Tests.Search;

public sealed class VectorIndexTests
{
    private const int Dimensions = 37;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Search_GivesExactlyWhatComparingEveryVectorGives()
    {
        Random random = new(7);
        VectorElement[] elements =
            [.. Enumerable.Range(0, 1_003).Select(i => Element($"e{i}", Unit(random), i % 5 == 0 ? "five" : "other"))];
        InMemorySearchIndex index = new(Dimensions);
        index.Add(elements);
        float[] query = Unit(random);

        var all = index.Search(query, VectorFilter.None, 25);
        var filtered = index.Search(query, Filter("five"), 25);

        Assert.Equal(Naive(elements, query), all.Select(match => match.Id));
        Assert.Equal(Naive(elements.Where(element => element.Fields["group"] == "five"), query), filtered.Select(match => match.Id));
    }

    [Fact]
    public void Upsert_WhenTheIdIsThere_LeavesNothingOfTheOldVector()
    {
        InMemorySearchIndex index = new(2);
        index.Add([Element("a", [1, 0], "g"), Element("b", [0, 1], "g")]);

        index.Add([Element("a", [0, 1], "g")]);
        index.Remove(["b", "unknown"]);

        VectorMatch match = Assert.Single(index.Search(new float[] { 1, 0 }, VectorFilter.None, 10));
        Assert.Equal(new VectorMatch("a", 0), match);
    }

    [Fact]
    public void Upsert_WhenRepeatedOften_KeepsTheLatestOfEach()
    {
        InMemorySearchIndex index = new(2);
        for (int i = 0; i < 2_000; i++)
        {
            index.Add([Element($"e{i % 10}", i >= 1_990 ? [0, 1] : [1, 0], "g")]);
        }

        var matches = index.Search(new float[] { 0, 1 }, VectorFilter.None, 100);

        Assert.Equal(10, matches.Count);
        Assert.All(matches, match => Assert.Equal(1, match.Similarity));
    }

    [Fact]
    public void Train_WithTheSameTexts_GivesTheSameBytes()
    {
        string[] texts = [.. Enumerable.Range(0, 40).Select(i => $"invoice amount supplier {(i % 2 == 0 ? "tax" : "bill")} order {i % 7}")];

        byte[] first = LatentSemanticFormat.Write(LatentSemanticEmbedder.Train(texts, Cancel));
        byte[] second = LatentSemanticFormat.Write(LatentSemanticEmbedder.Train(texts, Cancel));

        Assert.Equal(first, second);
        Assert.Equal(LatentSemanticEmbedder.Train(texts, Cancel).Embed("tax bill"), LatentSemanticFormat.Read(first).Embed("tax bill"));
        Assert.Throws<InvalidDataException>(() => LatentSemanticFormat.Read(first.AsMemory(0, first.Length - 3)));
    }

    [Fact]
    public void Embed_BringsWordsOfTheSameCompanyTogether()
    {
        // More topics than dimensions; the two names of each never meet in a text, but share their companions.
        string[] texts =
            [.. Enumerable.Range(0, 1_200).Select(i => $"{(i < 600 ? "bill" : "invoice")}{i % 300} supplier{i % 300} tax{i % 300}")];
        LatentSemanticEmbedder embedder = LatentSemanticEmbedder.Train(texts, Cancel);

        Assert.True(Similarity(embedder, "bill7", "invoice7") > 0.8f);
        Assert.True(Math.Abs(Similarity(embedder, "bill7", "invoice8")) < 0.2f);
    }

    private static float Similarity(LatentSemanticEmbedder embedder, string left, string right) =>
        TensorPrimitives.Dot(embedder.Embed(left), embedder.Embed(right));

    private static string[] Naive(IEnumerable<VectorElement> elements, float[] query) =>
        [.. elements.OrderByDescending(element => TensorPrimitives.Dot(element.Vector.Span, query)).Take(25).Select(element => element.Id)];

    private static float[] Unit(Random random) =>
        UnitVector.Of(Enumerable.Range(0, Dimensions).Select(_ => random.NextSingle() - 0.5f).ToArray());

    private static VectorElement Element(string id, float[] vector, string group) =>
        new(id, vector, ImmutableDictionary<string, string>.Empty.Add("group", group), []);

    private static VectorFilter Filter(string group) => new(ImmutableDictionary<string, string>.Empty.Add("group", group), []);
}
