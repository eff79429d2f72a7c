using System.Text.Json;

using PromptIntel.Cluster.Tests.Distributed;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>
/// The promise of freshness with three instances, on servers that are broken meanwhile. Throughout, a client keeps a cache of its own
/// by the change stream, and in the end it knows what everybody serves.
/// </summary>
public sealed class FreshnessTests(FreshnessCluster cluster) : IClassFixture<FreshnessCluster>
{
    private const int Singles = 1_500;
    private const int Imported = 8_500;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TenThousandUpdates_WhileRedisAndPostgresBreak_NothingGoesBackOrIsLost_AndAllConverge()
    {
        await cluster.StartAsync();
        string[] names = [.. Enumerable.Range(0, 80).Select(index => $"storm-{index}")];
        await cluster.A.TryImportAsync(names.Select(name => (name, "the first")));
        (long start, _) = await cluster.A.CatalogAsync();
        await Task.WhenAll(cluster.Instances.Select(instance => instance.CatalogAsync(start)));
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Token);
        ChangesClient[] clients = [.. cluster.Instances.Select((_, first) => Follow(first))];
        Watcher[] watchers = [.. cluster.Instances.Select(instance => new Watcher(instance, names, over.Token).Start())];
        var storm = new UpdateStorm(cluster.Instances, names, Singles, Imported);
        Task running = storm.RunAsync();

        await BreakAsync(storm, running);
        await running;
        await over.CancelAsync();
        await Task.WhenAll(watchers.Select(watcher => watcher.Watching));

