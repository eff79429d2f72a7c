using System.Collections.Concurrent;

using PromptIntel.Core.Search;

namespace PromptIntel.Adapters.Tests.Search;

/// <summary>
/// Searches without pause and holds every answer against comparing every vector of the generation that the answer names. Entries other
/// than <paramref name="lasting"/> may come and go meanwhile.
/// </summary>
internal sealed class SearchLoad(RecordedVectors record, string[] lasting) : IAsyncDisposable
{
    private const float Near = 1e-4f;
    private const int SearchersEach = 2;

    private static readonly string[] Texts =
        [
            "supplier invoice tax",
            "train ticket hotel",
            "liability of the agreement",
            "amount of the bill",
            "journey to the city",
            "indemnity term template"
        ];

    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<string, int> _answers = new();
    private readonly List<Task> _searching = [];
    private int _byWordsAlone;

    /// <summary>Answers by generation.</summary>
    public IReadOnlyDictionary<string, int> Answers => _answers;

    public int ByWordsAlone => _byWordsAlone;

    public void Start(params SearchInstance[] instances)
    {
        foreach (SearchInstance instance in instances)
        {
            for (int searcher = 0; searcher < SearchersEach; searcher++)
            {
                _searching.Add(Task.Run(() => SearchAsync(instance, _stopping.Token)));
            }
        }
    }

    /// <summary>Ends the searching; an answer that was wrong fails here.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_searching);
    }

    /// <summary>Whether that generation has answered; throws what a searcher met that stopped it.</summary>
    public bool HasAnswersOf(string generation)
    {
        _searching.Find(searcher => searcher.IsFaulted)?.GetAwaiter().GetResult();
        return _answers.ContainsKey(generation);
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Task.WhenAll(_searching).ContinueWith(_ => { }, TaskScheduler.Default);
        _stopping.Dispose();
    }

    private async Task SearchAsync(SearchInstance instance, CancellationToken stopping)
    {
        for (int turn = 0; !stopping.IsCancellationRequested; turn++)
        {
            string text = Texts[turn % Texts.Length];

            if (await instance.Nearest.FindAsync(text, VectorFilter.None, 200, CancellationToken.None) is not { } nearest)
            {
                Interlocked.Increment(ref _byWordsAlone);
                await Task.Yield();
                continue;
            }

            Check(nearest, text);
            _answers.AddOrUpdate(nearest.Generation, 1, (_, count) => count + 1);

            // In-process answers do not wait for anything; the loops of the instances want the processor too.
            await Task.Yield();
        }
    }

    private void Check(Nearest nearest, string text)
    {
        foreach (VectorMatch match in nearest.Matches)
        {
            Assert.Equal(record.Similarity(nearest.Generation, text, match.Id), match.Similarity, Near);
        }

        Assert.Equal(lasting, nearest.Matches.Select(match => match.Id).Intersect(lasting).Order(StringComparer.Ordinal));
        Assert.Equal(nearest.Matches.Count, nearest.Matches.DistinctBy(match => match.Id).Count());
    }
}
