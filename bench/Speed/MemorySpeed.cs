using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 12: resident memory of an instance with 1,000 prompts of 1.2 KB that has started, answered and now idles, and what each of 10,000
/// further ones adds to it, beside the promises.
/// </summary>
internal static class MemorySpeed
{
    private const int Starts = 3;
    private const int SentencesEach = 6;
    private const int Further = 10_000;
    private const double Promise = 150;
    private const double PromiseEach = 6;
    private const double Megabyte = 1_000_000;
    private const double KilobytesInMegabyte = 1_000;

    // An instance gives back what its start left behind in the first quiet period of three seconds, which may end this much later.
    private static readonly TimeSpan UntilGivenBack = TimeSpan.FromSeconds(10);

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        List<double> few = await MeasureAsync(StartSpeed.Prompts);
        List<double> many = await MeasureAsync(StartSpeed.Prompts + Further);
        double each = (Turns.Median(many) - Turns.Median(few)) * KilobytesInMegabyte / Further;
        return
        [
            new SpeedRow(12, "resident memory, idle, 1,000 prompts", Turns.Median(few), "the promise", Promise, "MB", 1)
            {
                Spread = Turns.Spread(few),
            },
            new SpeedRow(12, "each of 10,000 further prompts", each, "the promise", PromiseEach, "KB", 1),
        ];
    }

    /// <summary>Megabytes, of each start.</summary>
    private static async Task<List<double>> MeasureAsync(int prompts)
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, prompts, SentencesEach);
        var resident = new List<double>(Starts);

        for (int start = -1; start < Starts; start++)
        {
            await using ServerProcess api = await BenchServers.StartApiAsync(scratch.Path);
            await api.SettleAsync();
            await Task.Delay(UntilGivenBack);

            // The first one imported and learned; what idles usually found both done.
            if (start >= 0)
            {
                resident.Add(api.ResidentBytes / Megabyte);
            }
        }

        return resident;
    }
}
