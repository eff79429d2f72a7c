using PromptIntel.Bench.Speed.Servers;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Goal 12: resident memory of an instance with 1,000 prompts that has started, answered and now idles, beside the promise.
/// </summary>
internal static class MemorySpeed
{
    private const int Starts = 5;
    private const double Promise = 150;
    private const double Megabyte = 1_000_000;

    public static async Task<IReadOnlyList<SpeedRow>> MeasureAsync()
    {
        using var scratch = new ScratchDirectory();
        await BenchServers.FillAsync(scratch.Path, StartSpeed.Prompts);
        var resident = new List<double>(Starts);

        for (int start = -1; start < Starts; start++)
        {
            await using ServerProcess api = await BenchServers.StartApiAsync(scratch.Path);
            await api.SettleAsync();

            // The first one imported and learned; what idles usually found both done.
            if (start >= 0)
            {
                resident.Add(api.ResidentBytes / Megabyte);
            }
        }

        return [new SpeedRow(12, "resident memory, idle, 1,000 prompts", Turns.Median(resident), "the promise", Promise, "MB", 1)];
    }
}
