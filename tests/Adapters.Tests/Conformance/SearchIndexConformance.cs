using System.Collections.Immutable;
using System.Numerics.Tensors;

using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="ISearchIndex"/> guarantees. Equal similarities may come in any order.</summary>
public abstract class SearchIndexConformance : IAsyncLifetime
{
    private const float Near = 1e-5f;

    private ISearchIndexFactory _factory = null!;
    private ISearchIndex _index = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _factory = await CreateFactoryAsync();
        _index = await _factory.CreateAsync("one", dimensions: 3, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await DisposeFactoryAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A factory whose indexes nobody else uses.</summary>
    protected abstract Task<ISearchIndexFactory> CreateFactoryAsync();

    protected abstract ValueTask DisposeFactoryAsync();

    [Fact]
    public async Task Count_BeforeItIsFilled_IsUnknown()
    {
        Assert.Null(await _index.CountAsync(Cancel));

        await _index.FillAsync([Element("a", 1, 0, 0)], Cancel);

        Assert.Equal(1, await _index.CountAsync(Cancel));
    }

    [Fact]
    public async Task Search_WhenThereIsNothing_FindsNothing()
    {
        await _index.FillAsync([], Cancel);

        Assert.Equal(0, await _index.CountAsync(Cancel));
        Assert.Empty(await SearchAsync([1, 0, 0]));
        Assert.Empty(await SearchAsync([1, 0, 0], Where("kind", "prompt")));
    }

    [Fact]
    public async Task Search_GivesTheCosineBestFirst()
    {
        await _index.FillAsync(
            [Element("opposite", -1, 0, 0), Element("same", 1, 0, 0), Element("near", 0.8f, 0.6f, 0), Element("across", 0, 0, 1)], Cancel);

        var matches = await SearchAsync([1, 0, 0]);

        Assert.Equal(["same", "near", "across", "opposite"], matches.Select(match => match.Id));
        Assert.All(matches.Zip([1f, 0.8f, 0f, -1f]), pair => Assert.Equal(pair.Second, pair.First.Similarity, Near));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(100, 3)]
    public async Task Search_GivesAtMostTheLimit(int limit, int expected)
    {
        await _index.FillAsync([Element("a", 1, 0, 0), Element("b", 0, 1, 0), Element("c", 0, 0, 1)], Cancel);

        Assert.Equal(expected, (await SearchAsync([1, 0, 0], limit: limit)).Count);
    }

    [Fact]
    public async Task Search_WhenManyAreEquallyNear_GivesEachOnce()
    {
        string[] ids = [.. Enumerable.Range(0, 50).Select(number => $"general/prompt {number}@1")];
        await _index.FillAsync([.. ids.Select(id => Element(id, 0, 1, 0)), Element("far", 1, 0, 0)], Cancel);

        var matches = await SearchAsync([0, 1, 0], limit: 50);

        Assert.Equal(ids.Order(StringComparer.Ordinal), matches.Select(match => match.Id).Order(StringComparer.Ordinal));
        Assert.All(matches, match => Assert.Equal(1, match.Similarity, Near));
    }

    [Fact]
    public async Task Search_OfAVectorWithoutDirection_IsSimilarToNothing()
    {
        await _index.FillAsync([Element("nowhere", 0, 0, 0), Element("a", 1, 0, 0)], Cancel);

        Assert.Equal(0, (await SearchAsync([1, 0, 0])).Single(match => match.Id == "nowhere").Similarity, Near);
    }

    [Fact]
    public async Task Upsert_AddsAndReplaces()
    {
        await _index.FillAsync([Element("a", 1, 0, 0, "old"), Element("b", 0, 1, 0)], Cancel);

        await _index.UpsertAsync([Element("a", 0, 0, 1, "new"), Element("c", 1, 0, 0)], Cancel);

        Assert.Equal(3, await _index.CountAsync(Cancel));
        Assert.Equal(
            [("c", 1f), ("a", 0f), ("b", 0f)],
            (await SearchAsync([1, 0, 0])).Select(Rounded).OrderByDescending(match => match.Item2).ThenBy(match => match.Id));
        Assert.Empty(await SearchAsync([0, 0, 1], Tagged("old")));
        Assert.Equal("a", Assert.Single(await SearchAsync([0, 0, 1], Tagged("new"))).Id);
    }

    [Fact]
    public async Task Remove_IsNeverFoundAgain()
    {
        await _index.FillAsync([Element("a", 1, 0, 0), Element("b", 0, 1, 0)], Cancel);

        await _index.RemoveAsync(["a", "unknown"], Cancel);
        await _index.RemoveAsync([], Cancel);

        Assert.Equal("b", Assert.Single(await SearchAsync([1, 0, 0])).Id);
        Assert.Equal(1, await _index.CountAsync(Cancel));
    }

    [Fact]
    public async Task Fill_LeavesWhatIsWanted()
    {
        await _index.FillAsync([Element("a", 1, 0, 0), Element("b", 0, 1, 0)], Cancel);

        await _index.FillAsync([Element("b", 0, 1, 0), Element("c", 0, 0, 1)], Cancel);

        Assert.Equal(2, await _index.CountAsync(Cancel));
        Assert.Equal(["b", "c"], (await SearchAsync([1, 0, 0])).Select(match => match.Id).Order());
    }

    [Fact]
    public async Task Fill_KeepsWhatIsNotStale()
    {
        await _index.FillAsync([Element("a", 1, 0, 0), Element("b", 0, 1, 0)], Cancel);
        await _index.UpsertAsync([Element("later", 1, 1, 0)], Cancel);

        await _index.FillAsync([Element("b", 0, 1, 0), Element("c", 0, 0, 1)], Cancel, id => id != "later");

        Assert.Equal(3, await _index.CountAsync(Cancel));
        Assert.Equal(["b", "c", "later"], (await SearchAsync([1, 0, 0])).Select(match => match.Id).Order());
    }

    [Fact]
    public async Task Search_WithFilters_GivesOnlyWhatPasses()
    {
        await _index.FillAsync(
            [
                Element("both", 1, 0, 0, "red", "green") with { Fields = Fields("kind", "prompt") },
                Element("tagged", 1, 0, 0, "red", "green") with { Fields = Fields("kind", "schema") },
                Element("half", 1, 0, 0, "red") with { Fields = Fields("kind", "prompt") },
                Element("none", 1, 0, 0),
            ],
            Cancel);

        Assert.Equal(["both", "half"], Ids(await SearchAsync([1, 0, 0], Where("kind", "prompt"))));
        Assert.Equal(["both", "tagged"], Ids(await SearchAsync([1, 0, 0], Tagged("green", "red"))));
        Assert.Equal(["both"], Ids(await SearchAsync([1, 0, 0], Tagged("green") with { Fields = Fields("kind", "prompt") })));
        Assert.Empty(await SearchAsync([1, 0, 0], Where("unknown", "prompt")));
        Assert.Empty(await SearchAsync([1, 0, 0], Where("kind", "Prompt")));
    }

    [Theory]
    [InlineData("\" or 1 == 1 or \"")]
    [InlineData("a\\\"b")]
    [InlineData("42")]
    [InlineData("")]
    [InlineData("x0")]
    [InlineData("ü ☃ 🎉")]
    [InlineData("not (in) and *")]
    public async Task Search_TakesAnyTextOfAFilterForWhatItIs(string odd)
    {
        await _index.FillAsync(
            [
                Element("carries", 1, 0, 0, odd) with { Fields = Fields(odd, odd) },
                Element("plain", 1, 0, 0, "plain") with { Fields = Fields("plain", "plain") }
            ], Cancel);

        Assert.Equal(["carries"], Ids(await SearchAsync([1, 0, 0], Tagged(odd))));
        Assert.Equal(["carries"], Ids(await SearchAsync([1, 0, 0], Where(odd, odd))));
    }

    [Fact]
    public async Task Vectors_OfOtherDimensions_AreRefused()
    {
        await _index.FillAsync([Element("a", 1, 0, 0)], Cancel);

        await Assert.ThrowsAnyAsync<ArgumentException>(() => _index.UpsertAsync([Element("b", 1, 0)], Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => _index.FillAsync([Element("b", 1, 0, 0, 0)], Cancel));
        await Assert.ThrowsAnyAsync<ArgumentException>(() => SearchAsync([1, 0]));
        Assert.Equal("a", Assert.Single(await SearchAsync([1, 0, 0])).Id);
    }

    [Fact]
    public async Task Generations_ShareNoElement()
    {
        ISearchIndex other = await _factory.CreateAsync("two", dimensions: 2, Cancel);
        await _index.FillAsync([Element("a", 1, 0, 0)], Cancel);
        await other.FillAsync([Element("b", 0, 1)], Cancel);

        Assert.Equal("a", Assert.Single(await SearchAsync([1, 0, 0])).Id);
        Assert.Equal("b", Assert.Single((await other.SearchAsync(new float[] { 0, 1 }, VectorFilter.None, 10, Cancel))!).Id);
    }

    [Fact]
    public async Task Search_BesideWriters_SeesEachElementWhole()
    {
        // Each id has one vector for ever, in every state it may be found in; a torn one would have another similarity.
        ISearchIndex index = await _factory.CreateAsync("wide", dimensions: 32, Cancel);
        Random random = new(3);
        float[] query = Unit(random, 32);
        Dictionary<string, VectorElement> elements = Enumerable.Range(0, 200)
            .Select(number => Element($"e{number}", Unit(random, 32)))
            .ToDictionary(element => element.Id);
        VectorElement[] lasting = [.. elements.Values.Take(100)];
        VectorElement[] passing = [.. elements.Values.Skip(100)];
        await index.FillAsync(lasting, Cancel);

        Task[] writers =
        [
            .. passing.Chunk(25).Select(own => Task.Run(
                async () =>
                {
                    for (int round = 0; round < 10; round++)
                    {
                        await index.UpsertAsync(own, Cancel);
                        await index.RemoveAsync([.. own.Select(element => element.Id)], Cancel);
                    }
                },
                Cancel)),
        ];
        Task written = Task.WhenAll(writers);

        while (!written.IsCompleted)
        {
            var matches = await index.SearchAsync(query, VectorFilter.None, 200, Cancel);
            Assert.NotNull(matches);
            Assert.All(matches, match => Assert.Equal(TensorPrimitives.Dot(query, elements[match.Id].Vector.Span), match.Similarity, Near));
            Assert.Equal(matches.Count, matches.Select(match => match.Id).Distinct().Count());
        }

        await written;
        Assert.Equal(Ids(lasting), Ids((await index.SearchAsync(query, VectorFilter.None, 200, Cancel))!));
        Assert.Equal(100, await index.CountAsync(Cancel));
    }

    private async Task<IReadOnlyList<VectorMatch>> SearchAsync(float[] vector, VectorFilter? filter = null, int limit = 10)
    {
        var matches = await _index.SearchAsync(vector, filter ?? VectorFilter.None, limit, Cancel);
        Assert.NotNull(matches);
        return matches;
    }

    private static VectorElement Element(string id, params float[] vector) =>
        new(id, vector, ImmutableDictionary<string, string>.Empty, []);

    private static VectorElement Element(string id, float x, float y, float z, params string[] tags) =>
        Element(id, [x, y, z]) with { Tags = [.. tags] };

    private static ImmutableDictionary<string, string> Fields(string field, string value) =>
        ImmutableDictionary<string, string>.Empty.Add(field, value);

    private static VectorFilter Where(string field, string value) => new(Fields(field, value), []);

    private static VectorFilter Tagged(params string[] tags) => new(ImmutableDictionary<string, string>.Empty, [.. tags]);

    private static string[] Ids(IEnumerable<VectorMatch> matches) => [.. matches.Select(match => match.Id).Order(StringComparer.Ordinal)];

    private static string[] Ids(IEnumerable<VectorElement> elements) =>
        [.. elements.Select(element => element.Id).Order(StringComparer.Ordinal)];

    private static (string Id, float Similarity) Rounded(VectorMatch match) => (match.Id, MathF.Abs(MathF.Round(match.Similarity, 4)));

    private static float[] Unit(Random random, int dimensions)
    {
        float[] vector = [.. Enumerable.Range(0, dimensions).Select(_ => random.NextSingle() - 0.5f)];
        TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        return vector;
    }
}
