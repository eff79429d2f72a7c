using System.Diagnostics;
using System.Net.Http.Json;

using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 13: <c>update</c> with new content over HTTP, on SQLite, one after another, in catalogs of 1,000, 10,000 and 50,000 prompts that
/// run beside each other and take turns, each once it is compiled for good: until then a server compiles in the turns of the others. What
/// the larger ones take beyond the smallest grows with the catalog.
/// </summary>
internal static class UpdateSpeed
{
    private const int Measured = 9;
    private const int UpdatesEach = 20;
    private const int WarmingTurns = 6;
    private const double Limit = 1.5;
    private const string Smallest = "update, 1,000 prompts";

    private static readonly int[] Sizes = [1_000, 10_000, 50_000];

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        var catalogs = new List<Catalog>();

        try
        {
            foreach (int size in Sizes)
            {
                catalogs.Add(await Catalog.StartAsync(size));
            }

            for (int turn = 0; turn < Measured; turn++)
            {
                // Whoever comes first finds the machine as the turn before left it; that changes sides.
                foreach (Catalog catalog in turn % 2 == 0 ? catalogs : Enumerable.Reverse(catalogs))
                {
                    catalog.Medians.Add(await catalog.TakeTurnAsync());
                }
            }

            double smallest = catalogs[0].Median;
            return
            [
                .. catalogs.Select(catalog =>
                    new SpeedRow(13, $"update, {catalog.Prompts:N0} prompts", catalog.Median, Smallest, smallest, "ms", Limit)
                    {
                        Spread = Turns.Spread(catalog.Medians),
                    }),
            ];
        }
        finally
        {
            foreach (Catalog catalog in catalogs)
            {
                await catalog.DisposeAsync();
            }
        }
    }

    /// <summary>A server with this many prompts besides the shipped ones.</summary>
    private sealed class Catalog(int prompts, ScratchDirectory directory, ServerProcess api) : IAsyncDisposable
    {
        private readonly HttpClient _client = BenchServers.ClientOf(api);
        private int _updates;

        public int Prompts => prompts;

        /// <summary>Milliseconds an update, of each turn.</summary>
        public List<double> Medians { get; } = [];

        public double Median => Turns.Median(Medians);

        public static async Task<Catalog> StartAsync(int prompts)
        {
            var directory = new ScratchDirectory();
            await BenchServers.FillAsync(directory.Path, prompts);
            ServerProcess api = await BenchServers.StartApiAsync(directory.Path);
            var catalog = new Catalog(prompts, directory, api);

            for (int turn = 0; turn < WarmingTurns; turn++)
            {
                await api.SettleAsync();
                await catalog.TakeTurnAsync();
            }

            await api.SettleAsync();
            return catalog;
        }

        /// <summary>The median of its updates, in milliseconds.</summary>
        public async Task<double> TakeTurnAsync()
        {
            double[] taken = new double[UpdatesEach];

            for (int update = 0; update < UpdatesEach; update++)
            {
                string content = $"Say hello for the {_updates++}th time, in two sentences.";
                var request = new { @namespace = "general", name = $"sample_{_updates % 100}", content };
                long start = Stopwatch.GetTimestamp();
                using HttpResponseMessage response = await _client.PostAsJsonAsync("/api/prompts/update", request);
                taken[update] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
                response.EnsureSuccessStatusCode();
            }

            return Turns.Median(taken);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await api.DisposeAsync();
            directory.Dispose();
        }
    }
}
