using System.Diagnostics;
using System.Globalization;

namespace PromptIntel.Tests.Shared;

/// <summary>
/// How long fuzz tests go on: for a fixed number of seeds, so that every run of the suite does the same, and then, by
/// <c>eng/fuzz [minutes]</c>, with ever new seeds until the time is over. A failure names its seed; the same seed gives it again.
/// </summary>
internal static class Fuzzing
{
    /// <summary>The trait by which <c>eng/fuzz</c> finds the tests: <c>[Trait(Fuzzing.Trait, Fuzzing.Fuzz)]</c>.</summary>
    public const string Trait = "Category";

    public const string Fuzz = "Fuzz";

    /// <summary>What takes seconds of a processor: <c>eng/test --fast</c> leaves it out.</summary>
    public const string Long = "Long";

    private const string Seconds = "PROMPTINTEL_FUZZ_SECONDS";

    /// <summary>Runs a case for each seed and counts them.</summary>
    /// <param name="seeds">How many the suite runs.</param>
    public static async Task RunAsync(int seeds, Func<Random, Task> test)
    {
        var watch = Stopwatch.StartNew();
        TimeSpan budget = TimeSpan.FromSeconds(
            double.Parse(Environment.GetEnvironmentVariable(Seconds) ?? "0", CultureInfo.InvariantCulture));
        int seed = 0;
        for (; seed < seeds || watch.Elapsed < budget; seed++)
        {
            try
            {
                await test(new Random(seed));
            }
            catch (Exception exception)
            {
                throw new InvalidOperationException($"Seed {seed}: {exception}", exception);
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"{seed} seeds in {watch.Elapsed.TotalSeconds:F0} s"));
    }

    /// <inheritdoc cref="RunAsync(int, Func{Random, Task})"/>
    public static Task RunAsync(int seeds, Action<Random> test) => RunAsync(seeds, random =>
    {
        test(random);
        return Task.CompletedTask;
    });

    public static T Pick<T>(this Random random, params ReadOnlySpan<T> choices) => choices[random.Next(choices.Length)];

    /// <summary>True once in so many times.</summary>
    public static bool OneIn(this Random random, int times) => random.Next(times) == 0;
}
