using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

using PromptIntel.Adapters.Sqlite;
using PromptIntel.Core.Execution;
using PromptIntel.Core.Execution.Storage;
using PromptIntel.Core.Workflows;
using PromptIntel.Tests.Shared;

namespace PromptIntel.Cluster.Tests;

/// <summary>One SQLite file that several processes work on, and the log of calls that they write beside it.</summary>
internal sealed class ClusterFile : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("promptintel-cluster-");
    private readonly string _database;
    private readonly List<WorkerProcess> _processes = [];
    private readonly ExecutionIds _ids = new(TimeProvider.System);
    private ServiceProvider? _services;

    private ClusterFile() => _database = Path.Combine(_directory.FullName, "executions.db");

    public IExecutionStore Store => _services!.GetRequiredService<IExecutionStore>();

    public IExecutionReader Reader => _services!.GetRequiredService<IExecutionReader>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ClusterFile> CreateAsync()
    {
        var file = new ClusterFile();
        SqliteDatabase database = await SqliteDatabase.OpenAsync(new SqliteOptions { Path = file._database }, Token);
        file._services = new ServiceCollection().AddSingleton(TimeProvider.System).AddPromptIntelSqlite(database).BuildServiceProvider();
        return file;
    }

    /// <summary>
    /// A process that has its engine running, or has been killed by what it ran. Its leases are long, so that none runs out because
    /// the machine is busy: they run out when a test says so.
    /// </summary>
    public async Task<WorkerProcess> StartProcessAsync(int concurrency = 8)
    {
        var process = WorkerProcess.Start(_directory.FullName, concurrency);
        _processes.Add(process);
        await WaitAsync(() => Task.FromResult(process.HasExited || process.HasSaid("ready")), "the process is ready");
        Assert.False(process.HasSaid("Unhandled exception"), process.ToString());
        return process;
    }

    public async Task<Guid> QueueAsync(Manifest manifest)
    {
        Guid id = _ids.Next();
        await Store.CreateAsync(
            new NewExecution { Id = id, Manifest = manifest, Input = TestManifest.Empty, CreatedAt = TimeProvider.System.GetUtcNow() },
            Token);
        return id;
    }

    /// <summary>All leases are past.</summary>
    public Task EndLeasesAsync() => EndLeasesAsync(meanwhile: () => Task.CompletedTask);

    /// <summary>Stops a process until its leases are past, while it does not write: the file's lock would stand still with it.</summary>
    public Task StallAsync(WorkerProcess process) => EndLeasesAsync(process.SuspendAsync);

    /// <summary>Stages that hold go on.</summary>
    public void Release() => File.WriteAllText(Path.Combine(_directory.FullName, "release"), "");

    public List<Call> Calls()
    {
        string log = Path.Combine(_directory.FullName, "calls.log");
        return File.Exists(log) ? [.. File.ReadAllLines(log).Select(Call.Parse)] : [];
    }

    public Task WaitForCallAsync(string what, string stage) =>
        WaitAsync(() => Task.FromResult(Calls().Exists(call => call.What == what && call.Stage == stage)), $"{what} {stage}");

    public async Task<ExecutionRecord> WaitForStatusAsync(Guid id, ExecutionStatus status)
    {
        await WaitAsync(async () => (await Reader.FindAsync(id, Token))!.Status == status, status.ToString());
        return (await Reader.FindAsync(id, Token))!;
    }

    public static async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));

        while (!await condition())
        {
            Assert.True(!patience.IsCancellationRequested, $"Not within {Patience}: {what}");
            await timer.WaitForNextTickAsync(Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (WorkerProcess process in _processes)
        {
            await process.DisposeAsync();
        }

        await _services!.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task EndLeasesAsync(Func<Task> meanwhile)
    {
        await using var connection = new SqliteConnection($"Data Source={_database};Pooling=False");
        await connection.OpenAsync(Token);
        await using SqliteTransaction alone = connection.BeginTransaction(deferred: false);
        await meanwhile();
        await using SqliteCommand end = connection.CreateCommand();
        end.CommandText = "UPDATE executions SET lease_expires = 1 WHERE status = 'running'";
        await end.ExecuteNonQueryAsync(Token);
        await alone.CommitAsync(Token);
    }
}

/// <summary>A line of the log of calls.</summary>
internal sealed record Call(string What, int ProcessId, Guid ExecutionId, string Stage)
{
    public static Call Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new Call(parts[0], int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture), Guid.Parse(parts[2]), parts[3]);
    }
}
