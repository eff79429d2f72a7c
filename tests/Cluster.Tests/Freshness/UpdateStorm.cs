using System.Collections.Concurrent;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>
/// Updates through every instance at once until enough are acknowledged: one by one, each read back at once from the instance that took
/// it, and many in one import. What an instance cannot take now is tried again with another text.
/// </summary>
internal sealed class UpdateStorm(ApiInstance[] instances, string[] names, int singles, int imported)
{
    private const int WritersEach = 2;
    private const int LinesEach = 60;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private int _single;
    private int _inImports;
    private int _refused;
    private int _texts;

    /// <summary>The text of every acknowledged version.</summary>
    public ConcurrentDictionary<(string Name, int Version), string> Acknowledged { get; } = [];

    /// <summary>Single updates that were acknowledged so far.</summary>
    public int Singles => Volatile.Read(ref _single);

    public int Refused => Volatile.Read(ref _refused);

    public Task RunAsync() => Task.WhenAll(
    [
        .. instances.SelectMany(instance => Enumerable.Range(0, WritersEach).Select(_ => Task.Run(() => UpdateAsync(instance)))),
        .. instances.Select(instance => Task.Run(() => ImportAsync(instance))),
    ]);

    private async Task UpdateAsync(ApiInstance instance)
    {
        while (Volatile.Read(ref _single) < singles)
        {
            (string name, string text) = Next();

            if (await instance.TryUpdateAsync(name, text) is not { } written)
            {
                await RefusedAsync();
                continue;
            }

            Assert.True(Acknowledged.TryAdd((written.Name, written.Version), text), $"{written} was acknowledged twice");
            int served = await instance.VersionAsync(name);
            Assert.True(served >= written.Version, $"{instance.Name} acknowledged {written} and then served {served}");
            Interlocked.Increment(ref _single);
        }
    }

    private async Task ImportAsync(ApiInstance instance)
    {
        while (Volatile.Read(ref _inImports) < imported)
        {
            // In step with the single updates, so that both go on through everything that happens.
            if (Volatile.Read(ref _inImports) > (long)imported * Singles / singles)
            {
                await PauseAsync();
                continue;
            }

            (string Name, string Text)[] updates =
                [.. Enumerable.Range(0, LinesEach).Select(_ => Next()).DistinctBy(update => update.Name)];

            if (await instance.TryImportAsync(updates) is not { } written)
            {
                await RefusedAsync();
                continue;
            }

            foreach (Written one in written)
            {
                Assert.True(
                    Acknowledged.TryAdd((one.Name, one.Version), updates.Single(update => update.Name == one.Name).Text),
                    $"{one} was acknowledged twice");
            }

            Interlocked.Add(ref _inImports, written.Count);
        }
    }

    private (string Name, string Text) Next()
    {
        int number = Interlocked.Increment(ref _texts);
        return (names[number % names.Length], $"text {number}");
    }

    private Task RefusedAsync()
    {
        Interlocked.Increment(ref _refused);
        return PauseAsync();
    }

    private static async Task PauseAsync()
    {
        using var pause = new PeriodicTimer(Pause);
        await pause.WaitForNextTickAsync(TestContext.Current.CancellationToken);
    }
}
