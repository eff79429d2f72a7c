using System.Globalization;

using Microsoft.Extensions.AI;

using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Catalog;
using PromptIntel.Core.Search;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Adapters.Tests.Search;

/// <summary>What several instances over one database promise of embedding generations, with any index.</summary>
public abstract class SharedGenerations : IAsyncLifetime
{
    private const int Topics = 39;

    private static readonly string[] Passing =
    [
        "Compare the invoice with the ticket.", "Book the supplier of the agreement and the template.",
        "Order the indemnity of the hotel, the hotel, the city.", "Tax the trip, the term, the train and the liability.",
    ];

    private readonly List<SearchInstance> _instances = [];

    /// <summary>The ids of the entries that every test begins with.</summary>
    protected static string[] Lasting { get; } = [.. Enumerable.Range(0, Topics).Select(number => $"general/{Name(number)}@1")];

    private protected RecordedVectors Record { get; } = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Another process' view of the same database.</summary>
    protected abstract Task<RelationalDatabase> OpenDatabaseAsync();

    /// <summary>Another process' factory over the same server; null for an index in the process.</summary>
    private protected abstract Task<ISearchIndexFactory?> OpenIndexesAsync(RelationalDatabase database);

    protected abstract ValueTask CloseAsync();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (SearchInstance instance in _instances)
        {
            await instance.DisposeAsync();
        }

        await CloseAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Search_WhileGenerationsAreSwitched_NeverMixesThem()
    {
        SearchInstance[] both = await StartWithTopicsAsync(2);
        await using SearchLoad load = new(Record, Lasting);
        load.Start(both);
        List<string> generations = [];

        for (int round = 0; round < Passing.Length; round++)
        {
            // Another text of one entry, and what is learned is another generation.
            await both[0].WriteAsync("passing", Passing[round]);
            await both[round % 2].Catalog.CatchUpAsync(Token);
            string generation = (await both[round % 2].Library.RebuildAsync(Token)).Generation;
            generations.Add(generation);
            await both[0].WaitForAsync(generation);
            await both[1].WaitForAsync(generation);
            await Patience.WaitAsync(() => load.HasAnswersOf(generation), $"searches are answered by {generation}");
        }

        await load.StopAsync();
        Assert.Equal(Passing.Length, generations.Distinct().Count());
        Print($"{load.Answers.Values.Sum()} answers of {load.Answers.Count} generations, {load.ByWordsAlone} by words alone; none mixed");
    }

    [Fact]
    public async Task Start_OfSeveralInstances_TrainsInOne()
    {
        SearchInstance[] all = await StartWithTopicsAsync(3);

        Assert.Single(all.Select(instance => instance.Library.Active!.Generation.Id).Distinct());
        Assert.Equal(1, Record.Trained);
    }

    [Fact]
    public async Task EmbedPending_InSeveralInstances_BuysEachTextOnce()
    {
        CountingEmbedder embedder = new();
        SearchInstance[] both = await StartWithTopicsAsync(2, embedder);

        for (int number = 0; number < 10; number++)
        {
            await both[number % 2].WriteAsync($"more-{number}", $"Something else, number {number}.");
        }

        foreach (SearchInstance instance in both)
        {
            await Patience.WaitAsync(
                async () => (await FindAllAsync(instance)).Count() == Topics + 10, "everything is found by its meaning in both");
        }

        Assert.Equal(Topics + 10, embedder.Bought.Length);
        Assert.Equal(Topics + 10, embedder.Bought.Distinct().Count());
    }

    [Fact]
    public async Task Update_IsFollowedByTheVectorsOfEveryInstance()
    {
        SearchInstance[] both = await StartWithTopicsAsync(2);

        await both[0].WriteAsync(Name(0), "Compare the supplier of the invoice with the tax of the bill.");

        foreach (SearchInstance instance in both)
        {
            // The vectors may be shared, and be there before this instance has followed the catalog.
            await Patience.WaitAsync(
                () => instance.Catalog.Find(new EntryKey("general", Name(0)))?.Current.Number == 2, "the second version is known");
            await Patience.WaitAsync(
                async () => (await FindAllAsync(instance)).Contains($"general/{Name(0)}@2"), "the second version is found by its meaning");
            SearchAnswer answer = await instance.Search.SearchAsync(new SearchQuery { Text = "invoice", Limit = 100 }, Token);
            Assert.Equal(2, Assert.Single(answer.Hits, hit => hit.Version.Key.Name == Name(0)).Version.Number);
        }
    }

    /// <summary>Instances over a catalog of topics, all with embeddings, all following.</summary>
    private protected async Task<SearchInstance[]> StartWithTopicsAsync(
        int count, IEmbeddingGenerator<string, Embedding<float>>? remote = null)
    {
        SearchInstance writer = await StartAsync(remote);

        for (int number = 0; number < Topics; number++)
        {
            await writer.WriteAsync(Name(number), (number % 3) switch
            {
                0 => $"Compare the amount, the supplier and the tax of bill {number} and of its invoice with the order.",
                1 => $"Book the train, the hotel and the ticket for trip {number} on the journey to the city.",
                _ => $"Compare the liability, the indemnity and the term of agreement {number} with the template.",
            });
        }

        SearchInstance[] all = [writer, .. await Task.WhenAll(Enumerable.Range(1, count - 1).Select(_ => StartAsync(remote)))];
        Array.ForEach(all, instance => instance.Run());
        await Patience.WaitAsync(() => all.All(instance => instance.Library.Active is not null), "all instances have embeddings");
        return all;
    }

    private protected static async Task<IEnumerable<string>> FindAllAsync(SearchInstance instance) =>
        (await instance.Nearest.FindAsync(CountingEmbedder.Query, VectorFilter.None, 200, Token))?.Matches.Select(match => match.Id) ?? [];

    protected static void Print(string text) => TestContext.Current.TestOutputHelper?.WriteLine(text);

    private static string Name(int number) => $"topic-{number.ToString("00", CultureInfo.InvariantCulture)}";

    private async Task<SearchInstance> StartAsync(IEmbeddingGenerator<string, Embedding<float>>? remote)
    {
        RelationalDatabase database = await OpenDatabaseAsync();
        SearchInstance instance = await SearchInstance.StartAsync(database, Record.Around, await OpenIndexesAsync(database), remote);
        _instances.Add(instance);
        return instance;
    }
}
