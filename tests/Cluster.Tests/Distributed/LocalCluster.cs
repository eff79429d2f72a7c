using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// The real programs in processes of their own on real servers, as eng/cluster runs them, in a directory and on ports of its own. It
/// ends with this process, however that ends.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const string Script = "cluster";

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-cluster-").FullName;
    private readonly List<HttpClient> _clients = [];

    private LocalCluster()
    {
    }

    /// <summary>Why tests on a cluster are skipped; null when the servers it needs are installed.</summary>
    public static string? SkipReason => PostgresServer.SkipReason ?? RedisServer.SkipReason;

    /// <summary>One client for each Api, in their order.</summary>
    public IReadOnlyList<HttpClient> Apis => _clients;

    /// <summary>Starts it and waits until every member is healthy; skips the test when a server is missing.</summary>
    /// <param name="settings">Environment of the programs, <c>KEY=VALUE</c>; <c>{name}</c> and <c>{start}</c> are filled in.</param>
    public static async Task<LocalCluster> StartAsync(int apis, int workers, IEnumerable<string> settings)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var cluster = new LocalCluster();
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Name;
        await cluster.RunAsync(
            "up",
            [
                "--apis", $"{apis}", "--workers", $"{workers}", "--base-port", "random", "--no-firestore", "--no-build", "--configuration", configuration,
                "--owner", $"{Environment.ProcessId}", .. settings.SelectMany(setting => new[] { "--set", setting }),
            ]);

        JsonElement status = JsonElement.Parse(await cluster.RunAsync("status", ["--json"]));

        foreach (JsonElement member in status.EnumerateArray().Where(member => Name(member).StartsWith("api-", StringComparison.Ordinal)))
        {
            cluster._clients.Add(new HttpClient { BaseAddress = new Uri(member.GetProperty("url").GetString()!), Timeout = TimeSpan.FromSeconds(100) });
        }

        return cluster;
    }

    /// <summary>Starts a member that does not run and waits until it is healthy.</summary>
    public Task StartAsync(string name) => RunAsync("start", [name]);

    /// <summary>Starts a member that does not run.</summary>
    public Task BeginToStartAsync(string name) => RunAsync("start", [name, "--no-wait"]);

    /// <summary>As its operator would, by SIGTERM; returns when it has ended.</summary>
    public Task StopAsync(string name) => RunAsync("stop", [name]);

    /// <summary>By SIGKILL, at once; when this returns nothing of it runs any more. Servers are killed by <see cref="KillServerAsync"/>.</summary>
    public async Task KillAsync(string name)
    {
        string id = (await File.ReadAllTextAsync(Path.Combine(_directory, name, "pid"))).Trim();
        using var process = Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture));
        process.Kill();
        // Gone, or a zombie that nobody has buried yet.
        await ClusterFile.WaitAsync(() => Task.FromResult(!TryReadState(id, out char state) || state == 'Z'), $"{name} has ended");
    }

    /// <summary>A server with all its processes, by SIGKILL.</summary>
    public Task KillServerAsync(string name) => RunAsync("kill", [name]);

    public Task PauseAsync(string name) => RunAsync("pause", [name]);

    public Task ResumeAsync(string name) => RunAsync("resume", [name]);

    /// <summary>What the member has said, in all its starts.</summary>
    public async Task<string> LogAsync(string name)
    {
        string before = Path.Combine(_directory, name, "log.before");
        return (File.Exists(before) ? await File.ReadAllTextAsync(before) : "") + await File.ReadAllTextAsync(Path.Combine(_directory, name, "log"));
    }

    /// <summary>The program as it was last started, in the form <c>{name}/{start}</c>.</summary>
    public string Instance(string name) => $"{name}/{File.ReadAllText(Path.Combine(_directory, name, "starts")).Trim()}";

    /// <summary>How programs reach a server of the cluster.</summary>
    public string Address(string server) => $"127.0.0.1:{File.ReadAllText(Path.Combine(_directory, server, "port")).Trim()}";

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        await RunAsync("down", ["--remove"]);
    }

    private static bool TryReadState(string id, out char state)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{id}/stat");
            state = stat[stat.LastIndexOf(')') + 2];
            return true;
        }
        catch (IOException)
        {
            state = default;
            return false;
        }
    }

    private static string Name(JsonElement member) => member.GetProperty("name").GetString()!;

    private Task<string> RunAsync(string command, IEnumerable<string> arguments) => ServerScript.RunPathAsync(Script, [command, .. arguments, "--dir", _directory]);
}
