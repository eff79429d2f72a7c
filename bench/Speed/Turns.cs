using System.Diagnostics;

namespace PromptIntel.Bench.Speed;

/// <summary>
/// Measures two things in turns, ours and the floor alternately, so that a busy moment of the machine meets both. The first turn of
/// each warms up and is left out.
/// </summary>
internal static class Turns
{
    private const int Least = 5;

    /// <summary>Bursts with a pause behind each: after three the floor of rendering still ran at a third of its speed.</summary>
    private const int WarmingRounds = 10;
    private const int WarmingCalls = 40;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(300);

    public static async Task<(T[] Ours, T[] Floor)> TakeAsync<T>(int turns, Func<Task<T>> ours, Func<Task<T>> floor)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(turns, Least);
        var (our, their) = (new T[turns], new T[turns]);
        await ours();
        await floor();

        for (int turn = 0; turn < turns; turn++)
        {
            // Whoever comes second finds the caches of the first; that advantage changes sides.
            if (turn % 2 == 0)
            {
                our[turn] = await ours();
                their[turn] = await floor();
            }
            else
            {
                their[turn] = await floor();
                our[turn] = await ours();
            }
        }

        return (our, their);
    }

    /// <summary>As <see cref="TakeAsync"/>, the medians.</summary>
    public static async Task<(double Ours, double Floor)> MedianAsync(int turns, Func<Task<double>> ours, Func<Task<double>> floor)
    {
        (double[] our, double[] their) = await TakeAsync(turns, ours, floor);
        return (Median(our), Median(their));
    }

    /// <summary>As <see cref="MedianAsync"/>, after as many rounds as it takes until the runtime has compiled both for good.</summary>
    public static async Task<(double Ours, double Floor)> WarmMedianAsync(int turns, Func<Task<double>> ours, Func<Task<double>> floor)
    {
        await WarmAsync(ours, floor);
        return await MedianAsync(turns, ours, floor);
    }

    /// <summary>Bursts with pauses: the runtime compiles what was called often in the background, while nothing new is called.</summary>
    public static async Task WarmAsync(params Func<Task<double>>[] measured)
    {
        for (int round = 0; round < WarmingRounds; round++)
        {
            foreach (Func<Task<double>> warming in measured)
            {
                await warming();
            }

            await Task.Delay(Pause);
        }
    }

    /// <summary>As <see cref="MedianAsync"/>, of nanoseconds a call of loops that do not wait.</summary>
    public static async Task<(double Ours, double Floor)> NanosecondsAsync(int turns, int calls, Action<int> ours, Action<int> floor)
    {
        for (int round = 0; round < WarmingRounds; round++)
        {
            // The runtime compiles for good what was called often, in the background.
            for (int warming = 0; warming < WarmingCalls; warming++)
            {
                ours(1 + (calls / WarmingCalls));
                floor(1 + (calls / WarmingCalls));
            }

            await Task.Delay(Pause);
        }

        return await MedianAsync(turns, () => Task.FromResult(Time(calls, ours)), () => Task.FromResult(Time(calls, floor)));
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static (double Least, double Most) Spread(IReadOnlyCollection<double> values) => (values.Min(), values.Max());

    private static double Time(int calls, Action<int> loop)
    {
        long start = Stopwatch.GetTimestamp();
        loop(calls);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / calls;
    }
}
