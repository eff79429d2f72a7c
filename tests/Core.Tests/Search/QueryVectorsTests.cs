using PromptIntel.Core.Search.Embeddings;

namespace PromptIntel.Core.Tests.Search;

public sealed class QueryVectorsTests
{
    [Fact]
    public void Find_GivesWhatWasKept_ByGeneration()
    {
        QueryVectors vectors = new(10);
        vectors.Keep("one", "dog", [1]);

        Assert.Equal([1f], vectors.Find("one", "dog") ?? []);
        Assert.Null(vectors.Find("two", "dog"));
        Assert.Null(vectors.Find("one", "cat"));
    }

    [Fact]
    public void Keep_WhenFull_LetsGoOfWhatWasNotAskedForLongest()
    {
        QueryVectors vectors = new(2);
        vectors.Keep("g", "a", [1]);
        vectors.Keep("g", "b", [2]);
        vectors.Find("g", "a");

        vectors.Keep("g", "c", [3]);

        Assert.NotNull(vectors.Find("g", "a"));
        Assert.Null(vectors.Find("g", "b"));
        Assert.NotNull(vectors.Find("g", "c"));
    }

    [Fact]
    public void Keep_WithoutRoom_KeepsNothing()
    {
        QueryVectors vectors = new(0);
        vectors.Keep("g", "a", [1]);

        Assert.Null(vectors.Find("g", "a"));
    }
}
