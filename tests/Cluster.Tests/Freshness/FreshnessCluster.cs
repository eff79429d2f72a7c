using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Freshness;

/// <summary>
/// Three instances on one Postgres and one Redis, all of them there to be broken; the way of the third to Redis has a gate.
/// </summary>
public sealed class FreshnessCluster : IAsyncDisposable
{
    private const string Third = "third";

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-freshness-").FullName;
    private Task? _starting;
    private string _database = "";
    private RedisGate _gate = null!;

    internal PostgresServer Postgres { get; private set; } = null!;

    internal RedisServer Redis { get; private set; } = null!;

    internal ApiInstance[] Instances { get; private set; } = [];

    internal ApiInstance A => Instances[0];

    internal ApiInstance B => Instances[1];

    internal ApiInstance C => Instances[2];

    /// <summary>Starts it for the first test; skips the test when a server is missing.</summary>
    internal Task StartAsync()
    {
        string? reason = PostgresServer.SkipReason ?? RedisServer.SkipReason;
        Assert.SkipWhen(reason is not null, reason ?? "");
        return _starting ??= StartAllAsync();
    }

    /// <summary>Swallows what the third instance says to Redis from now on.</summary>
    internal void ShutGate() => _gate.Shut();

    /// <summary>Another process in the place of the third instance, which is dead, with an open gate.</summary>
    internal async Task ReplaceThirdAsync()
    {
        await C.DisposeAsync();
        await _gate.DisposeAsync();
        _gate = new RedisGate(Redis.ConnectionString);
        Instances[2] = await StartInstanceAsync(Third);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable? part in (IAsyncDisposable?[])[.. Instances, _gate, Redis, Postgres])
        {
            await (part?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        Directory.Delete(_directory, recursive: true);
    }

    private async Task StartAllAsync()
    {
        Postgres = await PostgresServer.StartPrivateAsync();
        Redis = await RedisServer.StartPrivateAsync();
        _database = await Postgres.NewDatabaseAsync();
        _gate = new RedisGate(Redis.ConnectionString);
        Directory.CreateDirectory(Path.Combine(_directory, "content"));
        Instances = await Task.WhenAll(new[] { "first", "second", Third }.Select(StartInstanceAsync));
    }

    private Task<ApiInstance> StartInstanceAsync(string name) => ApiInstance.StartAsync(name, _directory, new Dictionary<string, string>
    {
        ["ConnectionStrings__promptintel"] = _database,
        ["ConnectionStrings__cache"] = name == Third ? _gate.Address : Redis.ConnectionString,
        ["PromptIntel__Content__Path"] = Path.Combine(_directory, "content"),
    });

    /// <summary>Takes rows out of the change log as its retention would.</summary>
    internal async Task PruneChangesAsync(long upTo)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(_database);
        await using Npgsql.NpgsqlCommand command = source.CreateCommand("DELETE FROM promptintel.change_log WHERE position <= $1");
        command.Parameters.Add(new Npgsql.NpgsqlParameter { Value = upTo });
        Assert.True(await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken) > 0);
    }
}
