using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

using Npgsql;

using PromptIntel.Adapters.Postgres;
using PromptIntel.Adapters.Relational;
using PromptIntel.Core.Jobs;
using PromptIntel.Core.Jobs.Storage;
using PromptIntel.Core.Leases;

namespace PromptIntel.Hosting.Tests.Schedules;

/// <summary>One instance that keeps schedules and runs jobs, with connections of its own to a database that several share.</summary>
internal sealed class ScheduleInstance : IAsyncDisposable
{
    public const string Schema = "promptintel";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _stop = new();
    private readonly NpgsqlDataSource _source;
    private readonly ServiceProvider _services;
    private readonly ScheduleKeeper _keeper;
    private readonly JobEngine _engine;
    private readonly List<Task> _loops = [];

    private ScheduleInstance(
        NpgsqlDataSource source, ServiceProvider services, ScheduleOptions settings, IScheduledJob job, TimeProvider time)
    {
        (_source, _services) = (source, services);
        Store = new RecordingScheduleStore(services.GetRequiredService<IJobScheduleStore>());
        IJobRunStore runs = services.GetRequiredService<IJobRunStore>();
        IOptions<ScheduleOptions> options = Options.Create(settings);
        var schedules = new JobSchedules([job], options);
        var signal = new JobSignal(TimeProvider.System);
        var leases = new LeasedWork(services.GetRequiredService<ILeaseStore>(), TimeProvider.System, NullLogger<LeasedWork>.Instance);
        _engine = new JobEngine(schedules, runs, leases, signal, options, NullLogger<JobEngine>.Instance);
        _keeper = new ScheduleKeeper(schedules, Store, signal, options, time, NullLogger<ScheduleKeeper>.Instance);
    }

    public RecordingScheduleStore Store { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <param name="cron">Over the job's own.</param>
    /// <param name="ahead">How wrong the clock of its machine is.</param>
    public static async Task<ScheduleInstance> CreateAsync(
        string connectionString, IScheduledJob job, string? cron = null, TimeSpan ahead = default)
    {
        var database = new PostgresOptions { Schema = Schema };
        var builder = new NpgsqlDataSourceBuilder(connectionString);
        PostgresConnections.Configure(builder, database);
        NpgsqlDataSource source = builder.Build();
        ServiceProvider services = new ServiceCollection().AddSingleton(source).AddSingleton(Options.Create(database))
            .AddPromptIntelPostgres().BuildServiceProvider();
        await services.GetRequiredService<RelationalDatabase>().PrepareAsync(Token);
        var options = new ScheduleOptions
        {
            PollInterval = TimeSpan.FromMilliseconds(100),
            CheckInInterval = TimeSpan.FromSeconds(1),
            MisfireThreshold = TimeSpan.FromSeconds(2),
        };

        if (cron is not null)
        {
            options.Cron[job.Name] = cron;
        }

        return new ScheduleInstance(source, services, options, job, new SkewedClock(ahead));
    }

    /// <summary>As a host that has started.</summary>
    public void Start()
    {
        _loops.Add(KeepSchedules());
        _loops.Add(Task.Run(() => _engine.RunAsync(_stop.Token), CancellationToken.None));
    }

    /// <summary>Until the instance stops or its store fails, without running what it asks for.</summary>
    public Task KeepSchedules() => Task.Run(() => _keeper.RunAsync(_stop.Token), CancellationToken.None);

    /// <summary>The loops end without an error; what they were doing is given back.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();

        foreach (Task loop in _loops)
        {
            await loop.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            Assert.False(loop.IsFaulted, loop.Exception?.ToString());
        }
    }

    public async Task ExecuteAsync(string sql)
    {
        await using NpgsqlCommand command = _source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Token);
    }

    public async Task<string?> ReadAsync(string sql)
    {
        await using NpgsqlCommand command = _source.CreateCommand(sql);
        return (await command.ExecuteScalarAsync(Token))?.ToString();
    }

    public static async Task WaitAsync(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));

        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"Not within {Patience}: {what}");
            await timer.WaitForNextTickAsync(Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _services.DisposeAsync();
        await _source.DisposeAsync();
        _stop.Dispose();
    }
}
