using System.Diagnostics;
using System.Globalization;

using PromptIntel.Tests.Shared.Servers;

namespace PromptIntel.Cluster.Tests.Distributed;

/// <summary>
/// The real programs in processes of their own on a real Postgres and Redis, in a directory and on ports of its own, each of them there
/// to be stopped, killed and paused by its name: <c>postgres</c>, <c>redis</c>, <c>api-1</c>, <c>worker-1</c> ... All end with this
/// process, however that ends.
/// </summary>
internal sealed class LocalCluster : IAsyncDisposable
{
    private const string Postgres = "postgres";
    private const string Redis = "redis";
    private const string Program = "program";

    private readonly string _directory = Directory.CreateTempSubdirectory("promptintel-cluster-").FullName;
    private readonly Dictionary<string, string[]> _programs = [];
    private readonly List<HttpClient> _clients = [];

    private readonly bool _hasServers;

    private LocalCluster(bool hasServers) => _hasServers = hasServers;

    /// <summary>Why tests on a cluster are skipped; null when the servers it needs are installed.</summary>
    public static string? SkipReason => PostgresServer.SkipReason ?? RedisServer.SkipReason;

    /// <summary>One client for each Api, in their order.</summary>
    public IReadOnlyList<HttpClient> Apis => _clients;

    /// <summary>How its Postgres is reached; each program names itself to it. Empty where there is none.</summary>
    public string Database { get; private set; } = "";

    /// <summary>Starts it and waits until every member is healthy; skips the test when a server is missing.</summary>
    /// <param name="settings">Environment of the programs, <c>KEY=VALUE</c>; <c>{name}</c> and <c>{start}</c> are filled in.</param>
    public static async Task<LocalCluster> StartAsync(int apis, int workers, IEnumerable<string> settings)
    {
        Assert.SkipWhen(SkipReason is not null, SkipReason ?? "");
        var cluster = new LocalCluster(hasServers: true);
        string[] addresses = await Task.WhenAll(cluster.BeginToStartAsync(Postgres), cluster.BeginToStartAsync(Redis));
        cluster.Database = addresses[0];
        await cluster.StartProgramsAsync(
            apis,
            workers,
            [
                $"ConnectionStrings__promptintel={addresses[0]};Application Name={{name}}", $"ConnectionStrings__cache={addresses[1]}",
                .. settings
            ]);
        return cluster;
    }

    /// <summary>One Api that does everything, on a file and without servers.</summary>
    /// <inheritdoc cref="StartAsync(int, int, IEnumerable{string})"/>
    public static async Task<LocalCluster> StartEmbeddedAsync(IEnumerable<string> settings)
    {
        var cluster = new LocalCluster(hasServers: false);
        string path = Path.Combine(cluster._directory, "promptintel.db");
        await cluster.StartProgramsAsync(apis: 1, workers: 0, [$"PromptIntel__Storage__Path={path}", .. settings]);
        return cluster;
    }

    private async Task StartProgramsAsync(int apis, int workers, IEnumerable<string> settings)
    {
        string[] common = ["DOTNET_ENVIRONMENT=Development", "ASPNETCORE_ENVIRONMENT=Development", .. settings];
        string[] names = [
            .. Enumerable.Range(1, apis).Select(number => $"api-{number}"),
            .. Enumerable.Range(1, workers).Select(number => $"worker-{number}")
        ];

        foreach (string name in names)
        {
            _programs[name] = [.. DescribeProgram(name, common)];
        }

        // The first creates the schema while the others wait; none of them is in another's way.
        foreach ((string name, string url) in names.Zip(await Task.WhenAll(names.Select(BeginToStartAsync))).Take(apis))
        {
            _clients.Add(new HttpClient { BaseAddress = new Uri(url), Timeout = TimeSpan.FromSeconds(100) });
        }

        await Task.WhenAll(names.Select(StartAsync));
    }

    /// <summary>Starts a member, unless it runs, and waits until it is healthy.</summary>
    public async Task StartAsync(string name)
    {
        await BeginToStartAsync(name);

        if (_programs.ContainsKey(name))
        {
            await DoAsync(name, "ready");
        }
    }

    /// <summary>Starts a member that does not run; a server answers when this returns.</summary>
    /// <returns>How it is reached.</returns>
    public Task<string> BeginToStartAsync(string name) =>
        DoAsync(name, "start", ["--owner", $"{Environment.ProcessId}", .. _programs.GetValueOrDefault(name, [])]);

    /// <summary>As its operator would, by SIGTERM; returns when it has ended.</summary>
    public Task StopAsync(string name) => DoAsync(name, "stop");

    /// <summary>
    /// By SIGKILL, at once; when this returns nothing of it runs any more. Servers are killed by <see cref="KillServerAsync"/>.
    /// </summary>
    public async Task KillAsync(string name)
    {
        int id = int.Parse(await File.ReadAllTextAsync(Path.Combine(_directory, name, "pid")), CultureInfo.InvariantCulture);
        using var process = Process.GetProcessById(id);
        process.Kill();
        // Gone, or a zombie that nobody has buried yet.
        await ClusterFile.WaitAsync(() => Task.FromResult(ProcessState.Of(id) is null or ProcessState.Zombie), $"{name} has ended");
    }

    /// <summary>A server with all its processes, by SIGKILL.</summary>
    public Task KillServerAsync(string name) => DoAsync(name, "kill");

    public Task PauseAsync(string name) => DoAsync(name, "pause");

    public Task ResumeAsync(string name) => DoAsync(name, "resume");

    /// <summary>What the member has said, in all its starts.</summary>
    public async Task<string> LogAsync(string name)
    {
        string before = Path.Combine(_directory, name, "log.before");
        return (File.Exists(before) ? await File.ReadAllTextAsync(before) : "") + await File.ReadAllTextAsync(
            Path.Combine(_directory, name, "log"));
    }

    /// <summary>The program as it was last started, in the form <c>{name}/{start}</c>.</summary>
    public string Instance(string name) => $"{name}/{File.ReadAllText(Path.Combine(_directory, name, "starts")).Trim()}";

    /// <summary>How programs reach a server of the cluster.</summary>
    public string Address(string server) => $"127.0.0.1:{File.ReadAllText(Path.Combine(_directory, server, "port")).Trim()}";

    public async ValueTask DisposeAsync()
    {
        _clients.ForEach(client => client.Dispose());
        // Programs first: they drain while the servers still answer.
        await Task.WhenAll(_programs.Keys.Select(StopAsync));

        if (_hasServers)
        {
            await Task.WhenAll(KillServerAsync(Postgres), KillServerAsync(Redis));
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>An Api listens where it is told; a Worker that is given a port serves its health there.</summary>
    private static IEnumerable<string> DescribeProgram(string name, IEnumerable<string> settings)
    {
        (string project, string listening) = name.StartsWith("api", StringComparison.Ordinal)
            ? ("Api", "ASPNETCORE_URLS=http://127.0.0.1:{port}")
            : ("Worker", "PORT={port}");
        return ["--dll", ProgramPath.Of(project), .. settings.Append(listening).SelectMany(
            setting => new[] { "--set", setting.Replace("{name}", name, StringComparison.Ordinal) })];
    }

    private Task<string> DoAsync(string name, string command, params IEnumerable<string> arguments) =>
        ServerScript.RunAsync(_programs.ContainsKey(name) ? Program : name, [command, Path.Combine(_directory, name), .. arguments]);
}
