using System.Numerics.Tensors;

using PromptIntel.Embedder.Model;

namespace PromptIntel.Embedder.Tests;

public sealed class SentenceModelTests(LoadedModel loaded)
{
    private const float Tolerance = 2e-5f;

    [Fact]
    public void Embed_GivesTheVectorsOfAnotherImplementation()
    {
        IReadOnlyList<ExpectedVector> expected = Expected.Read().Vectors;
        float[][] vectors = [.. expected.Select(text => Embed(text.Text))];

        Assert.All(expected.Zip(vectors), pair =>
        {
            Assert.Equal(SentenceModel.Dimensions, pair.Second.Length);
            Assert.Equal(1, TensorPrimitives.Norm(pair.Second), Tolerance);
            Assert.All(pair.First.Begin.Zip(pair.Second), number => Assert.Equal(number.First, number.Second, Tolerance));
            Assert.All(pair.First.Cosines.Zip(vectors), other =>
                Assert.Equal(other.First, TensorPrimitives.Dot(pair.Second, other.Second), Tolerance));
        });
    }

    /// <summary>As the documentation of Sentence Transformers shows them for this model, in four digits.</summary>
    [Fact]
    public void Embed_GivesTheSimilaritiesThatArePublished()
    {
        float[] weather = Embed("The weather is lovely today.");
        float[] sunny = Embed("It's so sunny outside!");
        float[] stadium = Embed("He drove to the stadium.");

        Assert.Equal(0.6660f, TensorPrimitives.Dot(weather, sunny), 5e-5f);
        Assert.Equal(0.1046f, TensorPrimitives.Dot(weather, stadium), 5e-5f);
        Assert.Equal(0.1411f, TensorPrimitives.Dot(sunny, stadium), 5e-5f);
    }

    [Fact]
    public async Task Embed_FromSeveralThreads_GivesEachItsOwnVector()
    {
        string[] texts = [.. Enumerable.Range(0, 24).Select(number => string.Concat(Enumerable.Repeat($"text {number} ", number + 1)))];
        float[][] alone = [.. texts.Select(Embed)];

        float[][] together = await Task.WhenAll(texts.Select(text => Task.Run(() => Embed(text))));

        Assert.Equal(alone, together);
    }

    private float[] Embed(string text) => loaded.Model.Embed(loaded.Tokenizer.Encode(text, SentenceModel.MaxTokens));
}
