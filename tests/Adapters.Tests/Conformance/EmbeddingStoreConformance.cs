using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Conformance;

/// <summary>What every <see cref="IEmbeddingStore"/> guarantees.</summary>
public abstract class EmbeddingStoreConformance : IAsyncLifetime
{
    private static readonly EntryKey Greeting = new("general", "greeting");

    private IEmbeddingStore _store = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _store = await CreateAsync();

    public abstract ValueTask DisposeAsync();

    [Fact]
    public async Task FindActive_WhenNothingWasActivated_IsNull()
    {
        Assert.Null(await _store.FindActiveAsync(Cancel));
        Assert.Empty(await _store.ReadAsync("unknown", Cancel));
    }

    [Fact]
    public async Task Activate_KeepsGenerationAndVectorsExactly()
    {
        EmbeddingGeneration generation = Generation("one", artifact: [1, 2, 250]);

        await ActivateAsync(generation, Vector(Greeting, 3, 0.6f, -0.8f));

        EmbeddingGeneration? active = await _store.FindActiveAsync(Cancel);
        Assert.NotNull(active);
        Assert.Equal(generation with { Artifact = default }, active with { Artifact = default });
        Assert.Equal([1, 2, 250], active.Artifact.ToArray());
        StoredVector vector = Assert.Single(await _store.ReadAsync("one", Cancel));
        Assert.Equal((Greeting, 3), (vector.Entry, vector.Version));
        Assert.Equal([0.6f, -0.8f], vector.Vector.ToArray());
    }

    [Fact]
    public async Task Activate_WhenAThirdGenerationFollows_DropsTheFirst()
    {
        await ActivateAsync(Generation("one"), Vector(Greeting, 1, 1, 0));
        await ActivateAsync(Generation("two"), Vector(Greeting, 1, 0, 1));
        await ActivateAsync(Generation("three"), Vector(Greeting, 1, 1, 0));

        Assert.Equal("three", (await _store.FindActiveAsync(Cancel))?.Id);
        Assert.Empty(await _store.ReadAsync("one", Cancel));
        Assert.Single(await _store.ReadAsync("two", Cancel));
    }

    [Fact]
    public async Task Activate_WhenTheGenerationIsThere_KeepsItsVectorsAndMakesItActive()
    {
        await ActivateAsync(Generation("one"), Vector(Greeting, 1, 1, 0));
        await ActivateAsync(Generation("two"));
        await ActivateAsync(Generation("one"), Vector(Greeting, 2, 0, 1));

        Assert.Equal("one", (await _store.FindActiveAsync(Cancel))?.Id);
        Assert.Equal([1, 2], (await _store.ReadAsync("one", Cancel)).Select(vector => vector.Version).Order());
    }

    [Fact]
    public async Task Add_ReplacesTheVectorOfAVersion()
    {
        await ActivateAsync(Generation("one"), Vector(Greeting, 1, 1, 0));

        await _store.AddAsync("one", [Vector(Greeting, 1, 0, 1)], Cancel);

        StoredVector vector = Assert.Single(await _store.ReadAsync("one", Cancel));
        Assert.Equal([0f, 1f], vector.Vector.ToArray());
    }

    [Fact]
    public async Task Add_WhenTheGenerationIsUnknown_IsIgnored()
    {
        await _store.AddAsync("gone", [Vector(Greeting, 1, 0, 1)], Cancel);

        Assert.Empty(await _store.ReadAsync("gone", Cancel));
    }

    [Fact]
    public async Task Read_GivesValuesThatAreNotShared()
    {
        float[] given = [1, 0];
        await ActivateAsync(Generation("one"), new StoredVector(Greeting, 1, given));

        given[0] = 7;

        StoredVector vector = Assert.Single(await _store.ReadAsync("one", Cancel));
        Assert.Equal([1f, 0f], vector.Vector.ToArray());
    }