        Dictionary<string, int> truth = await AssertConvergedAsync(clients);
        Dictionary<(string Name, int Version), string> stored = await ExportAsync();
        Assert.True(storm.Acknowledged.Count >= Singles + Imported);
        Assert.Empty(storm.Acknowledged.Where(update => stored.GetValueOrDefault(update.Key) != update.Value).Take(3));
        Assert.All(names, name => Assert.Equal(stored.Keys.Where(key => key.Name == name).Max(key => key.Version), truth[name]));
        FailureCounts.Write(
            $"{storm.Acknowledged.Count} updates acknowledged and kept, {storm.Refused} requests refused for a while, "
                + $"{watchers.Sum(watcher => watcher.Reads)} reads");
        await DisposeAsync(clients);
    }

    [Fact]
    public async Task SuspendedForLongerThanTheLogIsKept_TheFirstAnswerIsNotStale()
    {
        await cluster.StartAsync();
        await cluster.A.CreateAsync("sleeper", "one");
        await using ChangesClient client = Follow(2);
        await Patience.WaitAsync(() => client.Position > 0, "the client has its cache");
        Assert.Equal(1, (await cluster.C.CatalogAsync((await cluster.A.CatalogAsync()).Position)).Versions["sleeper"]);

        await cluster.C.SuspendAsync();
        DateTimeOffset asleep = TimeProvider.System.GetUtcNow();
        await cluster.A.UpdateAsync("sleeper", "two");
        Written last = await cluster.A.UpdateAsync("sleeper", "three");
        await cluster.PruneChangesAsync(last.Position - 1);
        await Patience.WaitAsync(
            () => TimeProvider.System.GetUtcNow() - asleep > TimeSpan.FromSeconds(3), "it has slept for longer than it may");
        await cluster.C.ResumeAsync();
        (int version, TimeSpan? age) = await cluster.C.ReadAsync("sleeper");

        // On a machine too slow to catch up within the bound it says how old the answer is, and is fresh soon after.
        Assert.True(version == last.Version || age is not null, $"stale and silent about it: version {version}");
        await Patience.WaitAsync(async () => await cluster.C.ReadAsync("sleeper") == (last.Version, null), "the instance is fresh");
        await AssertConvergedAsync([client]);
    }

    [Fact]
    public async Task LabelMovedBack_EverybodyFollowsItBack()
    {
        await cluster.StartAsync();
        await using ChangesClient client = Follow(1);
        await cluster.A.CreateAsync("moved", "one");
        await ServedByAllAsync("moved", 1);
        Written second = await cluster.B.UpdateAsync("moved", "two");
        await Task.WhenAll(cluster.Instances.Select(instance => instance.CatalogAsync(second.Position)));

        await cluster.A.SetLabelAsync("moved", "production", 1);
        int atOnce = await cluster.A.VersionAsync("moved");

        Assert.Equal(1, atOnce);
        await ServedByAllAsync("moved", 1);
        await AssertConvergedAsync([client]);
    }

    [Fact]
    public async Task DiedBetweenCommitAndNudge_TheOthersServeItAllTheSame()
    {
        await cluster.StartAsync();
        await using ChangesClient client = Follow(0);
        await cluster.C.CreateAsync("orphan", "one");
        await ServedByAllAsync("orphan", 1);

        cluster.ShutGate();
        Written last = await cluster.C.UpdateAsync("orphan", "two");
        await cluster.C.KillAsync();

        await Patience.WaitAsync(
            async () => await cluster.A.VersionAsync("orphan") == last.Version && await cluster.B.VersionAsync("orphan") == last.Version,
            "the others found it out");
        await cluster.ReplaceThirdAsync();
        await ServedByAllAsync("orphan", last.Version);
        await AssertConvergedAsync([client]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ExecutedElsewhereRightAfterAnUpdate_PinsTheNewVersion(bool isRedisDown)
    {
        await cluster.StartAsync();
        string name = isRedisDown ? "pinned-without" : "pinned";
        await cluster.A.CreateAsync(name, "one");

        if (isRedisDown)
        {
            await cluster.Redis.KillAsync();
        }

        try
        {
            for (int turn = 0; turn < 3; turn++)
            {
                Written written = await cluster.A.UpdateAsync(name, $"turn {turn}");
                Assert.Equal(written.Version, await cluster.B.ExecuteAsync(name, written.Position));
                Assert.Equal(written.Version, (await cluster.C.CatalogAsync(written.Position)).Versions[name]);
            }
        }
        finally
        {
            await cluster.Redis.StartAsync();
        }
    }

    /// <summary>Everything that may break does, each while updates are on their way.</summary>
    private async Task BreakAsync(UpdateStorm storm, Task running)
    {
        await ReachAsync(0.10);
        await cluster.Redis.KillAsync();
        await ReachAsync(0.20);
        await cluster.Redis.StartAsync();
        await ReachAsync(0.30);
        await cluster.Redis.EmptyAsync();
        await ReachAsync(0.40);
        await cluster.Postgres.RestartAsync();
        await ReachAsync(0.50);
        await cluster.Redis.RestartAsync();
        await ReachAsync(0.60);
        await cluster.Postgres.KillAsync();
        await cluster.Postgres.StartAsync();
        await ReachAsync(0.70);
        await cluster.Redis.PauseAsync();
        await ReachAsync(0.80);
        await cluster.Redis.ResumeAsync();

        async Task ReachAsync(double share)
        {
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));

            while (storm.Singles < share * Singles && !running.IsCompleted)
            {
                await timer.WaitForNextTickAsync(Token);
            }
        }
    }

    private ChangesClient Follow(int first) => new(turn => cluster.Instances[(first + turn) % cluster.Instances.Length]);

    private async Task ServedByAllAsync(string name, int version)
    {
        foreach (ApiInstance instance in cluster.Instances)
        {
            await Patience.WaitAsync(async () => await instance.VersionAsync(name) == version, $"{instance.Name} serves {name} {version}");
        }
    }

    /// <summary>All instances and clients come to stand at one position and know the same; gives what they know.</summary>
    private async Task<Dictionary<string, int>> AssertConvergedAsync(ChangesClient[] clients)
    {
        (long Position, Dictionary<string, int> Versions)[] served = [];
        // Each serves its own last write before it has heard of all the others', so they are equal only at the end of the log.
        await Patience.WaitAsync(
            async () =>
            {
                served = await Task.WhenAll(cluster.Instances.Select(instance => instance.CatalogAsync()));
                return served.All(one => one.Position == served[0].Position
                    && one.Versions.Count == served[0].Versions.Count
                    && !one.Versions.Except(served[0].Versions).Any());
            },
            "all instances stand at one position and serve the same");
        (long position, Dictionary<string, int> truth) = served[0];
        await Patience.WaitAsync(() => clients.All(client => client.Position >= position), "the clients have heard of everything");
        Assert.All(clients, client => Assert.Equal(truth, client.Versions));
        return truth;
    }

    /// <summary>The text of every version there is.</summary>
    private async Task<Dictionary<(string Name, int Version), string>> ExportAsync()
    {
        string export = await cluster.B.Client.GetStringAsync("/api/prompts/export", Token);
        return export.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonElement.Parse(line))
            .SelectMany(entry => entry.GetProperty("versions").EnumerateArray())
            .ToDictionary(
                version => (version.GetProperty("name").GetString()!, version.GetProperty("version").GetInt32()),
                version => version.GetProperty("content").GetProperty("messages")[0].GetProperty("content").GetString()!);
    }

    private static async Task DisposeAsync(ChangesClient[] clients)
    {
        foreach (ChangesClient client in clients)
        {
            await client.DisposeAsync();
        }
    }
}
