namespace PromptIntel.Tests.Shared;

/// <summary>Waiting in tests: for a condition, as long as a loaded machine may need.</summary>
internal static class Patience
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(10);

    /// <summary>Fails the test, naming <paramref name="what"/>, when it has not come about within the limit.</summary>
    public static async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(Interval);

        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Not within {Limit}: {what}");
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <inheritdoc cref="WaitAsync(Func{Task{bool}}, string)"/>
    public static Task WaitAsync(Func<bool> condition, string what) => WaitAsync(() => Task.FromResult(condition()), what);
}