    [Fact]
    public async Task Add_FromSeveralThreads_LosesNothing()
    {
        await ActivateAsync(Generation("one"));

        await Parallel.ForEachAsync(
            Enumerable.Range(1, 40), Cancel,
            async (version, token) => await _store.AddAsync("one", [Vector(Greeting, version, 1, 0)], token));

        Assert.Equal(Enumerable.Range(1, 40), (await _store.ReadAsync("one", Cancel)).Select(vector => vector.Version).Order());
    }

    [Fact]
    public async Task Prepare_TakesVectorsWithoutMakingItActive()
    {
        await ActivateAsync(Generation("one"));

        await _store.PrepareAsync(Generation("two"), Cancel);
        await _store.PrepareAsync(Generation("one"), Cancel);
        await _store.AddAsync("two", [Vector(Greeting, 1, 0, 1)], Cancel);

        Assert.Equal("one", (await _store.FindActiveAsync(Cancel))?.Id);
        Assert.Single(await _store.ReadAsync("two", Cancel));
    }

    /// <summary>What an embedder gave before it failed is not bought again, whatever stood in for it meanwhile.</summary>
    [Fact]
    public async Task Activate_KeepsWhatHasNoDimensionsYet_AndNoOtherThatWasNotTheLast()
    {
        await ActivateAsync(Generation("first"), Vector(Greeting, 1, 1, 0));
        await _store.PrepareAsync(Generation("bought") with { Dimensions = 0 }, Cancel);
        await _store.AddAsync("bought", [Vector(Greeting, 1, 0, 1)], Cancel);

        await ActivateAsync(Generation("second"));
        await ActivateAsync(Generation("third"));

        Assert.Empty(await _store.ReadAsync("first", Cancel));
        Assert.Single(await _store.ReadAsync("bought", Cancel));
    }

    [Fact]
    public async Task Activate_SetsTheDimensionsThatWereNotKnownYet()
    {
        await _store.PrepareAsync(Generation("one") with { Dimensions = 0 }, Cancel);

        await ActivateAsync(Generation("one"));

        Assert.Equal(2, (await _store.FindActiveAsync(Cancel))?.Dimensions);
    }

    [Fact]
    public async Task Activate_UnderALeaseThatAnotherFollowed_ChangesNothing()
    {
        Assert.True(await _store.ActivateAsync(Generation("later"), epoch: 7, Cancel));

        Assert.False(await _store.ActivateAsync(Generation("late"), epoch: 6, Cancel));

        Assert.Equal("later", (await _store.FindActiveAsync(Cancel))?.Id);
        Assert.True(await _store.ActivateAsync(Generation("next"), epoch: 7, Cancel));
    }

    [Fact]
    public async Task Find_GivesTheVersionsAskedForOfTheGeneration()
    {
        EntryKey other = new("general", "other");
        await ActivateAsync(Generation("one"), Vector(Greeting, 1, 1, 0), Vector(Greeting, 2, 0, 1), Vector(other, 1, 1, 0));
        await ActivateAsync(Generation("two"), Vector(Greeting, 3, 1, 0));

        var found = await _store.FindAsync("one", [(Greeting, 2), (Greeting, 3), (other, 1)], Cancel);

        Assert.Equal([(Greeting, 2), (other, 1)], found.Select(vector => (vector.Entry, vector.Version)).OrderBy(one => one.Entry));
    }

    /// <summary>An empty store.</summary>
    protected abstract ValueTask<IEmbeddingStore> CreateAsync();

    private async Task ActivateAsync(EmbeddingGeneration generation, params StoredVector[] vectors)
    {
        await _store.PrepareAsync(generation, Cancel);
        await _store.AddAsync(generation.Id, vectors, Cancel);
        Assert.True(await _store.ActivateAsync(generation, epoch: 1, Cancel));
    }

    private static EmbeddingGeneration Generation(string id, byte[]? artifact = null) =>
        new(id, "test", 2, 5, DateTimeOffset.FromUnixTimeMilliseconds(1_800_000_000_123), artifact ?? []);

    private static StoredVector Vector(EntryKey key, int version, params float[] numbers) => new(key, version, numbers);
}
